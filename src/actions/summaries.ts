import type { Finding } from "../clinic/finding.ts";
import type { Parts } from "../data/split-parts.ts";
import type { FindingSummary, SplitSummary } from "./contract.ts";

/** A finding in brief. */
export function findingSummary({ id, title, severity, summary, treatments }: Finding): FindingSummary {
  return {
    id,
    title,
    severity,
    summary,
    treatments: treatments.map((treatment) => ({
      id: treatment.id,
      title: treatment.title,
      ...(treatment.advice === undefined ? {} : { advice: treatment.advice }),
    })),
  };
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
