import type * as z from "zod/mini";
import type { CurvePoint } from "../../../run/study.ts";
import type { Point, SearchSpace } from "../../space/search-space.ts";

/** A trial that ended, as samplers see it. */
export interface FinishedTrial {
  readonly number: number;
  readonly point: Point;
  /** "stopped" by a stopper, so that its values are those of its last step; "failed" has no values. */
  readonly status: "complete" | "stopped" | "failed";
  /** One for each objective, finite and to be minimized; empty of one that failed. */
  readonly values: readonly number[];
  /** The standard error of the first value where repeats tell it; left out where not known. */
  readonly standardError?: number;
  /** By how much constraints on outcomes are violated in all; 0 where none is. */
  readonly violation: number;
  /** The values that it reported on its way, to be minimized; empty where it reported nothing. */
  readonly curve: readonly CurvePoint[];
}

/** A trial that was proposed and has not ended. */
export type PendingTrial = Pick<FinishedTrial, "number" | "point">;

/** All that a proposal is a function of. */
export interface SamplerRequest {
  readonly space: SearchSpace;
  /** In the order in which they ended. */
  readonly finished: readonly FinishedTrial[];
  /** In the order of their numbers. */
  readonly pending: readonly PendingTrial[];
  /** How many objectives there are, at least 1. */
  readonly objectives: number;
  readonly seed: number;
  /** The number of the trial that is asked for, from 0: the same number gives the same random numbers. */
  readonly number: number;
  /** How many trials the study will have in all, where that is known. */
  readonly planned?: number;
}

/**
 * A point to try, and the number of the trial from whose checkpoint it goes on, where it does; null where
 * nothing is left to try, or nothing until what is pending has ended.
 */
export type TrialProposal = { readonly point: Point; readonly from?: number; readonly why?: string } | null;

/**
 * A way to choose what to try next: a pure function of the request, which knows no store and no network. It
 * may remember what it computed, as long as the answer is the same as without.
 */
export interface SamplerDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in commands and studies, unique, in camel case. */
  readonly kind: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  /** Where it comes from: authors, title, year; left out where it has no paper. */
  readonly paper?: string;
  /** The schema of its options, each declared by `option`. */
  readonly options: S;
  /**
   * Whether its proposals depend on no outcome: on the seed, the number, and at most on which points were
   * tried.
   */
  readonly ignoresHistory: boolean;
  /**
   * Whether its trials go on from the checkpoints of others, so that only what may change within a training
   * can be searched; false by default.
   */
  readonly goesOn?: boolean;
  /** Whether it takes several objectives. */
  readonly severalObjectives: boolean;
  /** The next point. Its own options are checked; the space has at least one parameter. */
  propose(request: SamplerRequest, options: z.output<S>): TrialProposal;
}
