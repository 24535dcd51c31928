import type { ExamineOptions } from "../examine/contract.ts";

/** The options of `openSurface`: whose loss, and over how many rows. */
export interface OpenSurfaceOptions extends Omit<ExamineOptions, "out" | "examinations"> {
  /** At most so many training rows, from all over the training part; null for 1,024. */
  readonly rows: number | null;
}
