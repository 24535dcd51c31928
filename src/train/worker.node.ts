import { Worker } from "node:worker_threads";
import { TrainwellError } from "../base/errors.ts";
import type { TrainingHooks, TrainingOutcome } from "./loop.ts";
import type { TrainingPlan } from "./plan.ts";
import type { TrainingState } from "./state.ts";
import { driveTraining, type FromWorker, type ToWorker } from "./worker-protocol.ts";

/**
 * Trains in a worker thread, so that the caller's thread stays free. An abort stops the training between two calls
 * of the runtime, never inside one (a thread that is ended inside a call takes the process with it), and the worker is
 * ended only after it has answered.
 */
export async function trainInWorker(
  plan: TrainingPlan,
  options: { hooks?: Omit<TrainingHooks, "interrupted">; resume?: TrainingState; signal?: AbortSignal } = {},
): Promise<TrainingOutcome> {
  const worker = new Worker(new URL("./worker-entry.node.js", import.meta.url));
  try {
    return await Promise.race([
      crashOf(worker),
      driveTraining(
        {
          post: (message: ToWorker) => worker.postMessage(message),
          listen: (handler: (message: FromWorker) => void) => worker.on("message", handler),
        },
        plan,
        { ...options, hooks: options.hooks ?? {} },
      ),
    ]);
  } finally {
    await worker.terminate();
  }
}

function crashOf(worker: Worker): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (cause: unknown) =>
      reject(new TrainwellError({ kind: "failure", code: "worker-crashed", message: `The training worker ended unexpectedly: ${cause}.`, cause }));
    worker.on("error", fail);
    worker.on("exit", (code) => fail(`exit code ${code}`));
  });
}
