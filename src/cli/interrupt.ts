import { TrainwellError } from "../base/errors.ts";

/** A watch over Ctrl-C. */
export interface InterruptWatch {
  /** Aborted by the first SIGINT or SIGTERM, with a TrainwellError of kind `interrupted` as its reason. */
  readonly signal: AbortSignal;
  /** Ends the watch: signals get their usual effect again. */
  readonly stop: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Makes the first Ctrl-C a request (the work stops at its next safe point and writes a checkpoint) and the
 * second one final.
 *
 * @param options `onFirst` and `onSecond` are called before the one is passed on and before the other ends
 *   the process, so that the terminal can be put in order.
 */
export function watchInterrupts(options: { onFirst: () => void; onSecond: () => void }): InterruptWatch {
  const controller = new AbortController();
  const stop = () => {
    for (const name of SIGNALS) process.removeListener(name, handle);
  };
  const handle = (name: NodeJS.Signals) => {
    if (!controller.signal.aborted) {
      options.onFirst();
      controller.abort(interruption());
      return;
    }
    options.onSecond();
    stop();
    // process.exit() would tear down workers inside native code, which aborts the process (SIGABRT) with a
    // crash report. Without a handler the signal's default action ends the process at once and cleanly.
    process.kill(process.pid, name);
  };
  for (const name of SIGNALS) process.on(name, handle);
  return { signal: controller.signal, stop };
}

function interruption(): TrainwellError {
  return new TrainwellError({ kind: "interrupted", code: "interrupted", message: "Interrupted." });
}
