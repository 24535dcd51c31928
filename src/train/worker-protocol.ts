import { TrainwellError } from "../base/errors.ts";
import type { Runtime } from "../runtime/session.ts";
import type { HistoryRow } from "../store/store.ts";
import { runTraining, type TrainingHooks, type TrainingOutcome } from "./loop.ts";
import type { TrainingPlan } from "./plan.ts";
import type { TrainingState } from "./state.ts";

/** What the caller sends to a training worker: data and compiled programs, never functions. */
export type ToWorker =
  | { readonly type: "start"; readonly plan: TrainingPlan; readonly resume?: TrainingState }
  | { readonly type: "interrupt" };

/** What a training worker sends back. */
export type FromWorker =
  | { readonly type: "history"; readonly entry: HistoryRow }
  | { readonly type: "checkpoint"; readonly state: TrainingState }
  | { readonly type: "done"; readonly outcome: TrainingOutcome }
  | { readonly type: "failed"; readonly error: ReturnType<TrainwellError["toJSON"]> };

/** One end of a message channel, as Node's worker threads and the browser's workers can both provide it. */
export interface Port<Out, In> {
  post(message: Out): void;
  listen(handler: (message: In) => void): void;
}

/** The worker's side: trains what it is told to, and stops between two calls of the runtime when asked to. */
export function serveTraining(port: Port<FromWorker, ToWorker>, runtime: Runtime): void {
  let interrupted = false;
  port.listen((message) => {
    interrupted = message.type === "interrupt";
    if (message.type === "interrupt") return;
    const hooks: TrainingHooks = {
      onHistory: (entry) => port.post({ type: "history", entry }),
      onCheckpoint: (state) => port.post({ type: "checkpoint", state }),
      interrupted: () => interrupted,
    };
    runTraining(message.plan, runtime, { hooks, ...(message.resume ? { resume: message.resume } : {}) }).then(
      (outcome) => port.post({ type: "done", outcome }),
      (error) => port.post({ type: "failed", error: asData(error) }),
    );
  });
}

/** The caller's side: resolves with the outcome, and passes history and checkpoints on as they come. */
export function driveTraining(
  port: Port<ToWorker, FromWorker>,
  plan: TrainingPlan,
  options: { hooks: Omit<TrainingHooks, "interrupted">; resume?: TrainingState; signal?: AbortSignal },
): Promise<TrainingOutcome> {
  const { hooks, resume, signal } = options;
  const interrupt = () => port.post({ type: "interrupt" });
  const outcome = new Promise<TrainingOutcome>((resolve, reject) => {
    port.listen((message) => {
      if (message.type === "history") hooks.onHistory?.(message.entry);
      else if (message.type === "checkpoint") hooks.onCheckpoint?.(message.state);
      else if (message.type === "done") resolve(message.outcome);
      else reject(new TrainwellError(message.error));
    });
    port.post({ type: "start", plan, ...(resume ? { resume } : {}) });
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted) interrupt();
  });
  // An abort that comes later must not stop what the worker does next.
  return outcome.finally(() => signal?.removeEventListener("abort", interrupt));
}

function asData(error: unknown): ReturnType<TrainwellError["toJSON"]> {
  if (error instanceof TrainwellError) return error.toJSON();
  return {
    code: "training-failed",
    kind: "failure",
    message: `A training failed: ${error instanceof Error ? error.message : String(error)}`,
    details: {},
  };
}
