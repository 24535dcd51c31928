import { rowsPerBatch } from "../../program/batching.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import { rowBytes } from "./batch-source.ts";

/** More steps in a call gain nothing. */
const MOST_STEPS = 256;
/** The rows of a call may be gathered for all its steps at once, which must not take much memory. */
const MOST_BYTES = 16e6;

/** How many steps' rows, at most, a call holds: no more than gains speed, or than take 16 MB. */
export function mostStepsInMemory(plan: Pick<TrainingPlan, "training" | "trainRows" | "blocks">): number {
  const bytesPerRow = plan.blocks.reduce((sum, block) => sum + rowBytes(block), 0);
  return Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_BYTES / (bytesPerRow * rowsPerBatch(plan)))));
}
