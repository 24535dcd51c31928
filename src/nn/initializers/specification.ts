import * as z from "zod/mini";
import { option } from "../../base/option.ts";

/** Initializers whose variance follows from the fans. */
export const SCALED_INITIALIZERS = [
  "glorotUniform",
  "glorotNormal",
  "heUniform",
  "heNormal",
  "lecunUniform",
  "lecunNormal",
] as const;

/**
 * Initializers that keep the variance through a layer, by how the activation behind it bends; the first is
 * the one to take.
 */
export const FITTING_INITIALIZERS = {
  rectifying: ["heNormal", "heUniform"],
  saturating: ["glorotNormal", "glorotUniform"],
} as const;

/** The initializer that leaves nothing to scale. */
export const ZEROS = "zeros" as const;

/** The initializer of orthonormal rows or columns. */
export const ORTHOGONAL = "orthogonal" as const;

/** The initializer by which parts that would stay alike differ. */
export const RANDOM_SIGNS = "randomSigns" as const;

/** Initializers that need no options. */
export const PLAIN_INITIALIZERS = [ZEROS, "ones", RANDOM_SIGNS, ...SCALED_INITIALIZERS, ORTHOGONAL] as const;

/**
 * The fans that can divide the variance: the inputs of a unit, which keeps the size of activations; the units
 * of an input, which keeps that of gradients; or the mean of both.
 */
export const FAN_MODES = ["fanIn", "fanOut", "fanAverage"] as const;

/** The form of the random numbers; all have the same variance. */
export const DISTRIBUTIONS = ["normal", "truncatedNormal", "uniform"] as const;

const mode = option(z.enum(FAN_MODES), {
  help: "What divides the variance: the inputs of a unit, the units of an input, or the mean of both.",
  scale: "choices",
});

/** The options of the initializers that have any, beside their kind. */
export const INITIALIZER_OPTIONS = {
  scaled: { mode },
  varianceScaling: {
    scale: option(z.number().check(z.positive()), {
      help: "What the variance is, times the fan.",
      scale: "log",
      range: [0.1, 4],
    }),
    mode,
    distribution: option(z.enum(DISTRIBUTIONS), {
      help: "The form of the random numbers; all have the same variance.",
      scale: "choices",
    }),
  },
  constant: { value: option(z.number(), { help: "The number that every element is." }) },
  values: {
    values: option(z.array(z.number()), {
      help: "The very numbers, one for each element, in row-major order.",
    }),
  },
  normal: {
    standardDeviation: option(z.number().check(z.nonnegative()), {
      help: "The standard deviation of the numbers.",
      scale: "log",
      range: [1e-3, 1],
    }),
  },
  truncatedNormal: {
    standardDeviation: option(z.number().check(z.nonnegative()), {
      help:
        "The standard deviation before the numbers beyond two of them are drawn again, which leaves " +
        "0.88 of it.",
      scale: "log",
      range: [1e-3, 1],
    }),
  },
  uniform: {
    limit: option(z.number().check(z.nonnegative()), {
      help: "The largest size of the numbers.",
      scale: "log",
      range: [1e-3, 1],
    }),
  },
  orthogonal: {
    gain: option(z.number(), {
      help: "What the orthonormal rows or columns are multiplied by: 1, or √2 before a ReLU.",
      scale: "linear",
      range: [0.5, 2],
    }),
  },
};

/**
 * How initial values are drawn, as a recipe writes it: a name, or an object where there is something to set.
 *
 * - "zeros", "ones", "randomSigns" (1 or −1, each with the chance ½), constant (`value`)
 * - normal N(0, standardDeviation²); truncatedNormal, the same drawn again where it is beyond two standard
 *   deviations (which leaves 0.88 of the standard deviation, as in PyTorch and Keras); uniform U(−limit,
 *   limit)
 * - glorot (2 / (fanIn + fanOut)), he (2 / fanIn) and lecun (1 / fanIn), each Uniform or Normal, by name; as
 *   an object their `mode` can be another
 * - varianceScaling: variance `scale` / fan of `mode`, in any distribution; truncatedNormal is widened to
 *   that variance
 * - orthogonal: orthonormal rows or columns times `gain`
 *
 * @example
 * initializerSchema.parse("heNormal");
 * initializerSchema.parse({ kind: "heNormal", mode: "fanOut" });
 * initializerSchema.parse({ kind: "normal", standardDeviation: 0.05 });
 */
export const initializerSchema = option(
  z.union([
    z.enum(PLAIN_INITIALIZERS),
    z.strictObject({ kind: z.enum(SCALED_INITIALIZERS), ...INITIALIZER_OPTIONS.scaled }),
    z.strictObject({ kind: z.literal("varianceScaling"), ...INITIALIZER_OPTIONS.varianceScaling }),
    z.strictObject({ kind: z.literal("constant"), ...INITIALIZER_OPTIONS.constant }),
    z.strictObject({ kind: z.literal("values"), ...INITIALIZER_OPTIONS.values }),
    z.strictObject({ kind: z.literal("normal"), ...INITIALIZER_OPTIONS.normal }),
    z.strictObject({ kind: z.literal("truncatedNormal"), ...INITIALIZER_OPTIONS.truncatedNormal }),
    z.strictObject({ kind: z.literal("uniform"), ...INITIALIZER_OPTIONS.uniform }),
    z.strictObject({ kind: z.literal(ORTHOGONAL), ...INITIALIZER_OPTIONS.orthogonal }),
  ]),
  {
    help: "How initial values are drawn: a name, or an object with its kind and options.",
    type: "initializer",
  },
);

export type InitializerSpec = z.output<typeof initializerSchema>;
