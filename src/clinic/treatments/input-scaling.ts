import { NORMALIZATIONS } from "../../data/prepare/preprocessing-choices.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Gives every feature mean 0 and standard deviation 1. */
export const standardizeInputs: TreatmentDefinition<["recipe"]> = {
  id: "standardize-inputs",
  title: "Standardize the inputs",
  needs: ["recipe"],
  source: "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998, section 4.3",
  expect: "Gradients of similar size for all features: faster and steadier learning.",
  comparison: "plain",
  propose({ recipe }) {
    if (NORMALIZATIONS[recipe.data.normalize].centers) return undefined;
    return {
      reason:
        `The recipe normalizes with "${recipe.data.normalize}", and the network reads features on ` +
        `different scales.`,
      patch: [{ op: "set", path: "data.normalize", value: "standardize" }],
    };
  },
};

/**
 * Scales every feature by its quartiles and clips it softly, where few cells far out set the scale of all
 * others.
 */
export const robustInputs: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "robust-inputs",
  title: "Scale the inputs by their quartiles",
  needs: ["recipe", "inputs"],
  source: "Holzmüller, Grinsztajn & Steinwart, Better by Default, 2024: robust scaling and smooth clipping",
  expect: "Differences that most examples show are no longer small beside those of a few.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    // Arrays are scaled by channel, whose quartiles no way of scaling takes.
    if (inputs.length > 0 && inputs.every(({ ofArray }) => ofArray)) return undefined;
    if (!NORMALIZATIONS[recipe.data.normalize].byMoments) return undefined;
    return {
      reason: "A mean and a standard deviation follow the cells that are far out.",
      patch: [{ op: "set", path: "data.normalize", value: "robust" }],
    };
  },
};
