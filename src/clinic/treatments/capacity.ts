import { dense as denseLayer } from "../../nn/layers/dense/dense.ts";
import { add } from "../../nn/layers/merging/add.ts";
import { takesOption, traitsOf } from "../../nn/traits-of.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { LayerSpec, Recipe } from "../../recipe/types.ts";
import {
  architectureOf,
  freshId,
  inputsOfLayer,
  isActivation,
  isSequence,
  readersOf,
  type SizedLayer,
} from "../architecture.ts";
import type { EvidenceWith } from "../evidence-parts.ts";
import { fitsTogether } from "./resizing.ts";
import type { Proposal, TreatmentDefinition } from "./treatment.ts";

/** Beyond this, a dense layer is slow on a CPU and no longer the first thing to try. */
const LARGEST_UNITS = 1024;
const SMALLEST_UNITS = 4;
const MOST_HIDDEN_LAYERS = 4;
/** The same of convolutions, whose work grows with the square of their filters. */
const MOST_FILTERS = 256;
const MOST_CONVOLUTIONS = 8;

/** Doubles the units of every hidden layer, and the filters of every convolution. */
export const widerNetwork: TreatmentDefinition<["recipe"]> = {
  id: "wider-network",
  title: "Widen the hidden layers",
  needs: ["recipe"],
  source: "Ng, Machine Learning Yearning, 2018, chapter 26: increase the model size",
  expect: "A lower training error.",
  comparison: "plain",
  propose(evidence) {
    const resized = resize(evidence, (layer) => {
      const most = traitsOf(layer).weighted === "convolution" ? MOST_FILTERS : LARGEST_UNITS;
      return Math.max(layer.units, Math.min(most, 2 * layer.units));
    });
    return resized && { reason: `More units can fit what ${resized.from} cannot.`, patch: resized.patch };
  },
};

