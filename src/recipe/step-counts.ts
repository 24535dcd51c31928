import type { TrainingRecipe } from "./types.ts";

type Batches = Pick<TrainingRecipe, "batchSize" | "lastBatch">;
type Updates = Batches & Pick<TrainingRecipe, "accumulate">;

/** The rows of a full batch: the recipe's batch size, but no more than there are rows, and at least 1. */
export function rowsPerBatch({ batchSize }: Pick<TrainingRecipe, "batchSize">, rows: number): number {
  return Math.max(1, batchSize === "all" ? rows : Math.min(batchSize, rows));
}

/** The full batches of an epoch, whatever becomes of rows that fill none. */
export function fullBatches(training: Pick<TrainingRecipe, "batchSize">, rows: number): number {
  return Math.floor(rows / rowsPerBatch(training, rows));
}

/**
 * The steps (mini-batches) of an epoch over `rows` training rows, at least 1: ⌈rows / size⌉, or ⌊rows / size⌋
 * where a last batch that is not full is dropped.
 */
export function stepsPerEpoch(training: Batches, rows: number): number {
  const steps =
    training.lastBatch === "drop"
      ? fullBatches(training, rows)
      : Math.ceil(rows / rowsPerBatch(training, rows));
  return Math.max(1, steps);
}

/** The rows in an epoch's last batch, which may be fewer than in the others where it is kept. */
export function rowsInLastBatch(training: Batches, rows: number): number {
  const size = rowsPerBatch(training, rows);
  return Math.min(size, rows - (stepsPerEpoch(training, rows) - 1) * size);
}

/** The updates of an epoch: `training.accumulate` steps each, and perhaps fewer in the last one. */
export function updatesPerEpoch(training: Updates, rows: number): number {
  return Math.ceil(stepsPerEpoch(training, rows) / training.accumulate);
}

/** The updates of a whole training over `rows` training rows, where nothing ends it before. */
export function totalUpdates(training: Updates & Pick<TrainingRecipe, "epochs">, rows: number): number {
  return training.epochs * updatesPerEpoch(training, rows);
}
