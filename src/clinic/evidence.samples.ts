import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import type { HistoryRow } from "../run/history.ts";
import { architectureOf } from "./architecture.ts";
import { diagnose } from "./diagnosis.ts";
import type { InputStatistics, RunEvidence } from "./evidence.ts";
import type { EvidenceWith } from "./evidence-parts.ts";
import type { Finding } from "./finding.ts";

/** The shape of a planted history; everything left out is as in a healthy run. */
export interface Course {
  readonly epochs?: number;
  readonly trainLoss?: (epoch: number) => number;
  readonly devLoss?: (epoch: number) => number;
  /** The value of `LAYER.STATISTIC` at a probe (from 0); undefined for the healthy value. */
  readonly probe?: (name: string, probe: number) => number | undefined;
}

/** Two hidden layers that learn by Adam until the dev loss no longer falls, without any regularization. */
function plainRecipe(about: { target: string; task: string; loss: string; units: [number, number] }) {
  const { target, task, loss, units } = about;
  const hidden = units.flatMap((width, index) => [
    { id: `hidden${index + 1}`, kind: "dense", units: width, initializer: "heNormal" },
    { id: `relu${index + 1}`, kind: "relu" },
  ]);
  return parseRecipe(
    {
      schema: 1,
      data: { target, task },
      network: { layers: [...hidden, { id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: loss },
      optimizer: { kind: "adam", learningRate: 0.001 },
      training: { batchSize: 32, epochs: 100, earlyStopping: { patience: 12 } },
    },
    { source: "the plain recipe" },
  );
}

/** A network for ten classes of 64 features. */
export function digitsRecipe(): Recipe {
  return plainRecipe({
    target: "digit",
    task: "classification",
    loss: "softmaxCrossEntropy",
    units: [128, 64],
  });
}

/** A network for one value of 10 features. */
export function diabetesRecipe(): Recipe {
  return plainRecipe({
    target: "progression",
    task: "regression",
    loss: "meanSquaredError",
    units: [64, 64],
  });
}

/** Deep sigmoid layers trained by plain gradient descent, without any of the usual aids. */
export function sigmoidRecipe(): Recipe {
  const hidden = [1, 2, 3, 4, 5].flatMap((index) => [
    { id: `hidden${index}`, kind: "dense", units: 32 },
    { id: `sigmoid${index}`, kind: "sigmoid" },
  ]);
  return parseRecipe(
    {
      schema: 1,
      data: { target: "digit", normalize: "none" },
      network: { layers: [...hidden, { id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "sgd", learningRate: 0.1 },
    },
    { source: "the sigmoid recipe" },
  );
}

/** Embeddings joined with the features, a residual block, dropout, momentum and a schedule. */
export function branchingRecipe(): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "price", task: "regression", normalize: "minMax" },
      network: {
        layers: [
          { id: "place", kind: "embedding", units: 4, inputs: ["category:place"] },
          { id: "joined", kind: "concatenate", inputs: ["features", "place"] },
          { id: "hidden1", kind: "dense", units: 32 },
          { id: "relu1", kind: "relu" },
          { id: "dropout1", kind: "dropout", rate: 0.6 },
          { id: "inner", kind: "dense", units: 32, initializer: "heNormal" },
          { id: "tanh1", kind: "tanh" },
          { id: "block", kind: "add", inputs: ["dropout1", "tanh1"] },
          { id: "dropout2", kind: "dropout", rate: 0.1 },
          { id: "output", kind: "dense", units: "outputs" },
        ],
      },
      loss: { kind: "meanSquaredError" },
      penalties: { l2: 0.05 },
      optimizer: { kind: "momentum", learningRate: 0.01 },
      schedule: { kind: "oneCycle" },
      training: { epochs: 40, members: 5, earlyStopping: { patience: 5 } },
    },
    { source: "the branching recipe" },
  );
}

/** A convolution that reads images, and a dense output. */
export function imageRecipe(): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "digit" },
      network: {
        layers: [
          { id: "convolution", kind: "convolution2d", units: 4, kernel: 3 },
          { id: "relu", kind: "relu" },
          { id: "flat", kind: "flatten" },
          { id: "output", kind: "dense", units: "outputs" },
        ],
      },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "adam", learningRate: 0.002 },
    },
    { source: "the image recipe" },
  );
}

/**
 * The learning curves and probes of a run: falling losses, gradients of even size, a tenth of the units
 * silent.
 */
