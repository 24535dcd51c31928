import { relu } from "../nn/layers/activation/relu.ts";
import { convolution2d } from "../nn/layers/convolution/convolution2d.ts";
import { batchNormalization } from "../nn/layers/normalization/batch-normalization.ts";
import { maxPool2d } from "../nn/layers/pooling/max-pool2d.ts";
import { flatten } from "../nn/layers/reshaping/flatten.ts";
import type { LayerSpec } from "./types.ts";

/** Filters of the first convolution; each stage after it has twice as many. */
const FIRST_FILTERS = 16;
const MOST_FILTERS = 128;
/** Each stage halves an image, until its smaller side is at most about twice this. */
const LAST_SIDE = 7;
const MOST_STAGES = 4;
const SMALLEST_SIDE = 4;

/**
 * Layers from a block of arrays to a vector for each row. Images [channels, height, width]: stages of
 * convolution (3×3), batch normalization, ReLU and max pooling, with 16 filters and twice as many from stage
 * to stage, so many that the last image is about 7 pixels wide; then flattened. Arrays of other shapes are
 * flattened.
 *
 * @param block its name and the shape of a row.
 * @param options `prefix` begins the layers' ids, where there are several blocks; `linear` only flattens.
 */
export function tensorLayers(
  block: { readonly name: string; readonly rowShape: readonly number[] },
  options: { prefix?: string; linear?: boolean } = {},
): LayerSpec[] {
  const { prefix = "", linear = false } = options;
  const layers = linear ? [] : imageStages(block.rowShape);
  const flat: LayerSpec = { id: flatten.kind, kind: flatten.kind };
  const [first, ...rest] = [...layers, flat].map((layer) => ({ ...layer, id: `${prefix}${layer.id}` }));
  return [{ ...first, inputs: [block.name] }, ...rest];
}

function imageStages(rowShape: readonly number[]): LayerSpec[] {
  if (rowShape.length !== 3) return [];
  const side = Math.min(rowShape[1], rowShape[2]);
  if (side < SMALLEST_SIDE) return [];
  const stages = Math.max(1, Math.min(MOST_STAGES, Math.floor(Math.log2(side / LAST_SIDE))));
  return Array.from({ length: stages }, (_, index): LayerSpec[] => {
    const units = Math.min(MOST_FILTERS, FIRST_FILTERS * 2 ** index);
    const stage = index + 1;
    return [
      { id: `convolution${stage}`, kind: convolution2d.kind, units, kernel: 3, padding: "same", bias: false },
      { id: `normalization${stage}`, kind: batchNormalization.kind },
      { id: `activation${stage}`, kind: relu.kind },
      { id: `pool${stage}`, kind: maxPool2d.kind },
    ];
  }).flat();
}
