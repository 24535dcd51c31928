import type { PatchOperation } from "../../recipe/patch.ts";
import { architectureOf, inputsOfLayer, SATURATING } from "../architecture.ts";
import type { RunEvidence } from "../evidence.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** ReLU in place of sigmoid and tanh, with He's initialization where the layer before it is dense. */
export const reluActivations: TreatmentDefinition = {
  id: "relu-activations",
  title: "Replace sigmoid and tanh by ReLU",
  source: "Glorot, Bordes & Bengio, Deep Sparse Rectifier Neural Networks, 2011; He et al., 2015",
  expect: "Gradients that reach the first layers undiminished.",
  comparison: "plain",
  propose({ recipe }) {
    const saturating = architectureOf(recipe).activations.filter(({ kind }) => SATURATING.has(kind));
    if (saturating.length === 0) return undefined;
    const kinds = [...new Set(saturating.map(({ kind }) => kind))].join(" and ");
    return {
      reason: `The slope of ${kinds} is at most ${kinds.includes("tanh") ? 1 : 0.25} and vanishes on both sides.`,
      patch: saturating.flatMap((layer) => [replaceKind(layer.id, "relu"), ...heBefore(recipe, layer.id)]),
    };
  },
};

function heBefore(recipe: RunEvidence["recipe"], id: string): PatchOperation[] {
  return inputsOfLayer(recipe, id).flatMap((input): PatchOperation[] => {
    const dense = architectureOf(recipe).hidden.find((layer) => layer.id === input);
    return dense ? [{ op: "set", path: `network.layers.${dense.id}.initializer`, value: "heNormal" }] : [];
  });
}

/** Leaky ReLU in place of ReLU: negative inputs keep a gradient. */
export const leakyRelu: TreatmentDefinition = {
  id: "leaky-relu",
  title: "Replace ReLU by leaky ReLU",
  source: "Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural Network Acoustic Models, 2013",
  expect: "No dead units.",
  comparison: "plain",
  propose({ recipe }) {
    const relus = architectureOf(recipe).activations.filter(({ kind }) => kind === "relu");
    if (relus.length === 0) return undefined;
    return {
      reason: "A unit whose inputs are all negative has no gradient under ReLU.",
      patch: relus.map((layer) => replaceKind(layer.id, "leakyRelu")),
    };
  },
};

function replaceKind(id: string, kind: string): PatchOperation {
  return { op: "set", path: `network.layers.${id}.kind`, value: kind };
}
