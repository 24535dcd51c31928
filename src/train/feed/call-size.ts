import { rowsPerBatch } from "../../program/batching.ts";
import { LARGEST_ROW_BYTES } from "../../runtime/row-wise.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import { rowBytes } from "./batch-source.ts";

/** More steps in a call gain nothing. */
const MOST_STEPS = 256;
/** Rows that are together in memory beside the data itself must not take much of it. */
const MOST_BYTES = 16e6;

type Sizes = Pick<TrainingPlan, "training" | "trainRows" | "blocks">;

/** How many steps' rows, at most, are prepared together: no more than gains speed, or than take 16 MB. */
export function mostStepsInMemory(plan: Sizes): number {
  const bytesPerRow = plan.blocks.reduce((sum, block) => sum + rowBytes(block), 0);
  return Math.max(1, Math.min(MOST_STEPS, Math.floor(MOST_BYTES / (bytesPerRow * rowsPerBatch(plan)))));
}

/**
 * How many steps, at most, one call makes: no more than gains speed, or than gather 16 MB for all its steps
 * at once. On the CPU large rows do not count: each step gathers its own.
 */
export function mostStepsPerCall(plan: Sizes & Pick<TrainingPlan, "device">): number {
  if (plan.device.kind === "webgpu") return mostStepsInMemory(plan);
  const blocks = plan.blocks.filter((block) => rowBytes(block) <= LARGEST_ROW_BYTES);
  return mostStepsInMemory({ ...plan, blocks });
}
