import { TrainwellError } from "../../../base/errors.ts";
import { MS_PER_UNIT } from "./option-text.ts";

/** How long a job may work: until the first of the bounds that is not null. */
export interface BudgetLimits {
  /** In milliseconds, from 0. */
  readonly durationMs: number | null;
  /** Treatments that are tried, from 0. */
  readonly trials: number | null;
}

/** A budget as text, such as "90s", "10m", "20 trials" or "10m, 20 trials"; or its bounds as numbers. */
export type ToldBudget = string | Partial<BudgetLimits>;

/**
 * Reads a budget: "90s", "10m", "1.5h", "20 trials", or a duration and trials with a comma between; or its
 * bounds, of which those left out are none.
 *
 * @throws TrainwellError `budget-unreadable`.
 */
export function readBudget(told: ToldBudget): BudgetLimits {
  if (typeof told === "string") return budgetOfText(told);
  const { durationMs = null, trials = null } = told ?? {};
  const isBound = (bound: unknown) => bound === null || (Number.isFinite(bound) && (bound as number) >= 0);
  const known = Object.keys(told ?? []).every((name) => name === "durationMs" || name === "trials");
  if (typeof told !== "object" || told === null || !known || !isBound(durationMs) || !isBound(trials))
    throw budgetUnreadable(told);
  return { durationMs, trials };
}

function budgetOfText(text: string): BudgetLimits {
  let durationMs: number | null = null;
  let trials: number | null = null;
  for (const part of text.split(",")) {
    const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|trials?)\s*$/.exec(part);
    const amount = match ? Number(match[1]) : 0;
    if (!match || amount <= 0) throw budgetUnreadable(text);
    if (match[2].startsWith("trial")) {
      if (!Number.isSafeInteger(amount)) throw budgetUnreadable(text);
      trials = amount;
    } else durationMs = amount * MS_PER_UNIT[match[2]];
  }
  return { durationMs, trials };
}

function budgetUnreadable(told: unknown): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "budget-unreadable",
    message: `Expected a budget such as "90s", "10m" or "20 trials", received ${JSON.stringify(told)}.`,
    hint: 'Write a time in ms, s, m or h, a number of trials, or both: "10m, 20 trials".',
  });
}
