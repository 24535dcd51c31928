import * as z from "zod/mini";

/** Options that every optimizer has, with the optimizer's own default learning rate and weight decay. */
export function commonOptions(defaults: { learningRate: number; weightDecay?: number }) {
  return {
    /** The base learning rate, which the schedule scales. */
    learningRate: z._default(z.number().check(z.positive()), defaults.learningRate),
    /** Decoupled weight decay, applied to weights but not to biases and normalization. 0 for none. */
    weightDecay: z._default(z.number().check(z.nonnegative()), defaults.weightDecay ?? 0),
  };
}

/** A decay rate of an average, in [0, 1). */
export function fraction(value: number) {
  return z._default(z.number().check(z.gte(0), z.lt(1)), value);
}

/** A positive number that keeps a denominator from zero. */
export function smallPositive(value: number) {
  return z._default(z.number().check(z.positive()), value);
}
