import { TrainwellError } from "../../base/errors.ts";
import { isBuiltInOptimizer } from "../../optim/optimizers/index.ts";
import { isBuiltInSchedule } from "../../optim/schedules/index.ts";
import { webRuntime } from "../../runtime/session.web.ts";
import type { TrainingPlan } from "../../train/plan/plan.ts";
import { runTraining, type TrainingHooks, type TrainingOutcome } from "../../train/trainer/loop.ts";
import { driveTraining, type FromWorker, type ToWorker } from "../../train/worker/worker-protocol.ts";

/** Opens a worker that runs `trainwell/worker`; null for the page's own thread. */
export type WorkerFactory = (() => Worker) | null;

/**
 * Trains by a plan in a worker of its own, which is ended afterwards, or on the page's thread. A plan with an
 * optimizer or a schedule that the page registered trains on the page's thread, which alone knows it.
 *
 * @throws TrainwellError what the training throws, `worker-silent`, or `worker-failed` when the worker's
 *   script could not be loaded or ended with an error.
 */
export async function trainInPage(
  plan: TrainingPlan,
  options: { worker: WorkerFactory; hooks: Omit<TrainingHooks, "interrupted">; signal: AbortSignal },
): Promise<TrainingOutcome> {
  const { worker: open, hooks, signal } = options;
  const isOwn = !isBuiltInOptimizer(plan.optimizer.kind) || !isBuiltInSchedule(plan.schedule.kind);
  if (open === null || isOwn)
    return runTraining(plan, webRuntime, { hooks: { ...hooks, interrupted: () => signal.aborted } });
  const worker = open();
  try {
    const port = {
      post: (message: ToWorker, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer),
      listen: (handler: (message: FromWorker) => void) => {
        worker.onmessage = ({ data }) => handler(data);
      },
    };
    const failed = failureOf(worker);
    return await Promise.race([failed, driveTraining(port, plan, { hooks, signal })]);
  } finally {
    worker.terminate();
  }
}

/** Rejects when the worker cannot be loaded, or ends with an error that it did not tell. */
function failureOf(worker: Worker): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(workerFailed(event.message));
    };
    worker.onmessageerror = () => reject(workerFailed("a message could not be read"));
  });
  failed.catch(() => {});
  return failed;
}

function workerFailed(reason: string | undefined): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "worker-failed",
    message: `The training worker failed: ${reason || "its script could not be loaded"}.`,
    hint:
      'Open it with new Worker(new URL("trainwell/worker", import.meta.url), { type: "module" }), and see ' +
      "that its script is served.",
  });
}
