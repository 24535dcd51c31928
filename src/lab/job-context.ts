import type { ProgressListener } from "../run/progress.ts";

/** The listener and the signal that every job gets from its caller. */
export interface JobContext {
  readonly progress: ProgressListener;
  /** Aborting it stops the work at its next safe point, with a checkpoint written. */
  readonly signal: AbortSignal;
}
