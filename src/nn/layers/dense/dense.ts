import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import { add, matMul } from "../../../graph/operations/index.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { LayerDefinition } from "../../layer.ts";

const options = z.strictObject({
  units: option(z.union([z.literal("outputs"), z.int().check(z.positive())]), {
    help: 'The number of units, or "outputs" for as many as the target asks for.',
    unit: "units",
    scale: "log",
    range: [16, 1024],
    tune: true,
  }),
  bias: option(z._default(z.boolean(), true), {
    help: "Whether a bias is added; it does nothing right before a normalization.",
  }),
  initializer: option(z._default(initializerSchema, "glorotUniform"), {
    help: "How the weights are drawn; heNormal suits a rectifier behind them.",
  }),
});

/**
 * A fully connected layer: y = x·W + b, with x [batch, ..., inputs], W [inputs, units] and b [units].
 * The bias begins at zero and is not decayed.
 *
 * Options, with their limits and defaults: `units` ("outputs" or whole number, > 0; required), `bias` (true
 * or false; true), `initializer` (initializer; "glorotUniform").
 */
export const dense: LayerDefinition<typeof options> = {
  kind: "dense",
  title: "Dense",
  help: "Connects every input to every unit: y = x·W + b.",
  explanation: {
    equation: "y = x·W + b, with x [batch, ..., inputs], W [inputs, units], b [units]",
    use:
      "For the columns of tables, behind pooled or flattened features, and as the last layer of " +
      "nearly every network.",
    pitfalls:
      "Two in a row without an activation between them are one linear map. Behind a flattened image " +
      "it holds most of the weights and overfits first. As the last layer it wants no activation: " +
      "the losses expect raw outputs.",
  },
  options,
  traits: { weighted: "linear" },
  proportionalTo: "weight",
  build(context, inputs, { units, bias, initializer }) {
    const [x] = inputs;
    if (inputs.length !== 1 || x.shape.length < 2) {
      throw shapeError("dense", "one input [batch, ..., features]", inputs, "Add a flatten layer before it.");
    }
    const count = units === "outputs" ? context.outputs : units;
    const weight = context.parameter("weight", { shape: [x.shape.at(-1)!, count], initializer, decay: true });
    const product = matMul(x, weight);
    return bias
      ? add(product, context.parameter("bias", { shape: [count], initializer: "zeros", decay: false }))
      : product;
  },
};
