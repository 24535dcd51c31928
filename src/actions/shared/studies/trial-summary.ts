import type { TrialRecord, TrialStatus } from "../../../run/study.ts";
import { rangeOf, rangeWords } from "../../../tune/space/ranges.ts";
import type { Parameter, SearchSpace } from "../../../tune/space/search-space.ts";

/** One trial of a study. */
export interface TrialSummary {
  /** From 1. */
  readonly number: number;
  readonly status: TrialStatus;
  /** The trial from whose checkpoint it goes on, from 1; left out of those that begin anew. */
  readonly from?: number;
  /** One for each objective; empty of a trial that has not come to its end, or failed. */
  readonly values: readonly number[];
  readonly standardError?: number;
  /** The values of its parameters by name, choices in words. */
  readonly changes: Readonly<Record<string, string | number>>;
  /** The ids of its runs. */
  readonly runs: readonly string[];
  readonly durationMs: number;
  readonly error?: string;
}

/** Parameters with their ranges in words. */
export function spaceWords({
  parameters,
}: Pick<SearchSpace, "parameters">): { readonly parameter: string; readonly range: string }[] {
  return parameters.map((parameter) => ({ parameter: parameter.name, range: domainWords(parameter) }));
}

function domainWords({ domain }: Parameter): string {
  if (domain.kind === "number") return rangeWords(rangeOf(domain));
  return `${domain.ordered ? "ordered" : "choice"}(${domain.labels.join(", ")})`;
}

/** A trial as results tell it: counted from 1, its values by parameter, choices in words. */
export function trialSummary(
  { parameters }: Pick<SearchSpace, "parameters">,
  trial: TrialRecord,
): TrialSummary {
  const { number, status, from, point, values, standardError, runs, durationMs, error } = trial;
  const changes = parameters.flatMap(({ name, domain }) => {
    if (!Object.hasOwn(point, name)) return [];
    const value = point[name];
    const told = domain.kind === "choice" ? (domain.labels[value] ?? String(value)) : shortNumber(value);
    return [[name, told] as const];
  });
  return {
    number: number + 1,
    status,
    ...(from === undefined ? {} : { from: from + 1 }),
    values,
    ...(standardError === undefined ? {} : { standardError }),
    changes: Object.fromEntries(changes),
    runs,
    durationMs,
    ...(error === undefined ? {} : { error }),
  };
}

function shortNumber(value: number): number {
  return Number(value.toPrecision(6));
}
