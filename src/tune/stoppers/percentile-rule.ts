import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { quantile } from "../../base/statistics.ts";
import { bestOf, isDue, reachOf, runningAverage } from "./curve-values.ts";
import type { Decision, StopperRequest } from "./stopper.ts";
import { goOn, stopHere, valueText } from "./verdicts.ts";

/** When comparisons begin and how often they are made. */
export const comparisonOptions = {
  startupTrials: option(z._default(z.int().check(z.gte(1)), 5), {
    help: "So many trials run to their end before any is stopped.",
    unit: "trials",
  }),
  warmupSteps: option(z._default(z.int().check(z.gte(0)), 0), {
    help: "No trial is stopped at one of its first steps, so many.",
    unit: "steps",
  }),
  interval: option(z._default(z.int().check(z.gte(1)), 1), {
    help: "A trial is looked at once in so many steps.",
    unit: "steps",
  }),
};

/** The options of {@link percentileRule}. */
export interface PercentileOptions {
  readonly startupTrials: number;
  readonly warmupSteps: number;
  readonly interval: number;
  /** The share of trials that a trial must be among, by what it reached. */
  readonly share: number;
}

/**
 * Stops a trial whose best value so far is above the `share` quantile of the others' running averages up to
 * the same step (Golovin et al. 2017, with the median). Others are all that came as far, also those that were
 * stopped later: were only the complete ones asked, the bar would rise with every trial that is stopped.
 */
export function percentileRule({ trial, others }: StopperRequest, options: PercentileOptions): Decision {
  const { startupTrials, share } = options;
  if (trial.status === "paused" || !isDue(trial, options)) return goOn("It is not looked at here.");
  const complete = others.filter(({ status }) => status === "complete").length;
  if (complete < startupTrials)
    return goOn(`Only ${complete} of the ${startupTrials} trials to compare with have run to their end.`);
  const step = reachOf(trial);
  const averages = others
    .filter((other) => other.status !== "failed" && reachOf(other) >= step)
    .map((other) => runningAverage(other, step));
  if (averages.length === 0) return goOn("No other trial has come this far.");
  const bar = finiteQuantile(averages, share);
  const best = bestOf(trial.points);
  const words = `${valueText(best)} at its best up to step ${step}, and the bar is ${valueText(bar)}`;
  return best > bar ? stopHere(`It has ${words}.`) : goOn(`It has ${words}.`);
}

/** Between a finite and an infinite value there is nothing to interpolate. */
function finiteQuantile(values: readonly number[], share: number): number {
  const between = quantile(values, share);
  return Number.isNaN(between) ? Number.POSITIVE_INFINITY : between;
}
