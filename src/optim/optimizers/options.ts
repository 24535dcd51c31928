import * as z from "zod/mini";

/** What some of the parameters are trained with instead. */
const groupSchema = z.strictObject({
  /** Names of parameters, LAYER.PARAMETER, with * for any text: "conv*.weight". */
  match: z.string().check(z.minLength(1)),
  /** What the learning rate is multiplied by; 0 leaves the parameters as they are. */
  learningRateScale: z._default(z.number().check(z.nonnegative()), 1),
  /** The weight decay of all parameters of the group, biases too; by default the optimizer's, which spares them. */
  weightDecay: z.optional(z.number().check(z.nonnegative())),
});

/** A group of parameters; see `optimizer.groups`. */
export type ParameterGroup = z.output<typeof groupSchema>;

/** Options that every optimizer has, with the optimizer's own default learning rate and weight decay. */
export function commonOptions(defaults: { learningRate: number; weightDecay?: number }) {
  return {
    /** The base learning rate, which the schedule scales. */
    learningRate: z._default(z.number().check(z.positive()), defaults.learningRate),
    /** Decoupled weight decay, applied to weights but not to biases and normalization. 0 for none. */
    weightDecay: z._default(z.number().check(z.nonnegative()), defaults.weightDecay ?? 0),
    /** Parameters with a learning rate or weight decay of their own; the first group that matches counts. */
    groups: z.optional(z.array(groupSchema)),
  };
}

/** The options of Adam's family. */
export function adamOptions(
  defaults: { learningRate: number; weightDecay?: number } = { learningRate: 1e-3 },
) {
  return {
    ...commonOptions(defaults),
    /** The share of the average gradient that stays at each step. */
    beta1: fraction(0.9),
    /** The share of the average squared gradient that stays at each step. */
    beta2: fraction(0.999),
    epsilon: smallPositive(1e-8),
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
