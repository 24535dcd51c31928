import { errorIsShare } from "./error-gap.ts";
import type { RunEvidence } from "./evidence.ts";

/** A number for a sentence: three significant digits, thousands apart ("2,630"). */
export function number(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "minus infinite";
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  return size >= 1000 && size < 1e9 ? rounded.toLocaleString("en-US") : rounded.toString();
}

/** A share as a percentage with one digit after the point. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/**
 * An error for a sentence: a percentage of examples or labels, or what a regression has, in the target's
 * units.
 */
export function errorText(evidence: Pick<RunEvidence, "task" | "errorName">, error: number): string {
  return errorIsShare(evidence) ? percent(error) : `${evidence.errorName ?? "RMSE"} ${number(error)}`;
}
