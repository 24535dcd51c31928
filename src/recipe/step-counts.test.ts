import { describe, expect, test } from "vitest";
import {
  fullBatches,
  rowsInLastBatch,
  rowsPerBatch,
  stepsPerEpoch,
  totalUpdates,
  updatesPerEpoch,
} from "./step-counts.ts";

type Training = Parameters<typeof totalUpdates>[0];

/** The rows of each batch of an epoch, dealt out one by one. */
function dealtOut({ batchSize, lastBatch }: Training, rows: number): number[] {
  const size = batchSize === "all" ? rows : batchSize;
  const batches: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (row % size === 0) batches.push(0);
    batches[batches.length - 1]++;
  }
  // One batch that is not full is all that there is to learn from.
  if (lastBatch === "drop" && batches.length > 1 && batches.at(-1)! < size) batches.pop();
  return batches;
}

const cases = ([1, 3, 4, 10, 100, "all"] as const).flatMap((batchSize) =>
  (["keep", "drop"] as const).flatMap((lastBatch) =>
    [1, 2, 3, 7].map((accumulate) => ({ batchSize, lastBatch, accumulate, epochs: 5 })),
  ),
);

describe.each(cases)("batches of $batchSize, the last: $lastBatch, $accumulate an update", (training) => {
  test.each([1, 2, 9, 10, 11, 12, 100])("over %i rows are counted as they are dealt out", (rows) => {
    const batches = dealtOut(training, rows);
    expect(stepsPerEpoch(training, rows)).toBe(batches.length);
    expect(rowsPerBatch(training, rows)).toBe(Math.max(...batches));
    expect(rowsInLastBatch(training, rows)).toBe(batches.at(-1));
    const full = batches.filter((size) => size === batches[0]).length;
    expect(fullBatches(training, rows)).toBe(full);
    const updates = batches.filter((_, step) => step % training.accumulate === 0).length;
    expect(updatesPerEpoch(training, rows)).toBe(updates);
    expect(totalUpdates(training, rows)).toBe(5 * updates);
  });
});

test(
  "100 rows in batches of 32 are 4 steps, 3 where the rest is dropped, and 2 updates of 2 steps either " +
    "way",
  () => {
    const training = { batchSize: 32, lastBatch: "keep", accumulate: 1, epochs: 10 } as const;
    expect(totalUpdates(training, 100)).toBe(40);
    expect(totalUpdates({ ...training, lastBatch: "drop" }, 100)).toBe(30);
    expect(totalUpdates({ ...training, accumulate: 2 }, 100)).toBe(20);
    expect(totalUpdates({ ...training, accumulate: 2, lastBatch: "drop" }, 100)).toBe(20);
    expect(totalUpdates({ ...training, batchSize: "all" }, 100)).toBe(10);
  },
);
