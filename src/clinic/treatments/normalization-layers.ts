import { batchNormalization as batchLayer } from "../../nn/layers/normalization/batch-normalization.ts";
import { groupNormalization as groupLayer } from "../../nn/layers/normalization/group-normalization.ts";
import { layerNormalization as featureLayer } from "../../nn/layers/normalization/layer-normalization.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import { architectureOf, freshId, isActivation, isSequence, readersOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** With fewer examples a batch's statistics are mostly noise. */
const LEAST_BATCH = 16;

/**
 * Normalizes over the batch, or of sequences over the features, between each hidden dense layer or
 * convolution and its activation.
 */
export const batchNormalization: TreatmentDefinition<["recipe"]> = {
  id: "batch-normalization",
  title: "Normalize between the layers",
  needs: ["recipe"],
  source: "Ioffe & Szegedy, Batch Normalization: Accelerating Deep Network Training, 2015",
  expect: "Activations that neither die nor saturate, and gradients of even size.",
  comparison: "plain",
  propose({ recipe }) {
    const { batchSize } = recipe.training;
    if (batchSize !== "all" && batchSize < LEAST_BATCH) return undefined;
    const taken = new Set<string>();
    const { hidden, convolutions, layers } = architectureOf(recipe);
    const linear = layers.filter((layer) => [...hidden, ...convolutions].some(({ id }) => id === layer.id));
    const patch = linear.flatMap((layer, index): PatchOperation[] => {
      const readers = readersOf(recipe, layer.id);
      if (readers.length === 0 || !readers.every(isActivation)) return [];
      const id = freshId(recipe, `normalization${index + 1}`, taken);
      taken.add(id);
      // Of a sequence, axis 1 are the times and not the features.
      const { kind } = isSequence(recipe, layer.id) ? featureLayer : batchLayer;
      return [{ op: "insert", after: layer.id, layer: { id, kind } }];
    });
    return patch.length === 0
      ? undefined
      : { reason: "What reaches the activations has no fixed scale.", patch };
  },
};

/** Normalizes each example by itself instead of over the batch: group normalization with one group. */
export const groupNormalization: TreatmentDefinition<["recipe"]> = {
  id: "group-normalization",
  title: "Normalize each example by itself",
  needs: ["recipe"],
  source: "Wu & He, Group Normalization, 2018",
  expect: "The same network in training and in evaluation, whatever the batch.",
  comparison: "plain",
  propose({ recipe }) {
    const normalized = architectureOf(recipe).batchNormalized;
    if (normalized.length === 0) return undefined;
    return {
      reason: "The statistics of an example do not depend on the batch.",
      patch: normalized.flatMap(({ id }): PatchOperation[] => [
        { op: "set", path: `network.layers.${id}.kind`, value: groupLayer.kind },
        { op: "set", path: `network.layers.${id}.groups`, value: 1 },
      ]),
    };
  },
};
