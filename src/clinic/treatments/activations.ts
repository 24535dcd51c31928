import { largestOf } from "../../base/lists.ts";
import { FITTING_INITIALIZERS } from "../../nn/initializers/index.ts";
import { leakyRelu as leakyReluLayer } from "../../nn/layers/activation/leaky-relu.ts";
import { relu } from "../../nn/layers/activation/relu.ts";
import { layerDefinition } from "../../nn/layers/index.ts";
import { takesOption, traitsOf } from "../../nn/traits-of.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/types.ts";
import { architectureOf, inputsOfLayer, outputActivation } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

const [HE] = FITTING_INITIALIZERS.rectifying;

/**
 * ReLU in place of sigmoid, tanh and what else saturates, with He's initialization where the layer before it
 * is dense.
 */
export const reluActivations: TreatmentDefinition<["recipe"]> = {
  id: "relu-activations",
  title: "Replace sigmoid and tanh by ReLU",
  needs: ["recipe"],
  source: "Glorot, Bordes & Bengio, Deep Sparse Rectifier Neural Networks, 2011; He et al., 2015",
  expect: "Gradients that reach the first layers undiminished.",
  comparison: "plain",
  propose({ recipe }) {
    const { saturating } = architectureOf(recipe);
    if (saturating.length === 0) return undefined;
    const kinds = [...new Set(saturating.map(({ kind }) => kind))].join(" and ");
    const slopes = saturating.map((layer) => traitsOf(layer).activation!.saturates!.steepest);
    return {
      reason: `The slope of ${kinds} is at most ${largestOf(slopes)} and vanishes on both sides.`,
      patch: saturating.flatMap((layer) => [replaceKind(layer.id, relu.kind), ...heBefore(recipe, layer.id)]),
    };
  },
};

function heBefore(recipe: Recipe, id: string): PatchOperation[] {
  return inputsOfLayer(recipe, id).flatMap((input): PatchOperation[] => {
    const dense = architectureOf(recipe).hidden.find((layer) => layer.id === input);
    if (dense === undefined || !takesOption(dense.kind, "initializer", HE)) return [];
    return [{ op: "set", path: `network.layers.${dense.id}.initializer`, value: HE }];
  });
}

/** Leaky ReLU in place of ReLU: negative inputs keep a gradient. */
export const leakyRelu: TreatmentDefinition<["recipe"]> = {
  id: "leaky-relu",
  title: "Replace ReLU by leaky ReLU",
  needs: ["recipe"],
  source: "Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
  expect: "No dead units.",
  comparison: "plain",
  propose({ recipe }) {
    const { dying } = architectureOf(recipe);
    if (dying.length === 0) return undefined;
    const titles = [...new Set(dying.map(({ kind }) => layerDefinition(kind).title))].join(" and ");
    return {
      reason: `A unit whose inputs are all negative has no gradient under ${titles}.`,
      patch: dying.map((layer) => replaceKind(layer.id, leakyReluLayer.kind)),
    };
  },
};

/** No activation after the last layer with weights: the loss applies its own where it needs one. */
export const linearOutput: TreatmentDefinition<["recipe"]> = {
  id: "linear-output",
  title: "Take the activation off the last layer",
  needs: ["recipe"],
  source: "Goodfellow, Bengio & Courville, Deep Learning, 2016, 6.2.2: output units and their losses",
  expect: "Outputs that can reach whatever the loss or the target needs.",
  comparison: "plain",
  propose({ recipe }) {
    const last = outputActivation(recipe);
    if (last === undefined || inputsOfLayer(recipe, last.layer.id).length !== 1) return undefined;
    if (recipe.network.layers.length === 1) return undefined;
    const { id, kind } = last.layer;
    return {
      reason: `"${id}" bounds the outputs, and the loss ${recipe.loss.kind} needs no ${kind}.`,
      patch: [{ op: "remove", layer: id }],
    };
  },
};

function replaceKind(id: string, kind: string): PatchOperation {
  return { op: "set", path: `network.layers.${id}.kind`, value: kind };
}
