import type { Finding } from "../../clinic/finding.ts";
import type { Parts } from "../../data/split/split-parts.ts";

/** A finding in brief, as results list it. */
export interface FindingSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: "problem" | "warning" | "note";
  readonly summary: string;
  /** The id of the finding that brought this one about. */
  readonly causedBy?: string;
  readonly treatments: readonly { readonly id: string; readonly title: string; readonly advice?: string }[];
}

/** The numbers of rows in the train, dev and test parts. */
export interface SplitSummary {
  readonly train: number;
  readonly dev: number;
  readonly test: number;
  /** Training rows that were held apart, where that was asked for. */
  readonly trainDev?: number;
}

/** A finding in brief. */
export function findingSummary(finding: Finding): FindingSummary {
  const { id, title, severity, summary, causedBy, treatments } = finding;
  return {
    id,
    title,
    severity,
    summary,
    ...(causedBy === undefined ? {} : { causedBy }),
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
