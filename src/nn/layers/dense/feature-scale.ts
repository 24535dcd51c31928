import * as z from "zod/mini";
import { shapeError } from "../../../graph/operation.ts";
import { multiply } from "../../../graph/operations/index.ts";
import type { LayerDefinition } from "../../layer.ts";
import { onlyInput } from "../common/inputs.ts";

const options = z.strictObject({});

/**
 * A learned factor for each feature: y = x ∘ s over the last axis, with x [batch, ..., features] and
 * s [features], which begins at one and is not decayed.
 */
export const featureScale: LayerDefinition<typeof options> = {
  kind: "featureScale",
  title: "Feature scale",
  help: "Multiplies each feature by a learned factor.",
  paper: "Holzmüller, Grinsztajn & Steinwart, Better by Default, 2024",
  explanation: {
    equation: "y = x∘s, with x [batch, ..., features] and s [features], which begins at 1",
    use:
      "In front of the first dense layer of a table's network, with a large learning rate of its own " +
      "(optimizer.groups), so that features that tell little are soon turned down: the scaling layer of " +
      "RealMLP.",
    pitfalls: "At the learning rate of the weights behind it, it does next to nothing that they cannot do.",
  },
  options,
  traits: { keepsWidth: true },
  build(context, inputs) {
    const x = onlyInput("featureScale", inputs);
    if (x.shape.length < 2) throw shapeError("featureScale", "one input [batch, ..., features]", inputs);
    const shape = [x.shape.at(-1)!];
    return multiply(x, context.parameter("scale", { shape, initializer: "ones", decay: false }));
  },
};
