import { BATCH } from "../graph/tensor.ts";
import { describeNetwork, type NetworkDescription } from "../nn/network.ts";
import type { Recipe } from "../recipe/types.ts";
import { type BlockType, cardinalities } from "./block-inputs.ts";

/** The network of a recipe, dry: names, shapes and counts. */
export function describeRecipe(
  recipe: Recipe,
  options: { readonly inputs: readonly BlockType[]; readonly outputs: number },
): NetworkDescription {
  return describeNetwork(recipe.network.layers, {
    inputTypes: new Map(
      options.inputs.map((block) => [
        block.name,
        { dtype: block.normalization ? "float32" : block.dtype, shape: [BATCH, ...block.rowShape] },
      ]),
    ),
    cardinalities: cardinalities(options.inputs),
    outputs: options.outputs,
  });
}
