import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { reachOf } from "./curve-values.ts";
import type { StopperRequest, TrialCurve } from "./stopper.ts";

/** How rungs lie, the steps at which trials are compared. */
export const rungOptions = {
  eta: option(z._default(z.number().check(z.gte(2)), 3), {
    help: "One trial of so many goes on at a rung, and each rung lies so many times as far as the last.",
  }),
  minimumSteps: option(z._default(z.int().check(z.gte(1)), 1), {
    help: "The first rung: no trial ends before.",
    unit: "steps",
  }),
  maximumSteps: option(z._default(z.nullable(z.int().check(z.gte(1))), null), {
    help: "Where the rungs end; by itself where trials end, and without end where that is not known.",
    unit: "steps",
  }),
};

/** The options of {@link rungsUpTo}. */
export interface RungOptions {
  readonly eta: number;
  readonly minimumSteps: number;
  readonly maximumSteps: number | null;
}

/** Where the rungs end; infinite where nobody knows. */
export function endOfRungs({ maximumSteps }: RungOptions, { lastStep }: StopperRequest): number {
  return maximumSteps ?? lastStep ?? Number.POSITIVE_INFINITY;
}

/** The rungs that lie before the end and no further than `reach`: minimumSteps · eta^k. */
export function rungsUpTo(reach: number, options: RungOptions & { end: number }): number[] {
  const rungs: number[] = [];
  const { minimumSteps, eta, end } = options;
  for (let rung = minimumSteps; rung < end && rung <= reach; rung *= eta) rungs.push(rung);
  return rungs;
}

/**
 * The rung that a trial stands at, as its place from 0: the furthest that its last report crossed. Undefined
 * between rungs.
 */
export function rungOf(trial: TrialCurve, rungs: readonly number[]): number | undefined {
  const before = trial.points.at(-2)?.step ?? 0;
  const place = rungs.findLastIndex((rung) => rung <= reachOf(trial));
  return place >= 0 && rungs[place] > before ? place : undefined;
}
