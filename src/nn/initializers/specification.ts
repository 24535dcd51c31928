import * as z from "zod/mini";

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

/** Initializers that need no options. */
export const PLAIN_INITIALIZERS = [ZEROS, "ones", ...SCALED_INITIALIZERS, ORTHOGONAL] as const;

/**
 * What divides the variance: the inputs of a unit, which keeps the size of activations; the units of an input, which keeps
 * that of gradients; or the mean of both.
 */
export const FAN_MODES = ["fanIn", "fanOut", "fanAverage"] as const;

/** The form of the random numbers; all have the same variance. */
export const DISTRIBUTIONS = ["normal", "truncatedNormal", "uniform"] as const;

/**
 * How initial values are drawn, as a recipe writes it: a name, or an object where there is something to set.
 *
 * - "zeros", "ones", constant (`value`)
 * - normal N(0, standardDeviation²); truncatedNormal, the same drawn again where it is beyond two standard deviations (which
 *   leaves 0.88 of the standard deviation, as in PyTorch and Keras); uniform U(−limit, limit)
 * - glorot (2 / (fanIn + fanOut)), he (2 / fanIn) and lecun (1 / fanIn), each Uniform or Normal, by name; as an object their
 *   `mode` can be another
 * - varianceScaling: variance `scale` / fan of `mode`, in any distribution; truncatedNormal is widened to that variance
 * - orthogonal: orthonormal rows or columns times `gain`
 *
 * @example
 * initializerSchema.parse("heNormal");
 * initializerSchema.parse({ kind: "heNormal", mode: "fanOut" });
 * initializerSchema.parse({ kind: "normal", standardDeviation: 0.05 });
 */
export const initializerSchema = z.union([
  z.enum(PLAIN_INITIALIZERS),
  z.strictObject({ kind: z.enum(SCALED_INITIALIZERS), mode: z.enum(FAN_MODES) }),
  z.strictObject({
    kind: z.literal("varianceScaling"),
    scale: z.number().check(z.positive()),
    mode: z.enum(FAN_MODES),
    distribution: z.enum(DISTRIBUTIONS),
  }),
  z.strictObject({ kind: z.literal("constant"), value: z.number() }),
  z.strictObject({ kind: z.literal("values"), values: z.array(z.number()) }),
  z.strictObject({ kind: z.literal("normal"), standardDeviation: z.number().check(z.nonnegative()) }),
  z.strictObject({
    kind: z.literal("truncatedNormal"),
    standardDeviation: z.number().check(z.nonnegative()),
  }),
  z.strictObject({ kind: z.literal("uniform"), limit: z.number().check(z.nonnegative()) }),
  z.strictObject({ kind: z.literal(ORTHOGONAL), gain: z.number() }),
]);

export type InitializerSpec = z.output<typeof initializerSchema>;
