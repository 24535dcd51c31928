import { TrainwellError } from "../base/errors.ts";
import type { DataBlock, Dataset } from "../data/prepare/dataset.ts";
import { sizeOf } from "../graph/tensor.ts";
import { traitsOf } from "../nn/traits-of.ts";
import { inputsOf, type LayerSpec } from "../recipe/layers.ts";
import type { Recipe } from "../recipe/schema.ts";

/**
 * Checks the codes that embedding layers read from blocks which do not tell their number of codes: each must
 * be a whole number from 0 to the layer's `cardinality` − 1.
 *
 * @throws TrainwellError `codes-scaled` when the block's numbers are scaled, `code-out-of-range` with the row
 * and the code.
 */
export function checkEmbeddedCodes(
  recipe: Pick<Recipe, "network">,
  { blocks }: Pick<Dataset, "blocks">,
): void {
  for (const { layer, input, cardinality } of embeddedInputs(recipe)) {
    const block = blocks.find(({ name }) => name === input);
    if (block !== undefined && block.cardinality === undefined) checkBlock(layer, block, cardinality);
  }
}

/** The inputs of embedding layers that tell their number of codes themselves, with that number. */
export function embeddedInputs({
  network: { layers },
}: Pick<Recipe, "network">): { layer: LayerSpec; input: string; cardinality: number }[] {
  return layers.flatMap((layer, index) => {
    const owner = layer.shares === undefined ? layer : layers.find(({ id }) => id === layer.shares);
    if (owner === undefined || !traitsOf(owner).embeds || typeof owner.cardinality !== "number") return [];
    return [{ layer, input: inputsOf(layers, index)[0], cardinality: owner.cardinality }];
  });
}

function checkBlock(layer: LayerSpec, block: DataBlock, cardinality: number): void {
  const { shift = [], scale = [] } = block.normalization ?? {};
  if (shift.some((value) => value !== 0) || scale.some((value) => value !== 1)) throw scaled(layer, block);
  const { data } = block;
  for (let i = 0; i < data.length; i++) {
    if (!(data[i] >= 0 && data[i] < cardinality && Number.isInteger(data[i])))
      throw outOfRange(layer, block, { place: i, cardinality });
  }
}

function scaled({ id }: LayerSpec, { name }: DataBlock): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "codes-scaled",
    message:
      `network.layers.${id} embeds the codes of the block "${name}", whose numbers are scaled; ` +
      `expected them as they are.`,
    details: { layer: id, block: name },
    hint: 'Set data.normalize to "none".',
  });
}

function outOfRange(
  { id }: LayerSpec,
  { name, data, rowShape }: DataBlock,
  { place, cardinality }: { place: number; cardinality: number },
): TrainwellError {
  const row = Math.floor(place / sizeOf(rowShape)) + 1;
  return new TrainwellError({
    kind: "input",
    code: "code-out-of-range",
    message:
      `network.layers.${id} embeds the codes 0 to ${cardinality - 1}; row ${row} of the block ` +
      `"${name}" has ${data[place]}.`,
    details: { layer: id, block: name, row, received: data[place], cardinality },
    hint: `Set network.layers.${id}.cardinality to the number of codes, or correct the data.`,
  });
}
