import * as z from "zod/mini";

/** Where a training stands. */
export interface ScheduleMoment {
  /** Steps done so far, from 0. */
  readonly step: number;
  /** Steps in the whole training. */
  readonly totalSteps: number;
  /** The optimizer's learning rate. */
  readonly base: number;
}

/**
 * A kind of learning-rate schedule: a pure function of the step's number, computed by the host in float64. All begin
 * with a linear warm-up of `warmupSteps`; see {@link withWarmup}.
 */
export interface ScheduleDefinition<S extends z.ZodMiniObject = z.ZodMiniObject> {
  /** The name in recipes, unique, in camel case. */
  readonly kind: string;
  readonly title: string;
  /** One sentence. */
  readonly help: string;
  readonly paper?: string;
  /** Every schedule has `warmupSteps`. */
  readonly options: S;
  /** The learning rate of a step. */
  rate(options: z.output<S>, moment: ScheduleMoment): number;
}

/** The option that every schedule has. */
export const warmupOptions = {
  /** Steps over which the rate rises linearly to the schedule's first one; 0 for none. */
  warmupSteps: z._default(z.int().check(z.nonnegative()), 0),
};

/**
 * A schedule after a linear warm-up: for step < warmupSteps the rate is shape(first)·(step + 1) / warmupSteps, which is
 * never zero; then the schedule runs over the steps that are left.
 */
export function withWarmup<O extends { readonly warmupSteps: number }>(
  shape: (options: O, moment: ScheduleMoment) => number,
): (options: O, moment: ScheduleMoment) => number {
  return (options, { step, totalSteps, base }) => {
    const { warmupSteps } = options;
    const left = Math.max(1, totalSteps - warmupSteps);
    const rise = step < warmupSteps ? (step + 1) / warmupSteps : 1;
    return rise * shape(options, { step: Math.max(0, step - warmupSteps), totalSteps: left, base });
  };
}
