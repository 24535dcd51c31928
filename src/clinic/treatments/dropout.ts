import type { PatchOperation } from "../../recipe/patch.ts";
import { architectureOf, freshId, inputsOfLayer, numericOption } from "../architecture.ts";
import type { RunEvidence } from "../evidence.ts";
import { rounded, type TreatmentDefinition } from "./treatment.ts";

const FIRST_RATE = 0.2;
const STEP = 0.15;
const HIGHEST_RATE = 0.5;
/** The default of the layer where a recipe leaves the rate out. */
const DEFAULT_RATE = 0.5;
const SOURCE = "Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014";

/** Adds dropout after every activation, or raises the dropout that is there, up to 0.5. */
export const dropout: TreatmentDefinition = {
  id: "dropout",
  title: "Drop units in training",
  source: SOURCE,
  expect: "A smaller gap between training and dev error, at a somewhat higher training error.",
  propose({ recipe }) {
    const { activations, dropouts } = architectureOf(recipe);
    if (dropouts.length > 0) {
      const patch = raise(recipe);
      return patch && { reason: "The dropout that is there leaves a gap to the dev set.", patch };
    }
    if (activations.length === 0) return undefined;
    const taken = new Set<string>();
    const patch = activations.map((activation, index): PatchOperation => {
      const id = freshId(recipe, `dropout${index + 1}`, taken);
      taken.add(id);
      return { op: "insert", after: activation.id, layer: { id, kind: "dropout", rate: FIRST_RATE } };
    });
    return { reason: "Without dropout, units can rely on each other to memorize examples.", patch };
  },
};

/** Lowers dropout, and removes what becomes weak. */
export const lessDropout: TreatmentDefinition = {
  id: "less-dropout",
  title: "Drop fewer units",
  source: SOURCE,
  expect: "A lower training error.",
  propose({ recipe }) {
    const lastId = recipe.network.layers[recipe.network.layers.length - 1].id;
    const patch = architectureOf(recipe).dropouts.flatMap((layer): PatchOperation[] => {
      const rate = numericOption(layer, "rate", DEFAULT_RATE);
      if (rate === 0) return [];
      const isPlain = inputsOfLayer(recipe, layer.id).length === 1 && recipe.network.layers.length > 1;
      if (rate < FIRST_RATE && isPlain && layer.id !== lastId) return [{ op: "remove", layer: layer.id }];
      return [
        {
          op: "set",
          path: `network.layers.${layer.id}.rate`,
          value: rate < FIRST_RATE ? 0 : rounded(rate / 2),
        },
      ];
    });
    return patch.length === 0
      ? undefined
      : { reason: "Dropout keeps the network from fitting the training part.", patch };
  },
};

function raise(recipe: RunEvidence["recipe"]): PatchOperation[] | undefined {
  const patch = architectureOf(recipe).dropouts.flatMap((layer): PatchOperation[] => {
    const rate = numericOption(layer, "rate", DEFAULT_RATE);
    const value = rounded(Math.min(HIGHEST_RATE, rate + STEP));
    return value <= rate ? [] : [{ op: "set", path: `network.layers.${layer.id}.rate`, value }];
  });
  return patch.length === 0 ? undefined : patch;
}
