import type { Recipe } from "../../recipe/types.ts";
import { inputsOfLayer } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

const IMAGE_LAYERS: ReadonlySet<string> = new Set([
  "convolution2d",
  "depthwiseConvolution2d",
  "separableConvolution2d",
]);

/** Whether the data is images: a two-dimensional convolution reads it. */
function readsImages(recipe: Recipe): boolean {
  return recipe.network.layers.some(
    ({ id, kind }) => IMAGE_LAYERS.has(kind) && inputsOfLayer(recipe, id).includes("features"),
  );
}

/** Moves, then turns the training images a little: what nearly every image bears without becoming another thing. */
export const augmentation: TreatmentDefinition = {
  id: "augmentation",
  title: "Move and turn the training images",
  source: "Simard, Steinkraus & Platt, Best Practices for Convolutional Neural Networks, 2003",
  expect: "A smaller gap between training and dev error, at a higher training error and after more epochs.",
  comparison: "plain",
  propose({ recipe }) {
    if (!readsImages(recipe)) return undefined;
    const kinds = new Set(recipe.data.augment.map(({ kind }) => kind));
    if (!kinds.has("shift") && !kinds.has("crop")) {
      return {
        reason: "The same images are seen in every epoch, in the same place.",
        patch: [{ op: "set", path: "data.augment.shift", value: { horizontal: 0.08, vertical: 0.08 } }],
      };
    }
    if (kinds.has("rotate")) return undefined;
    return {
      reason: "The training images are moved, but never turned.",
      patch: [{ op: "set", path: "data.augment.rotate", value: { degrees: 8 } }],
    };
  },
};
