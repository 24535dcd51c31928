import type { ProgressListener } from "../run/progress.ts";

/** The listener and the signal that every job gets from its caller. */
export interface JobContext {
  /** Told how the work goes on; nobody is by default. */
  readonly progress: ProgressListener;
  /**
   * Aborting it stops the work at its next safe point, with a checkpoint written; without one, nothing does.
   */
  readonly signal: AbortSignal;
}
