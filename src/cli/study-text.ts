import { bestWords, type StudyLine } from "../actions/shared/studies/stored-studies.ts";
import type { TrialSummary } from "../actions/tune/contract.ts";
import { threeDigits } from "../base/score-text.ts";
import { TRIAL_STATUSES } from "../run/study.ts";
import { printable } from "./printable.ts";
import { formatAge } from "./run-text.ts";
import { formatTable } from "./text.ts";

/** Studies as a table, a line each. */
export function formatStudies(studies: readonly StudyLine[], now: number): string {
  return formatTable(
    ["study", "age", "status", "trials", "sampler", "best"],
    studies.map((study) => [
      study.name,
      formatAge(study.createdAt, now),
      study.trials.running > 0 ? `${study.status}, running` : study.status,
      formatCounts(study),
      study.stopper === "none" ? study.sampler : `${study.sampler}, ${study.stopper}`,
      bestWords(study),
    ]),
  );
}

/** "40: 31 complete, 9 stopped". */
export function formatCounts({ trials }: Pick<StudyLine, "trials">): string {
  const told = TRIAL_STATUSES.filter((status) => trials[status] > 0);
  const total = told.reduce((sum, status) => sum + trials[status], 0);
  if (total === 0) return "none";
  return `${total}: ${told.map((status) => `${trials[status]} ${status}`).join(", ")}`;
}

/** Trials as a table: values, and the parameters that any of them has. */
export function formatTrials(
  trials: readonly TrialSummary[],
  { titles, parameters }: { titles: readonly string[]; parameters: readonly string[] },
): string {
  const names = parameters.filter((name) => trials.some(({ changes }) => Object.hasOwn(changes, name)));
  const rows = trials.map(({ number, status, values, changes }) => [
    status === "complete" ? String(number) : `${number} ${status}`,
    ...titles.map((_, index) => (values[index] === undefined ? "–" : threeDigits(values[index]))),
    ...names.map((name) => {
      const value = changes[name];
      return value === undefined ? "" : typeof value === "number" ? numberText(value) : value;
    }),
  ]);
  return formatTable(["trial", ...titles, ...names.map(lastParts)].map(printable), rows);
}

/** The end of a path says enough in a table. */
export function lastParts(name: string): string {
  return name.split(".").slice(-2).join(".");
}

/** A whole number as it is, others with three digits. */
function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : threeDigits(value);
}
