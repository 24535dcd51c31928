import * as z from "zod/mini";
import type { Explanation } from "../../base/explanation.ts";
import { option } from "../../base/option.ts";

/**
 * The memory of a schedule that reacts to the loss, from one evaluation to the next: plain numbers, part of a
 * checkpoint.
 */
export type ScheduleMemory = Readonly<Record<string, number>>;

/** Where a training stands. Steps are updates of the weights. */
export interface ScheduleMoment {
  /** Steps done so far, from 0. */
  readonly step: number;
  /** Steps in the whole training. */
  readonly totalSteps: number;
  /** The optimizer's learning rate. */
  readonly base: number;
  /** The memory that the schedule's `feedback` left; left out before the first evaluation. */
  readonly memory?: ScheduleMemory | undefined;
}

/**
 * A kind of learning-rate schedule: a pure function of the step's number, computed by the host in float64.
 * All begin with a linear warm-up of `warmupSteps`; see {@link withWarmup}.
 */
export interface ScheduleDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  /** The name that people read, in a few words. */
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  /** Left out where it comes from none. */
  readonly paper?: string;
  /**
   * Equation, when to take it, and what goes wrong; may be left out, but every schedule of the toolkit has
   * it.
   */
  readonly explanation?: Explanation;
  /** Every schedule has `warmupSteps`. */
  readonly options: S;
  /** Whether the rate ends, or can end, below where it was highest. */
  readonly decays: boolean;
  /** Whether it begins with a rise of its own, so that a warm-up would add nothing. */
  readonly risesFirst: boolean;
  /** The learning rate of a step. */
  rate(options: z.output<S>, moment: ScheduleMoment): number;
  /**
   * Only of schedules that react to the loss: the memory after an epoch whose dev loss (train loss without
   * dev rows) this is.
   */
  feedback?(
    options: z.output<S>,
    moment: { memory: ScheduleMemory | undefined; loss: number; base: number },
  ): ScheduleMemory;
}

/** The option that every schedule has beside its own: over how many updates {@link withWarmup} rises. */
export const warmupOptions = {
  warmupSteps: option(z._default(z.int().check(z.nonnegative()), 0), {
    help: "Updates over which the rate rises linearly to the schedule's first one; 0 for none.",
    unit: "updates",
    scale: "integer",
    range: [0, 1000],
    paper: "Goyal et al., Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, 2017",
  }),
};

/**
 * A schedule after a linear warm-up: for step < warmupSteps the rate is shape(first)·(step + 1) /
 * warmupSteps, which is never zero; then the schedule runs over the steps that are left.
 *
 * @param shape the rate after the warm-up, of steps that count from its end.
 * @example
 * const rate = withWarmup((_options, { step, base }) => base * 0.999 ** step);
 */
export function withWarmup<O extends { readonly warmupSteps: number }>(
  shape: (options: O, moment: ScheduleMoment) => number,
): (options: O, moment: ScheduleMoment) => number {
  return (options, { step, totalSteps, base, memory }) => {
    const { warmupSteps } = options;
    const left = Math.max(1, totalSteps - warmupSteps);
    const rise = step < warmupSteps ? (step + 1) / warmupSteps : 1;
    return rise * shape(options, { step: Math.max(0, step - warmupSteps), totalSteps: left, base, memory });
  };
}
