import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { reachOf } from "./curve-values.ts";
import type { StopperRequest, TrialCurve } from "./stopper.ts";

/** How rungs lie, the steps at which trials are compared. */
export const rungOptions = {
  eta: option(z._default(z.number().check(z.gte(2)), 3), {
    help: "One trial of so many goes on at a rung, and each rung lies so many times as far as the last.",
  }),
  minimumSteps: option(z._default(z.nullable(z.int().check(z.gte(1))), null), {
    help:
      "The first rung: no trial ends before. By itself a twentieth of the way, rounded up, and 1 where no " +
      "end is known.",
    unit: "steps",
  }),
  maximumSteps: option(z._default(z.nullable(z.int().check(z.gte(1))), null), {
    help: "Where the rungs end; by itself where trials end, and without end where that is not known.",
    unit: "steps",
  }),
};

/** The options of {@link ladderOf}. */
export interface RungOptions {
  readonly eta: number;
  readonly minimumSteps: number | null;
  readonly maximumSteps: number | null;
}

/** Where rungs lie: first · eta^k, before the end, which is infinite where nobody knows it. */
export interface Ladder {
  readonly eta: number;
  readonly first: number;
  readonly end: number;
}

/** At so small a share of the way, curves begin to tell. */
const FIRST_SHARE = 1 / 20;

/** The ladder of a study by its options and the step that its trials end at. */
export function ladderOf(
  { eta, minimumSteps, maximumSteps }: RungOptions,
  { lastStep }: Pick<StopperRequest, "lastStep">,
): Ladder {
  const end = maximumSteps ?? lastStep ?? Number.POSITIVE_INFINITY;
  const usual = Number.isFinite(end) ? Math.ceil(end * FIRST_SHARE) : 1;
  return { eta, first: minimumSteps ?? usual, end };
}

/** The rungs that lie no further than `reach`. */
export function rungsUpTo(reach: number, { eta, first, end }: Ladder): number[] {
  const rungs: number[] = [];
  for (let rung = first; rung < end && rung <= reach; rung *= eta) rungs.push(rung);
  return rungs;
}

/** The steps of all rungs of a study, none where its end is not known. */
export function rungSteps(options: RungOptions, about: Pick<StopperRequest, "lastStep">): number[] {
  const ladder = ladderOf(options, about);
  return Number.isFinite(ladder.end) ? rungsUpTo(ladder.end, ladder).map(Math.ceil) : [];
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
