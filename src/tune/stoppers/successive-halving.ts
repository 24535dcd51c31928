import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { comparable, reachOf, valueAt } from "./curve-values.ts";
import { type Ladder, ladderOf, rungOf, rungOptions, rungSteps, rungsUpTo } from "./rungs.ts";
import type { StopperDefinition, StopperRequest, TrialCurve } from "./stopper.ts";
import { goOn, pauseHere, stopHere } from "./verdicts.ts";

/** So many rungs are counted on where no end is known. */
const USUAL_RUNGS = 3;

const options = z.strictObject({
  ...rungOptions,
  cohort: option(z._default(z.nullable(z.int().check(z.gte(2))), null), {
    help:
      "How many trials, by their numbers, are compared with each other; by itself so many that one of them " +
      "comes to the end.",
    unit: "trials",
  }),
});

/**
 * Synchronous successive halving: trials pause at each rung until their whole cohort is there; then the best
 * of `eta` go on and the others end. The last cohort is as large as the study's planned trials leave it.
 *
 * Options, with their limits and defaults: `eta` (number, ≥ 2; 3), `minimumSteps` (whole number or null, ≥ 1;
 * null), `maximumSteps` (whole number or null, ≥ 1; null), `cohort` (whole number or null, ≥ 2; null).
 */
export const successiveHalving: StopperDefinition<typeof options> = {
  kind: "successiveHalving",
  title: "Successive halving",
  help: "Waits at each of a few steps until a cohort of trials is there, and lets the best of eta go on.",
  paper: "Jamieson & Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization, 2016",
  options,
  pauses: () => true,
  rungs: rungSteps,
  decide: (request, chosen) => {
    const { trial } = request;
    const ladder = ladderOf(chosen, request);
    const rungs = rungsUpTo(reachOf(trial), ladder);
    const place = rungOf(trial, rungs);
    if (place === undefined) return goOn("It is between rungs.");
    let members = cohortOf(request, chosen.cohort ?? usualCohort(ladder));
    for (const rung of rungs.slice(0, place + 1)) {
      if (members === undefined || !members.every((member) => isDecided(member, rung)))
        return pauseHere(`Its cohort is not yet complete at step ${Math.ceil(rung)}.`);
      const places = Math.max(1, Math.floor(members.length / chosen.eta));
      const ranked: readonly TrialCurve[] = members.toSorted(
        (a, b) => standing(a, rung) - standing(b, rung) || a.number - b.number,
      );
      const words = `at step ${Math.ceil(rung)}, where ${places} of ${members.length} go on`;
      members = ranked.slice(0, places);
      if (!members.includes(trial))
        return stopHere(`It is number ${ranked.indexOf(trial) + 1} of its cohort ${words}.`);
    }
    return goOn("It is among the best of its cohort.");
  },
};

/** eta to as many powers as there are rungs, so that one trial is left beyond the last. */
function usualCohort(ladder: Ladder): number {
  const count = Number.isFinite(ladder.end) ? rungsUpTo(ladder.end, ladder).length : USUAL_RUNGS;
  return Math.max(2, Math.round(ladder.eta ** count));
}

/** The trials of the same cohort, in the order of their numbers; undefined before all of them were begun. */
function cohortOf({ trial, others, planned }: StopperRequest, size: number): TrialCurve[] | undefined {
  const first = Math.floor(trial.number / size) * size;
  const last = Math.min(first + size, Math.max(planned ?? Number.POSITIVE_INFINITY, trial.number + 1));
  const members = [trial, ...others].filter(({ number }) => number >= first && number < last);
  return members.length === last - first ? members.sort((a, b) => a.number - b.number) : undefined;
}

/** Whether a trial has reached a rung or never will. */
function isDecided(trial: TrialCurve, rung: number): boolean {
  return reachOf(trial) >= rung || (trial.status !== "running" && trial.status !== "paused");
}

/** A trial's value at a rung; of one that was complete before, its last. */
function standing(trial: TrialCurve, rung: number): number {
  if (trial.status === "failed") return Number.POSITIVE_INFINITY;
  const last = trial.status === "complete" ? comparable(trial.points.at(-1)?.value ?? Number.NaN) : undefined;
  return valueAt(trial, rung) ?? last ?? Number.POSITIVE_INFINITY;
}
