import * as z from "zod/mini";
import { option } from "../../base/option.ts";

/** The settings of a group of parameters that is trained differently. */
const groupSchema = z.strictObject({
  match: option(z.string().check(z.minLength(1)), {
    help: 'Names of parameters, LAYER.PARAMETER, with * for any text: "conv*.weight".',
  }),
  learningRateScale: option(z._default(z.number().check(z.nonnegative()), 1), {
    help: "What the learning rate is multiplied by; 0 leaves the parameters as they are.",
    scale: "log",
    range: [0.01, 10],
  }),
  weightDecay: option(z.optional(z.number().check(z.nonnegative())), {
    help:
      "The weight decay of all parameters of the group, biases too; left out, the optimizer's, " +
      "which spares them.",
    scale: "log",
    range: [1e-4, 1],
  }),
});

/** A group of parameters; see `optimizer.groups`. */
export type ParameterGroup = z.output<typeof groupSchema>;

/** An optimizer's own defaults of the options that every optimizer has. */
export interface CommonDefaults {
  /** A positive number. */
  readonly learningRate: number;
  /**
   * The smallest and the largest learning rate that a search should try; a decade to either side of the
   * default where left out.
   */
  readonly learningRates?: readonly [number, number];
  /** From 0; 0 by default, for none. */
  readonly weightDecay?: number;
}

/**
 * Options that every optimizer has, with the optimizer's own default learning rate and weight decay.
 *
 * @param defaults the optimizer's own.
 */
export function commonOptions({ learningRate, learningRates, weightDecay = 0 }: CommonDefaults) {
  return {
    learningRate: option(z._default(z.number().check(z.positive()), learningRate), {
      help: "The base learning rate, which the schedule scales.",
      scale: "log",
      range: learningRates ?? [learningRate / 10, learningRate * 10],
      tune: true,
      paper: "Bengio, Practical Recommendations for Gradient-Based Training of Deep Architectures, 2012",
    }),
    weightDecay: option(z._default(z.number().check(z.nonnegative()), weightDecay), {
      help: "Decoupled weight decay, applied to weights but not to biases and normalization; 0 for none.",
      scale: "log",
      range: [1e-4, 1],
      tune: true,
      paper: "Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019",
    }),
    groups: option(z.optional(z.array(groupSchema)), {
      help:
        "Parameters with a learning rate or weight decay of their own; the first group that matches " +
        "one counts, and each must match one.",
    }),
  };
}

/** The options of Adam's family. */
export function adamOptions(defaults: CommonDefaults = { learningRate: 1e-3 }) {
  return {
    ...commonOptions(defaults),
    beta1: option(fraction(0.9), {
      help: "The share of the average gradient that stays at each step.",
      scale: "oneMinusLog",
      range: [0.5, 0.99],
    }),
    beta2: option(fraction(0.999), {
      help: "The share of the average squared gradient that stays at each step.",
      scale: "oneMinusLog",
      range: [0.9, 0.9999],
    }),
    epsilon: option(smallPositive(1e-8), {
      help:
        "Added to the root of the average square, so that nothing is divided by zero; large ones make " +
        "steps more like those of momentum.",
      scale: "log",
      range: [1e-10, 1e-2],
    }),
  };
}

/** The share of a velocity that stays at each step. */
export function momentumOption(value: number) {
  return option(fraction(value), {
    help: "The share of the velocity that stays at each step; 0 for none.",
    scale: "oneMinusLog",
    range: [0.5, 0.99],
    tune: true,
    paper:
      "Sutskever, Martens, Dahl & Hinton, On the Importance of Initialization and Momentum in Deep " +
      "Learning, 2013",
  });
}

/** A decay rate of an average, in [0, 1). */
export function fraction(value: number) {
  return z._default(z.number().check(z.gte(0), z.lt(1)), value);
}

/** A positive number that keeps a denominator from zero. */
export function smallPositive(value: number) {
  return z._default(z.number().check(z.positive()), value);
}
