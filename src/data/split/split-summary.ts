import type { Parts } from "./split-parts.ts";

/** The numbers of rows in the train, dev and test parts. */
export interface SplitSummary {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
  /** Training rows that were held apart, where that was asked for. */
  readonly trainDev?: number;
}

/** The numbers of rows of a split's parts. */
export function splitSummary({
  train,
  dev,
  test,
  trainDev,
}: Parts & { trainDev?: Int32Array }): SplitSummary {
  const counts = { train: train.length, dev: dev.length, test: test.length };
  return trainDev === undefined ? counts : { ...counts, trainDev: trainDev.length };
}