export function historyOf(recipe: Recipe, course: Course = {}): HistoryRow[] {
  const { epochs = 20 } = course;
  const trainLoss = course.trainLoss ?? ((epoch) => 0.02 + 1.2 * Math.exp(-epoch / 3));
  const devLoss = course.devLoss ?? ((epoch) => 0.08 + 1.2 * Math.exp(-epoch / 3));
  const { weighted, activations } = architectureOf(recipe);
  return Array.from({ length: epochs }, (_, index) => index + 1).flatMap((epoch): HistoryRow[] => {
    const healthy: Record<string, number> = { loss: epoch === 1 ? 2.3 : trainLoss(epoch - 1) };
    for (const { id } of weighted) {
      healthy[`${id}.gradientNorm`] = 0.5 * trainLoss(epoch);
      healthy[`${id}.weightNorm`] = 8;
      healthy[`${id}.updateRatio`] = 2e-3;
    }
    for (const { id } of activations) {
      healthy[`${id}.mean`] = 0.4;
      healthy[`${id}.std`] = 0.6;
      healthy[`${id}.zeroFraction`] = 0.5;
      healthy[`${id}.deadUnits`] = 0.1;
      healthy[`${id}.saturatedFraction`] = 0.05;
    }
    const values = Object.fromEntries(
      Object.entries(healthy).map(([name, value]) => [name, course.probe?.(name, epoch - 1) ?? value]),
    );
    return [
      { step: 17 * (epoch - 1), epoch, kind: "probe", values },
      {
        step: 17 * epoch,
        epoch,
        kind: "epoch",
        values: { "train.loss": trainLoss(epoch), "dev.loss": devLoss(epoch), learningRate: 0.001 },
      },
    ];
  });
}

/** Evidence with all that our own runs leave, unless a change takes it away. */
export type SampleEvidence = EvidenceWith<
  | "recipe"
  | "task"
  | "outputs"
  | "rows"
  | "inputs"
  | "trainLoss"
  | "devLoss"
  | "probes"
  | "train"
  | "dev"
  | "outcome"
>;

/**
 * A classifier that learned well: every feature standardized, equal classes, train and dev alike, above the
 * floor.
 */
export function healthyEvidence(changes: Partial<RunEvidence> = {}): SampleEvidence {
  const recipe = changes.recipe ?? digitsRecipe();
  return {
    recipe,
    task: "classification",
    outputs: 10,
    rows: { train: 1078, dev: 360, test: 359 },
    inputs: Array.from({ length: 64 }, (_, index) => ({
      name: `pixel${index}`,
      mean: 0,
      std: 1,
      min: -2,
      max: index === 3 ? 25 : 3,
    })),
    categories: [],
    classCounts: Array.from({ length: 10 }, (_, index) => ({ label: String(index), count: 100 + index })),
    history: historyOf(recipe),
    train: { loss: 0.05, error: 0.012 },
    dev: { loss: 0.08, error: 0.02 },
    floor: { name: "logistic regression", error: 0.04 },
    bound: { error: 0.01, source: "human" },
    outcome: { status: "finished", bestEpoch: 15, epochs: 20 },
    ...changes,
  } as SampleEvidence;
}

/** A regression that learned well. */
export function healthyRegression(changes: Partial<RunEvidence> = {}): SampleEvidence {
  const recipe = changes.recipe ?? diabetesRecipe();
  const { classCounts: _none, ...base } = healthyEvidence();
  return {
    ...base,
    recipe,
    task: "regression",
    outputs: 1,
    rows: { train: 265, dev: 88, test: 89 },
    inputs: base.inputs.slice(0, 10),
    history: historyOf(recipe),
    train: { loss: 0.5, error: 52 },
    dev: { loss: 0.52, error: 54 },
    floor: { name: "ridge regression", error: 55 },
    bound: { error: 51, source: "stated" },
    ...changes,
  } as SampleEvidence;
}

/** The finding with this id, where the diagnosis has it. */
export const find = (evidence: RunEvidence, id: string): Finding | undefined =>
  diagnose(evidence).findings.find((finding) => finding.id === id);

/** The ids of the diagnosis, in order. */
export const idsOf = (evidence: RunEvidence) => diagnose(evidence).findings.map((finding) => finding.id);
/** A healthy classifier but for its history. */
export const withCourse = (course: Course, changes: Partial<RunEvidence> = {}) =>
  healthyEvidence({ history: historyOf(changes.recipe ?? digitsRecipe(), course), ...changes });
/** A standardized feature but for what is changed. */
export const feature = (change: Partial<InputStatistics>) => ({
  name: "income",
  mean: 0,
  std: 1,
  min: -3,
  max: 3,
  ...change,
});
