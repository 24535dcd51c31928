import type { PatchOperation } from "../../recipe/patch.ts";
import { architectureOf, freshId, inputsOfLayer, isSequence } from "../architecture.ts";
import type { RunEvidence } from "../evidence.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Beyond this, a dense layer is slow on a CPU and no longer the first thing to try. */
const LARGEST_UNITS = 1024;
const SMALLEST_UNITS = 4;
const MOST_HIDDEN_LAYERS = 4;

/** Doubles the units of every hidden layer. */
export const widerNetwork: TreatmentDefinition = {
  id: "wider-network",
  title: "Widen the hidden layers",
  source: "Ng, Machine Learning Yearning, 2018, chapter 26: increase the model size",
  expect: "A lower training error.",
  propose(evidence) {
    const resized = resize(evidence, (units) => Math.min(LARGEST_UNITS, 2 * units));
    return resized && { reason: `More units can fit what ${resized.from} cannot.`, patch: resized.patch };
  },
};

/** Halves the units of every hidden layer. */
export const smallerNetwork: TreatmentDefinition = {
  id: "smaller-network",
  title: "Narrow the hidden layers",
  source: "Ng, Machine Learning Yearning, 2018, chapter 27: decrease the model size, with caution",
  expect: "A smaller gap between training and dev error.",
  propose(evidence) {
    const resized = resize(evidence, (units) =>
      Math.max(Math.min(units, SMALLEST_UNITS), Math.floor(units / 2)),
    );
    return (
      resized && {
        reason: `${evidence.rows.train} training examples hardly determine ${resized.from}.`,
        patch: resized.patch,
      }
    );
  },
};

function resize({ recipe }: RunEvidence, size: (units: number) => number) {
  const changed = architectureOf(recipe).hidden.filter((layer) => size(layer.units) !== layer.units);
  // A layer whose output is added or multiplied must keep the width of its partners.
  if (changed.length === 0 || recipe.network.layers.some(({ kind }) => joinsHidden(kind, recipe)))
    return undefined;
  return {
    from: `${changed.map((layer) => layer.units).join(" and ")} units`,
    patch: changed.map(
      (layer): PatchOperation => ({
        op: "set",
        path: `network.layers.${layer.id}.units`,
        value: size(layer.units),
      }),
    ),
  };
}

/** Whether layers of one width meet before the output, as in residual blocks; the sum of a linear skip is harmless. */
function joinsHidden(kind: string, recipe: RunEvidence["recipe"]): boolean {
  if (kind !== "add" && kind !== "multiply") return false;
  const last = recipe.network.layers[recipe.network.layers.length - 1];
  const joins = recipe.network.layers.filter((layer) => layer.kind === kind);
  return joins.some((layer) => layer.id !== last.id);
}

/** Adds a hidden layer as wide as the last one, with its activation and initializer. */
export const deeperNetwork: TreatmentDefinition = {
  id: "deeper-network",
  title: "Add a hidden layer",
  source: "Ng, Machine Learning Yearning, 2018, chapter 26: increase the model size",
  expect: "A lower training error.",
  propose({ recipe }) {
    const { hidden, activations } = architectureOf(recipe);
    const [model, activation] = [hidden.at(-1), activations.at(-1)];
    if (model === undefined || activation === undefined || hidden.length >= MOST_HIDDEN_LAYERS)
      return undefined;
    const dense = freshId(recipe, `hidden${hidden.length + 1}`);
    const bend = freshId(recipe, `${activation.kind}${hidden.length + 1}`);
    const { inputs: _readBefore, ...modelOptions } = model;
    const { inputs: _bentBefore, ...activationOptions } = activation;
    return {
      reason: `${hidden.length === 1 ? "One hidden layer" : `${hidden.length} hidden layers`} may be too few for the features of features that the task needs.`,
      patch: [
        { op: "insert", after: activation.id, layer: { ...modelOptions, id: dense } },
        { op: "insert", after: dense, layer: { ...activationOptions, id: bend } },
      ],
    };
  },
};

/** Adds a linear path from the features to the output, so that the network only learns what a linear model leaves. */
export const linearSkip: TreatmentDefinition = {
  id: "linear-skip",
  title: "Add a linear path from the features to the output",
  source: "Cheng et al., Wide & Deep Learning for Recommender Systems, 2016",
  expect: "At least the simple model's error on small tables, where most of the signal is linear.",
  propose({ recipe, floor, rows }) {
    const { dense, hidden, layers } = architectureOf(recipe);
    const output = layers[layers.length - 1];
    const [first] = dense;
    if (hidden.length === 0 || output.kind !== "dense" || output.units !== "outputs") return undefined;
    const inputs = inputsOfLayer(recipe, first.id);
    if (inputs.some((input) => isSequence(recipe, input))) return undefined;
    const linear = freshId(recipe, "linear");
    return {
      reason: floor
        ? `${floor.name} reaches an error of ${Number(floor.error.toPrecision(3))} by itself.`
        : `With ${rows.train} training examples, what is linear should not have to be learned through ReLUs.`,
      patch: [
        {
          op: "insert",
          after: output.id,
          layer: { id: linear, kind: "dense", units: "outputs", inputs: [...inputs] },
        },
        {
          op: "insert",
          after: linear,
          layer: { id: freshId(recipe, "sum"), kind: "add", inputs: [output.id, linear] },
        },
      ],
    };
  },
};
