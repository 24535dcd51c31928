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

/** Tells the caller of a job a sentence on the way. */
export function noteTo({ progress }: Pick<JobContext, "progress">): (message: string) => void {
  return (message) => progress({ type: "note", message });
}