/** Halves the units of every hidden layer, and the filters of every convolution. */
export const smallerNetwork: TreatmentDefinition<["recipe", "rows"]> = {
  id: "smaller-network",
  title: "Narrow the hidden layers",
  needs: ["recipe", "rows"],
  source: "Ng, Machine Learning Yearning, 2018, chapter 27: decrease the model size, with caution",
  expect: "A smaller gap between training and dev error.",
  comparison: "plain",
  propose(evidence) {
    const resized = resize(evidence, ({ units }) =>
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

function resize({ recipe }: EvidenceWith<"recipe">, size: (layer: SizedLayer) => number) {
  const sizes = new Map(architectureOf(recipe).sized.map((layer) => [layer.id, size(layer)]));
  const changed = architectureOf(recipe).sized.filter((layer) => sizes.get(layer.id) !== layer.units);
  if (changed.length === 0 || !fitsTogether(recipe, sizes)) return undefined;
  return {
    from: `${changed.map((layer) => layer.units).join(" and ")} units`,
    patch: changed.map(
      (layer): PatchOperation => ({
        op: "set",
        path: `network.layers.${layer.id}.units`,
        value: sizes.get(layer.id),
      }),
    ),
  };
}

/**
 * Adds a convolution behind the last one, or a hidden layer, as wide as the last one, with its activation and
 * initializer.
 */
export const deeperNetwork: TreatmentDefinition<["recipe"]> = {
  id: "deeper-network",
  title: "Add a hidden layer",
  needs: ["recipe"],
  source: "Ng, Machine Learning Yearning, 2018, chapter 26: increase the model size",
  expect: "A lower training error.",
  comparison: "plain",
  propose({ recipe }) {
    const convolution = furtherConvolution(recipe);
    if (convolution) return convolution;
    const { hidden, activations } = architectureOf(recipe);
    const [model, activation] = [hidden.at(-1), activations.at(-1)];
    if (model === undefined || activation === undefined || hidden.length >= MOST_HIDDEN_LAYERS)
      return undefined;
    const dense = freshId(recipe, `hidden${hidden.length + 1}`);
    const bend = freshId(recipe, `${activation.kind}${hidden.length + 1}`);
    const { inputs: _readBefore, ...modelOptions } = model;
    const { inputs: _bentBefore, ...activationOptions } = activation;
    return {
      reason:
        `${hidden.length === 1 ? "One hidden layer" : `${hidden.length} hidden layers`} may be too ` +
        `few for the features of features that the task needs.`,
      patch: [
        { op: "insert", after: activation.id, layer: { ...modelOptions, id: dense } },
        { op: "insert", after: dense, layer: { ...activationOptions, id: bend } },
      ],
    };
  },
};

/** The options with which a convolution's output is as large as its input. */
const SIZE_KEEPING = { padding: "same", stride: 1, dilation: 1 };

/**
 * One more convolution in the last stage, before its pooling; undefined where there is no stage to continue,
 * or enough of them.
 */
function furtherConvolution(recipe: Recipe): Proposal | undefined {
  const { convolutions } = architectureOf(recipe);
  const model = convolutions.at(-1);
  if (model === undefined || convolutions.length >= MOST_CONVOLUTIONS) return undefined;
  const stage = stageOf(recipe, model);
  // Convolutions that enlarge cannot pad their input so that the image keeps its size.
  if (stage === undefined || !takesOption(model.kind, "padding", SIZE_KEEPING.padding)) return undefined;
  const keeping = Object.entries(SIZE_KEEPING).filter((option) => takesOption(model.kind, ...option));
  const taken = new Set<string>();
  const number = convolutions.length + 1;
  const layers = stage.map((layer) => {
    const id = freshId(recipe, `${layer.id.replace(/\d+$/, "")}${number}`, taken);
    taken.add(id);
    const { inputs: _readBefore, ...options } = layer;
    // The image keeps its size, however small it has become.
    return { ...options, id, ...(layer === model ? Object.fromEntries(keeping) : {}) };
  });
  const before = [stage.at(-1)!, ...layers];
  return {
    reason:
      `${convolutions.length === 1 ? "One convolution" : `${convolutions.length} convolutions`} may ` +
      `be too few for the shapes made of shapes that the task needs.`,
    patch: layers.map((layer, index) => ({ op: "insert", after: before[index].id, layer })),
  };
}

/** A convolution and what follows it up to its activation; undefined where it branches or has none. */
function stageOf(recipe: Recipe, convolution: LayerSpec): LayerSpec[] | undefined {
  const stage = [convolution];
  for (;;) {
    const readers = readersOf(recipe, stage.at(-1)!.id);
    const [reader] = readers;
    if (readers.length !== 1 || inputsOfLayer(recipe, reader.id).length !== 1) return undefined;
    stage.push(reader);
    if (isActivation(reader)) return reader.id === recipe.network.layers.at(-1)!.id ? undefined : stage;
    if (traitsOf(reader).normalizes === undefined) return undefined;
  }
}

/**
 * Adds a linear path from the features to the output, so that the network only learns what a linear model
 * leaves.
 */
export const linearSkip: TreatmentDefinition<["recipe", "rows", "inputs"]> = {
  id: "linear-skip",
  title: "Add a linear path from the features to the output",
  needs: ["recipe", "rows", "inputs"],
  source: "Cheng et al., Wide & Deep Learning for Recommender Systems, 2016",
  expect: "At least the simple model's error on small tables, where most of the signal is linear.",
  comparison: "plain",
  propose({ recipe, floor, rows, inputs: features }) {
    const { dense, hidden, layers, weighted } = architectureOf(recipe);
    const output = layers[layers.length - 1];
    const [first] = dense;
    // Behind convolutions or memories, what the first dense layer reads are no longer the features.
    if (weighted[0] !== first || features.some(({ ofArray }) => ofArray)) return undefined;
    if (hidden.length === 0 || output !== dense.at(-1) || output.units !== "outputs") return undefined;
    const inputs = inputsOfLayer(recipe, first.id);
    if (inputs.some((input) => isSequence(recipe, input))) return undefined;
    const linear = freshId(recipe, "linear");
    return {
      reason: floor
        ? `${floor.name} reaches an error of ${Number(floor.error.toPrecision(3))} by itself.`
        : `With ${rows.train} training examples, what is linear should not have to be learned through ` +
          `ReLUs.`,
      patch: [
        {
          op: "insert",
          after: output.id,
          layer: { id: linear, kind: denseLayer.kind, units: "outputs", inputs: [...inputs] },
        },
        {
          op: "insert",
          after: linear,
          layer: { id: freshId(recipe, "sum"), kind: add.kind, inputs: [output.id, linear] },
        },
      ],
    };
  },
};
