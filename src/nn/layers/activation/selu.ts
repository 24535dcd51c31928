import * as z from "zod/mini";
import { exp, greater, multiply, subtract, where } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;

const options = z.strictObject({});

/** The scaled exponential linear unit: y = scale·x for x > 0, scale·alpha·(exp(x) − 1) otherwise, with scale
 * = 1.0507… and alpha
 * = 1.6733… such that activations tend to mean 0 and variance 1; use it with lecunNormal weights. */
export const selu: LayerDefinition<typeof options> = {
  kind: "selu",
  title: "SELU",
  help: "Scaled ELU: keeps the mean near 0 and the variance near 1 from layer to layer.",
  paper: "Klambauer et al., Self-Normalizing Neural Networks, 2017",
  explanation: {
    equation: "y = λ·x for x > 0, λ·α·(eˣ − 1) otherwise, with λ = 1.0507 and α = 1.6733",
    use:
      "In deep stacks of plain dense layers without normalization, with lecunNormal weights and " +
      "standardized inputs.",
    pitfalls:
      "What keeps mean 0 and variance 1 is lost with other initializers, with ordinary dropout, and " +
      "with skip connections.",
  },
  options,
  traits: { activation: {}, range: { low: -1.7581 } },
  build(_context, inputs) {
    const x = onlyInput("selu", inputs);
    const zero = constantLike(x, 0);
    const positive = greater(x, zero);
    // exp must not see large positive values: an infinity in the branch not taken would make the gradient
    // NaN.
    const bent = subtract(exp(where(positive, zero, x)), constantLike(x, 1));
    return where(
      positive,
      multiply(x, constantLike(x, SCALE)),
      multiply(bent, constantLike(x, SCALE * ALPHA)),
    );
  },
};
