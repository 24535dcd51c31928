import { relu } from "../../nn/layers/activation/relu.ts";
import { featureScale } from "../../nn/layers/dense/feature-scale.ts";
import { separateDense } from "../../nn/layers/dense/separate-dense.ts";
import { periodic } from "../../nn/layers/embedding/periodic.ts";
import { piecewiseLinear } from "../../nn/layers/embedding/piecewise-linear.ts";
import { concatenate } from "../../nn/layers/merging/concatenate.ts";
import { flatten } from "../../nn/layers/reshaping/flatten.ts";
import { traitsOf } from "../../nn/traits-of.ts";
import { FEATURES } from "../../recipe/layers.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { LayerSpec, Recipe } from "../../recipe/types.ts";
import { freshId, readersOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Each number gets so many bins, and fewer where the encodings would be wider than this in all. */
const BINS = 12;
const WIDEST = 1024;
const FEWEST_BINS = 4;
/** The waves of each number, and the units behind them. */
const FREQUENCIES = 16;
const UNITS = 8;

const SOURCE = "Gorishniy, Rubachev & Babenko, On Embeddings for Numerical Features, 2022";

/** Encodes each number by how far it fills bins between its quantiles, before the first dense layer. */
export const piecewiseNumbers: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "piecewise-numbers",
  title: "Encode numbers piecewise linearly",
  needs: ["recipe", "inputs"],
  source: SOURCE,
  expect: "A lower error where the target has thresholds in single columns, as trees find them.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    const bins = Math.min(BINS, Math.floor(WIDEST / Math.max(1, inputs.length)));
    if (!readsNumbers(recipe, inputs) || bins < FEWEST_BINS) return undefined;
    return {
      reason:
        "A network over raw numbers is slow to learn steps, and an encoding by quantiles begins with them.",
      patch: [
        { op: "set", path: "data.normalize", value: "rank" },
        ...inFront([
          { id: freshId(recipe, "bins"), kind: piecewiseLinear.kind, bins },
          { id: freshId(recipe, "encoded"), kind: flatten.kind },
        ]),
      ],
    };
  },
};

/** Gives each number waves of learned frequencies and a layer of its own, before the first dense one. */
export const periodicNumbers: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "periodic-numbers",
  title: "Embed numbers by waves",
  needs: ["recipe", "inputs"],
  source: SOURCE,
  expect: "A lower error where the target goes up and down with single columns.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    if (!readsNumbers(recipe, inputs) || UNITS * inputs.length > WIDEST) return undefined;
    return {
      reason: "A network over raw numbers learns slow changes first, and fast ones late or never.",
      patch: inFront([
        { id: freshId(recipe, "waves"), kind: periodic.kind, frequencies: FREQUENCIES },
        { id: freshId(recipe, "embedded"), kind: separateDense.kind, units: UNITS },
        { id: freshId(recipe, "bent"), kind: relu.kind },
        { id: freshId(recipe, "encoded"), kind: flatten.kind },
      ]),
    };
  },
};

/** Layers one behind the other, of which the first reads the features and who read those reads the last. */
function inFront(layers: readonly LayerSpec[]): PatchOperation[] {
  return layers.map((layer, index) => ({
    op: "insert",
    after: index === 0 ? null : layers[index - 1].id,
    layer,
  }));
}

/**
 * Whether the network reads columns of numbers by dense layers alone, themselves, scaled, or joined with
 * others.
 */
function readsNumbers(recipe: Recipe, inputs: readonly { readonly ofArray?: boolean }[]): boolean {
  const readers = readersOf(recipe, FEATURES).flatMap((layer) =>
    layer.kind === featureScale.kind ? readersOf(recipe, layer.id) : [layer],
  );
  const isFlat = (layer: LayerSpec) =>
    traitsOf(layer).weighted === "linear" || layer.kind === concatenate.kind;
  return inputs.every(({ ofArray }) => !ofArray) && readers.length > 0 && readers.every(isFlat);
}
