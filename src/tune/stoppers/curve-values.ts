import type { CurvePoint } from "../../run/study.ts";
import type { TrialCurve } from "./stopper.ts";

/** How far a trial came: its last step; 0 of one that reported nothing. */
export function reachOf({ points }: Pick<TrialCurve, "points">): number {
  return points.at(-1)?.step ?? 0;
}

/** A value to compare by: what is no number is the worst there is, as infinity. */
export function comparable(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

/**
 * A trial's value at a step: of its first report there or beyond, since not every trial reports every step;
 * undefined where it did not come that far.
 */
export function valueAt({ points }: Pick<TrialCurve, "points">, step: number): number | undefined {
  const point = points.find((each) => each.step >= step);
  return point === undefined ? undefined : comparable(point.value);
}

/** The best of some points' values; infinite of none. */
export function bestOf(points: readonly CurvePoint[]): number {
  return points.reduce((best, { value }) => Math.min(best, comparable(value)), Number.POSITIVE_INFINITY);
}

/** The mean of a trial's values up to a step; infinite where one of them is, or where there is none. */
export function runningAverage({ points }: Pick<TrialCurve, "points">, step: number): number {
  let [sum, count] = [0, 0];
  for (const point of points) {
    if (point.step > step) break;
    sum += comparable(point.value);
    count++;
  }
  return count === 0 ? Number.POSITIVE_INFINITY : sum / count;
}

/** The value that so many are not above: the `count`-th smallest, from 1. */
export function smallest(values: readonly number[], count: number): number {
  return Float64Array.from(values).sort()[count - 1];
}

/**
 * Whether a report is one that a stopper looks at: the first beyond each `interval` steps, none up to
 * `warmupSteps`.
 */
export function isDue(
  { points }: Pick<TrialCurve, "points">,
  { warmupSteps, interval }: { warmupSteps: number; interval: number },
): boolean {
  const turn = (step: number) => Math.floor((step - warmupSteps - 1) / interval);
  const step = points.at(-1)?.step ?? 0;
  return step > warmupSteps && turn(step) > Math.max(-1, turn(points.at(-2)?.step ?? 0));
}
