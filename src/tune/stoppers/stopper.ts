import type * as z from "zod/mini";
import type { CurvePoint } from "../../run/study.ts";

/** A trial as stoppers see it. */
export interface TrialCurve {
  readonly number: number;
  /** "paused" ones keep their checkpoint and may go on; "stopped" ones were ended by a stopper for good. */
  readonly status: "running" | "paused" | "complete" | "stopped" | "failed";
  /** By growing step; values are to be minimized, and infinite where the trial diverged. */
  readonly points: readonly CurvePoint[];
  /** How long it has run, pauses left out; where that is known. */
  readonly durationMs?: number;
}

/** All that a decision is a function of. */
export interface StopperRequest {
  /** The trial to decide on: running, right after a report; or paused, to ask whether it goes on. */
  readonly trial: TrialCurve;
  /** Every other trial of the study. */
  readonly others: readonly TrialCurve[];
  /** The step that a trial ends at by itself; null where that is not known. */
  readonly lastStep: number | null;
  readonly seed: number;
  /** How many trials the study will have in all, where that is known. */
  readonly planned?: number;
}

/** A trial's fate, and why in a sentence. */
export interface Decision {
  /** Of a paused trial, "continue" promotes it, and "pause" leaves it as it is. */
  readonly verdict: "continue" | "pause" | "stop";
  readonly reason: string;
}

/**
 * A way to end trials early that will not win: a pure function of the curves so far. Asked after each report
 * of a running trial, and of paused trials whenever a place is free.
 */
export interface StopperDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in commands and studies, unique, in camel case. */
  readonly kind: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  /** The paper that it comes from; left out where there is none. */
  readonly paper?: string;
  /** Each an `option()` with its help, default and limits. */
  readonly options: S;
  /**
   * Whether it ever says "pause" with these options, so that trials must be able to go on from a checkpoint.
   */
  pauses(options: z.output<S>): boolean;
  /**
   * The steps, from 1, at which alone it judges running trials, for trainings to wait there for its verdict;
   * left out where they are not known or many, so that a training learns of its end on the way.
   */
  rungs?(options: z.output<S>, about: Pick<StopperRequest, "lastStep">): readonly number[];
  /** The fate of a trial that has a point and whose last value is finite. Its own options are checked. */
  decide(request: StopperRequest, options: z.output<S>): Decision;
}
