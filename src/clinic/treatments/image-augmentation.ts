import { crop } from "../../data/augment/crop.ts";
import { rotate } from "../../data/augment/rotate.ts";
import { shift } from "../../data/augment/shift.ts";
import { traitsOf } from "../../nn/traits-of.ts";
import { FEATURES } from "../../recipe/layers.ts";
import type { Recipe } from "../../recipe/types.ts";
import { inputsOfLayer } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Whether the data is images: a two-dimensional convolution reads it. */
function readsImages(recipe: Recipe): boolean {
  return recipe.network.layers.some(
    (layer) => traitsOf(layer).directions === 2 && inputsOfLayer(recipe, layer.id).includes(FEATURES),
  );
}

/**
 * Moves, then turns the training images a little: what nearly every image bears without becoming another
 * thing.
 */
export const augmentation: TreatmentDefinition<["recipe"]> = {
  id: "augmentation",
  title: "Move and turn the training images",
  needs: ["recipe"],
  source: "Simard, Steinkraus & Platt, Best Practices for Convolutional Neural Networks, 2003",
  expect: "A smaller gap between training and dev error, at a higher training error and after more epochs.",
  comparison: "plain",
  propose({ recipe }) {
    if (!readsImages(recipe)) return undefined;
    const kinds = new Set(recipe.data.augment.map(({ kind }) => kind));
    if (!kinds.has(shift.kind) && !kinds.has(crop.kind)) {
      return {
        reason: "The same images are seen in every epoch, in the same place.",
        patch: [
          { op: "set", path: `data.augment.${shift.kind}`, value: { horizontal: 0.08, vertical: 0.08 } },
        ],
      };
    }
    if (kinds.has(rotate.kind)) return undefined;
    return {
      reason: "The training images are moved, but never turned.",
      patch: [{ op: "set", path: `data.augment.${rotate.kind}`, value: { degrees: 8 } }],
    };
  },
};
