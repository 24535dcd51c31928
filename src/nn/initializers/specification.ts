import * as z from "zod/mini";

/** Initializers that have no options. */
export const PLAIN_INITIALIZERS = [
  "zeros",
  "ones",
  "glorotUniform",
  "glorotNormal",
  "heUniform",
  "heNormal",
  "lecunUniform",
  "lecunNormal",
  "orthogonal",
] as const;

/**
 * How initial values are drawn, as a recipe writes it: a name, or an object where there is something to set.
 *
 * @example
 * initializerSchema.parse("heNormal");
 * initializerSchema.parse({ kind: "normal", standardDeviation: 0.05 });
 */
export const initializerSchema = z.union([
  z.enum(PLAIN_INITIALIZERS),
  z.strictObject({ kind: z.literal("constant"), value: z.number() }),
  z.strictObject({ kind: z.literal("normal"), standardDeviation: z.number().check(z.nonnegative()) }),
  z.strictObject({ kind: z.literal("uniform"), limit: z.number().check(z.nonnegative()) }),
  z.strictObject({ kind: z.literal("orthogonal"), gain: z.number() }),
]);

export type InitializerSpec = z.output<typeof initializerSchema>;
