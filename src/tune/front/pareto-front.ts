import type { FinishedTrial } from "../samplers/request/sampler.ts";
import { byObjectives, dominates } from "./pareto.ts";

/**
 * The trials of which no other is better in one objective and nowhere worse, by growing first objective.
 * Complete ones with finite values count. While none keeps the limits on outcomes, the ones that violate them
 * least are compared, so that there is a front as soon as a trial is complete.
 *
 * @returns of trials with equal values all of them.
 */
export function paretoFrontOf(trials: readonly FinishedTrial[]): FinishedTrial[] {
  const complete = trials.filter(
    ({ status, values }) => status === "complete" && values.length > 0 && values.every(Number.isFinite),
  );
  const violationOf = ({ violation }: FinishedTrial) => Math.max(0, violation);
  const least = complete.reduce(
    (smallest, trial) => Math.min(smallest, violationOf(trial)),
    Number.POSITIVE_INFINITY,
  );
  const allowed = complete.filter((trial) => violationOf(trial) === least);
  return nondominated(allowed.map(({ values }) => values)).map((place) => allowed[place]);
}

/**
 * The places of values to be minimized that no others dominate, by growing first value. Sorted by all
 * objectives, a point can only be dominated by one before it, and then by one of the front.
 */
export function nondominated(values: readonly (readonly number[])[]): number[] {
  const order = [...values.keys()].sort((a, b) => byObjectives(values[a], values[b]) || a - b);
  const front: number[] = [];
  for (const place of order)
    if (front.findLast((member) => dominates(values[member], values[place])) === undefined) front.push(place);
  return front;
}
