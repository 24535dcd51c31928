import * as z from "zod/mini";
import { shapeError } from "../../graph/operation.ts";
import { add, matMul } from "../../graph/operations/index.ts";
import { initializerSchema } from "../initializers/specification.ts";
import type { LayerDefinition } from "../layer.ts";

const options = z.strictObject({
  /** The number of units, or "outputs" for as many as the target asks for. */
  units: z.union([z.literal("outputs"), z.int().check(z.positive())]),
  bias: z._default(z.boolean(), true),
  initializer: z._default(initializerSchema, "glorotUniform"),
});

/**
 * A fully connected layer: y = x·W + b, with x [batch, ..., inputs], W [inputs, units] and b [units].
 * The bias begins at zero and is not decayed.
 */
export const dense: LayerDefinition<typeof options> = {
  kind: "dense",
  title: "Dense",
  help: "Connects every input to every unit: y = x·W + b.",
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
