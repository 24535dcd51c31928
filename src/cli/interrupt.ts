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
 * second one final, also while this thread is busy and could not hear it.
 *
 * @param options `onFirst` is called before the request is passed on; nothing should be drawn on the terminal
 *   after it, because the second one ends the process without a word.
 */
export function watchInterrupts(options: { onFirst: () => void }): InterruptWatch {
  const controller = new AbortController();
  const stop = () => {
    for (const name of SIGNALS) process.removeListener(name, handle);
  };
  const handle = () => {
    // Without a handler the next signal's default action ends the process at once, whatever this thread
    // does. process.exit() would tear down workers inside native code, which aborts with a crash report.
    stop();
    options.onFirst();
    controller.abort(interruption());
  };
  for (const name of SIGNALS) process.on(name, handle);
  return { signal: controller.signal, stop };
}

function interruption(): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: "Interrupted.",
    hint: "Nothing was kept that could be continued: give the same command again.",
  });
}
