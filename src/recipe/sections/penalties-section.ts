import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

const strength = z._default(z.number().check(z.nonnegative()), 0);

/** The schema of `penalties`. */
export const penaltiesSchema = z.strictObject({
  l1: option(strength, {
    help: "λ of λ·Σ|w| over the decayed parameters, which drives weights to exactly zero; 0 for none.",
    scale: "log",
    range: [1e-7, 1e-3],
    paper: "Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996",
  }),
  l2: option(strength, {
    help:
      "λ of λ·Σw²/2 over the decayed parameters, the weight_decay of PyTorch's SGD and Adam; 0 for " +
      "none.",
    scale: "log",
    range: [1e-6, 1e-2],
    tune: true,
    paper: "Krogh & Hertz, A Simple Weight Decay Can Improve Generalization, 1992",
  }),
  maxNorm: option(strength, {
    help: "The largest norm that the incoming weights of a unit may have after an update; 0 for none.",
    scale: "log",
    range: [0.5, 5],
    paper:
      "Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014, " +
      "section 5.1",
  }),
});

/**
 * Penalties on the decayed parameters, of which l1 and l2 together are the elastic net, and a limit of norms.
 */
export interface PenaltiesRecipe extends DeepReadonly<z.output<typeof penaltiesSchema>> {}

/**
 * Checks data that should be a recipe's `penalties`, and fills in its defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parsePenaltiesSection(json: unknown, { source }: SectionSource): PenaltiesRecipe {
  return parseSection(penaltiesSchema, json, { source, path: ["penalties"] });
}
