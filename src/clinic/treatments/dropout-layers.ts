import { dropout as dropoutLayer } from "../../nn/layers/regularization/dropout.ts";
import { spatialDropout as spatialDropoutLayer } from "../../nn/layers/regularization/spatial-dropout.ts";
import { traitsOf } from "../../nn/traits-of.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { LayerSpec, Recipe } from "../../recipe/types.ts";
import { architectureOf, freshId, inputsOfLayer, numericOption, widthSource } from "../architecture.ts";
import { rounded, type TreatmentDefinition } from "./treatment.ts";

const FIRST_RATE = 0.2;
const STEP = 0.15;
const HIGHEST_RATE = 0.5;
const SOURCE = "Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014";

/** Rates of whole channels, each of which takes far more away than a unit does. */
const CHANNELS = { first: 0.1, step: 0.1, highest: 0.3 };

/**
 * Adds dropout after every activation and memory that is not among convolutions, or raises what is there, up
 * to 0.5.
 */
export const dropout: TreatmentDefinition<["recipe"]> = {
  id: "dropout",
  title: "Drop units in training",
  needs: ["recipe"],
  source: SOURCE,
  expect: "A smaller gap between training and dev error, at a somewhat higher training error.",
  comparison: "plain",
  propose({ recipe }) {
    const { activations, recurrent, layers } = architectureOf(recipe);
    if (layers.some((layer) => traitsOf(layer).drops === "values")) {
      const patch = raise(recipe, { drops: "values", step: STEP, highest: HIGHEST_RATE });
      return patch && { reason: "The dropout that is there leaves a gap to the dev set.", patch };
    }
    const places = [...activations, ...recurrent.filter(({ id }) => id !== layers.at(-1)!.id)];
    const patch = insertAfter(
      recipe,
      places.filter(({ id }) => !isOfChannels(recipe, id)),
      { kind: dropoutLayer.kind, rate: FIRST_RATE },
    );
    if (patch.length === 0) return undefined;
    return { reason: "Without dropout, units can rely on each other to memorize examples.", patch };
  },
};

/**
 * Drops whole channels after the activations of convolutions, or raises the rates that are there, up to 0.3.
 */
export const spatialDropout: TreatmentDefinition<["recipe"]> = {
  id: "spatial-dropout",
  title: "Drop channels in training",
  needs: ["recipe"],
  source: "Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015",
  expect: "A smaller gap between training and dev error, at a somewhat higher training error.",
  comparison: "plain",
  propose({ recipe }) {
    const { activations, layers } = architectureOf(recipe);
    if (layers.some((layer) => traitsOf(layer).drops === "channels")) {
      const patch = raise(recipe, { drops: "channels", ...CHANNELS });
      return patch && { reason: "The channels that are dropped leave a gap to the dev set.", patch };
    }
    const patch = insertAfter(
      recipe,
      activations.filter(({ id }) => isOfChannels(recipe, id)),
      { kind: spatialDropoutLayer.kind, rate: CHANNELS.first },
    );
    if (patch.length === 0) return undefined;
    return { reason: "Neighbouring pixels tell the same, so that only whole channels can be missed.", patch };
  },
};

/** Whether a layer's output is a convolution's, perhaps normalized or pooled. */
function isOfChannels(recipe: Recipe, id: string): boolean {
  const source = widthSource(recipe, id);
  return recipe.network.layers.some(
    (layer) => layer.id === source && traitsOf(layer).weighted === "convolution",
  );
}

function insertAfter(
  recipe: Recipe,
  layers: readonly LayerSpec[],
  { kind, rate }: { kind: string; rate: number },
): PatchOperation[] {
  const taken = new Set<string>();
  return layers.map((layer, index): PatchOperation => {
    const id = freshId(recipe, `${kind}${index + 1}`, taken);
    taken.add(id);
    return { op: "insert", after: layer.id, layer: { id, kind, rate } };
  });
}

/** Lowers dropout, and removes what becomes weak. */
export const lessDropout: TreatmentDefinition<["recipe"]> = {
  id: "less-dropout",
  title: "Drop fewer units",
  needs: ["recipe"],
  source: SOURCE,
  expect: "A lower training error.",
  comparison: "plain",
  propose({ recipe }) {
    const lastId = recipe.network.layers[recipe.network.layers.length - 1].id;
    const patch = architectureOf(recipe).dropouts.flatMap((layer): PatchOperation[] => {
      const rate = numericOption(layer, "rate");
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

function raise(
  recipe: Recipe,
  { drops, step, highest }: { drops: "values" | "channels"; step: number; highest: number },
): PatchOperation[] | undefined {
  const dropouts = recipe.network.layers.filter((layer) => traitsOf(layer).drops === drops);
  const patch = dropouts.flatMap((layer): PatchOperation[] => {
    const rate = numericOption(layer, "rate");
    const value = rounded(Math.min(highest, rate + step));
    return value <= rate ? [] : [{ op: "set", path: `network.layers.${layer.id}.rate`, value }];
  });
  return patch.length === 0 ? undefined : patch;
}
