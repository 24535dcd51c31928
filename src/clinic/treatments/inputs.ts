import type { TreatmentDefinition } from "./treatment.ts";

/** Gives every feature mean 0 and standard deviation 1. */
export const standardizeInputs: TreatmentDefinition = {
  id: "standardize-inputs",
  title: "Standardize the inputs",
  source: "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998, section 4.3",
  expect: "Gradients of similar size for all features: faster and steadier learning.",
  propose({ recipe }) {
    if (recipe.data.normalize === "standardize") return undefined;
    return {
      reason: `The recipe normalizes with "${recipe.data.normalize}", and the network reads features on different scales.`,
      patch: [{ op: "set", path: "data.normalize", value: "standardize" }],
    };
  },
};
