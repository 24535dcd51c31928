import { NORMALIZATIONS, type Normalization } from "../../data/prepare/preprocessing-choices.ts";
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

/** A treatment of inputs with long tails: another way of scaling all numbers. */
function scaleBy(
  normalize: Normalization,
  facts: Pick<TreatmentDefinition, "id" | "title" | "source" | "expect"> & { readonly reason: string },
): TreatmentDefinition<["recipe"]> {
  const { reason, ...rest } = facts;
  return {
    ...rest,
    needs: ["recipe"],
    comparison: "plain",
    propose({ recipe }) {
      if (recipe.data.normalize === normalize) return undefined;
      return { reason, patch: [{ op: "set", path: "data.normalize", value: normalize }] };
    },
  };
}

/** Leaves far values as far as they are. */
export const unbentInputs = scaleBy("standardize", {
  id: "unbent-inputs",
  title: "Leave far values unbent",
  source: "LeCun, Bottou, Orr & Müller, Efficient BackProp, 1998, section 4.3",
  expect: "A lower error where the target follows the size of the far values.",
  reason: "What depends on how large a far value is, is lost where it is bent towards a bound.",
});

/** Takes the logarithm of the size of numbers. */
export const logInputs = scaleBy("log", {
  id: "log-inputs",
  title: "Take the logarithm of the inputs",
  source: "Tukey, Exploratory Data Analysis, 1977, chapter 3: re-expression",
  expect: "A lower error where factors count and not differences.",
  reason: "Long tails are often those of quantities that grow by factors.",
});

/** Gives each number its normal score among the training numbers. */
export const rankInputs = scaleBy("rank", {
  id: "rank-inputs",
  title: "Rank the inputs",
  source: "Conover, Practical Nonparametric Statistics, 1999, section 5.10: normal scores",
  expect: "A lower error where the order of the values counts and not their size.",
  reason: "Scores by rank have no tails.",
});
