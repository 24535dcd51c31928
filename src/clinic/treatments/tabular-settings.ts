import { mish } from "../../nn/layers/activation/mish.ts";
import { relu } from "../../nn/layers/activation/relu.ts";
import { selu } from "../../nn/layers/activation/selu.ts";
import { featureScale } from "../../nn/layers/dense/feature-scale.ts";
import { embedding } from "../../nn/layers/embedding/embedding.ts";
import { concatenate } from "../../nn/layers/merging/concatenate.ts";
import { adam } from "../../optim/optimizers/adam.ts";
import { cosineLog } from "../../optim/schedules/cosine-log.ts";
import { FEATURES } from "../../recipe/layers.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { LayerSpec, Recipe } from "../../recipe/types.ts";
import { architectureOf, freshId, inputsOfLayer, readersOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Adam's memory of squared gradients in RealMLP. */
const BETA2 = 0.95;
/**
 * RealMLP's rate, by the neural tangent parametrization: it moves a weight by the rate over the root of its
 * unit's inputs.
 */
const NTK_RATE = 0.04;
/** The rate of weights behind about a hundred units, and of what is left: biases, outputs. */
const LEARNING_RATE = NTK_RATE / 10;
/** The factors of the scaling layer learn by so many times the rate. */
const SCALE_FACTOR = 6;
/** Epochs of RealMLP, of which the one with the best dev score is kept; small tables need no more. */
const MOST_EPOCHS = 256;

/**
 * The settings of RealMLP that carry over: quartile scaling with a smooth clip, a learned factor for each
 * feature with a large rate of its own, SELU for classes and Mish for values, Adam that forgets squared
 * gradients faster, a rate that swings along a cosine of the logarithm of time and is larger for layers of
 * few inputs, as the neural tangent parametrization has it, and the best epoch of a whole training in place
 * of early stopping. Without its smoothed labels, which worsen probabilities.
 */
export const tabularSettings: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "tabular-settings",
  title: "Take RealMLP's settings",
  needs: ["recipe", "inputs"],
  source: "Holzmüller, Grinsztajn & Steinwart, Better by Default, 2024",
  expect: "A lower error by settings that were chosen on many tables together.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    const { activations, convolutions, recurrent, hidden, layers } = architectureOf(recipe);
    const isTable = inputs.every(({ ofArray }) => !ofArray) && convolutions.length + recurrent.length === 0;
    const isDone =
      recipe.schedule.kind === cosineLog.kind || layers.some(({ kind }) => kind === featureScale.kind);
    if (!isTable || hidden.length === 0 || isDone) return undefined;
    const scaling = freshId(recipe, "scaling");
    const scalingLayer = { id: scaling, kind: featureScale.kind };
    const [first] = hidden;
    const readsNumbers = readersOf(recipe, FEATURES).length > 0;
    const fanIn = fanInOf(recipe, first, inputs.length);
    const group = (match: string, rate: number) => ({ match, learningRateScale: rate / LEARNING_RATE });
    const isClasses = recipe.loss.labelSmoothing !== undefined;
    const bend = isClasses ? selu.kind : mish.kind;
    const set = (path: string, value: unknown): PatchOperation => ({ op: "set", path, value });
    const epochs = Math.min(MOST_EPOCHS, recipe.training.epochs);
    return {
      reason: "These settings were chosen together, on more than a hundred tables.",
      patch: [
        set("data.normalize", "robust"),
        ...(readsNumbers ? [{ op: "insert", after: null, layer: scalingLayer } as const] : []),
        ...activations
          .filter(({ kind }) => kind === relu.kind)
          .map(({ id }) => set(`network.layers.${id}.kind`, bend)),
        set("optimizer.kind", adam.kind),
        set("optimizer.learningRate", LEARNING_RATE),
        set("optimizer.beta2", BETA2),
        set("optimizer.groups", [
          ...(readsNumbers ? [group(`${scaling}.scale`, SCALE_FACTOR * NTK_RATE)] : []),
          ...(fanIn === undefined ? [] : [group(`${first.id}.weight`, NTK_RATE / Math.sqrt(fanIn))]),
          ...(recipe.optimizer.groups ?? []),
        ]),
        set("schedule", { kind: cosineLog.kind }),
        set("training.earlyStopping", { patience: epochs }),
      ],
    };
  },
};

/**
 * The inputs of a unit of a layer that reads the features, embeddings, or these joined; undefined of another.
 */
function fanInOf(recipe: Recipe, { id }: LayerSpec, features: number): number | undefined {
  const widthOf = (name: string): number => {
    if (name === FEATURES) return features;
    const layer = recipe.network.layers.find((candidate) => candidate.id === name);
    if (layer?.kind === embedding.kind) return Number(layer.units);
    return layer?.kind === concatenate.kind ? widthsOf(name) : Number.NaN;
  };
  const widthsOf = (name: string): number =>
    inputsOfLayer(recipe, name).reduce((sum, input) => sum + widthOf(input), 0);
  const width = widthsOf(id);
  return width > 0 ? width : undefined;
}
