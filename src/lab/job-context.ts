import type { ProgressListener } from "../run/progress.ts";

/** What every job gets from the door it was asked for at. */
export interface JobContext {
  /** Told how the work goes on; nobody is by default. */
  readonly progress: ProgressListener;
  /**
   * Aborting it stops the work at its next safe point, with a checkpoint written; without one, nothing does.
   */
  readonly signal: AbortSignal;
}
