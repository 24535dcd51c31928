import { applyPatch, type Patch } from "../../recipe/patch.ts";
import { parseRecipe } from "../../recipe/schema.ts";
import {
  branchingRecipe,
  type Course,
  digitsRecipe,
  feature,
  healthyEvidence,
  healthyRegression,
  historyOf,
  sigmoidRecipe,
  withCourse,
} from "../evidence.samples.ts";
import type { RunEvidence } from "../evidence.ts";
import type { FindingSamples } from "../finding-conformance.ts";

const digits = (...patch: Patch) => applyPatch(digitsRecipe(), patch);
const errors = (train: number, dev: number, changes: Partial<RunEvidence> = {}) =>
  healthyEvidence({ train: { loss: 0, error: train }, dev: { loss: 0, error: dev }, ...changes });
const probed = (statistic: string, value: number): Course => ({
  probe: (name) => (name.endsWith(statistic) ? value : undefined),
});
const bound = { error: 0.01, source: "human" } as const;
const larger = { fits: true, trainError: 0.001, units: 512 };

const normalized = digits({
  op: "insert",
  after: "hidden1",
  layer: { id: "normalization1", kind: "batchNormalization" },
});
const rowsOf = (train: number) => ({ train, dev: 360, test: 359 });
const longestOutcome = { status: "finished", bestEpoch: 20, epochs: 20 } as const;
const falling: Course = { trainLoss: (epoch) => 2.2 - 0.05 * epoch, devLoss: (epoch) => 2.25 - 0.05 * epoch };
const patient = digits({ op: "set", path: "training.earlyStopping", value: null });
const mismatching = digits({ op: "set", path: "data.split.trainDev", value: 0.1 });

function labelled(recall: number): RunEvidence {
  const recipe = parseRecipe(
    {
      schema: 1,
      data: { target: ["sad", "funny"] },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "sigmoidCrossEntropy" },
    },
    { source: "the labels" },
  );
  return healthyEvidence({
    recipe,
    task: "multiLabel",
    outputs: 2,
    rows: { train: 1000, dev: 300, test: 300 },
    labelCounts: [
      { label: "sad", count: 100 },
      { label: "funny", count: 500 },
    ],
    dev: { loss: 0.1, error: 0.05, perClassRecall: [{ label: "sad", recall }] },
  });
}

const withOutput = (kind: string) =>
  healthyEvidence({ recipe: digits({ op: "insert", after: "output", layer: { id: "bounded", kind } }) });

const apart = (trainDev: number, dev: number) =>
  errors(0.01, dev, {
    recipe: mismatching,
    rows: { train: 10_000, dev: 1000, test: 100 },
    trainDev: { loss: 0, error: trainDev, rows: 1000 },
  });

/** Runs in which each finding is there, and such to which it applies and in which it is not, by its id. */
export const FINDING_SAMPLES: Readonly<Record<string, FindingSamples>> = {
  "unscaled-inputs": {
    sick: [healthyEvidence({ inputs: [feature({ mean: 5000, std: 3000, max: 20_000 })] })],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "sentinel-values": {
    sick: [healthyEvidence({ inputs: [feature({ sentinel: { value: -999, cells: 40 } })] })],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "heavy-tailed-inputs": {
    sick: [healthyEvidence({ inputs: [feature({ tail: 6.5 })] })],
    healthy: [
      healthyEvidence({ inputs: [feature({ tail: 3.6 })] }),
      healthyEvidence({
        recipe: digits({ op: "set", path: "data.normalize", value: "log" }),
        inputs: [feature({ tail: 6.5 })],
      }),
    ],
  },
  "output-mismatch": {
    sick: [withOutput("softmax"), withOutput("relu"), withOutput("elu")],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "poor-initialization": {
    sick: [withCourse({ probe: (name, probe) => (name === "loss" && probe === 0 ? 40 : undefined) })],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "noisy-batch-statistics": {
    sick: [healthyEvidence({ recipe: normalized, rows: rowsOf(642) })],
    healthy: [healthyEvidence({ recipe: normalized, rows: rowsOf(640) }), healthyEvidence()],
  },
  "learning-rate-too-high": {
    sick: [
      healthyEvidence({ outcome: { status: "diverged", bestEpoch: 1, epochs: 4 } }),
      withCourse({ trainLoss: (epoch) => (epoch % 2 ? 1 : 2) }),
      withCourse(probed("updateRatio", 0.2)),
    ],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "exploding-gradients": {
    sick: [withCourse(probed("gradientNorm", Number.NaN))],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "vanishing-gradients": {
    sick: [
      healthyEvidence({
        recipe: sigmoidRecipe(),
        history: historyOf(sigmoidRecipe(), probed("saturatedFraction", 0.9)),
      }),
    ],
    healthy: [
      healthyEvidence({ recipe: sigmoidRecipe(), history: historyOf(sigmoidRecipe()) }),
      healthyEvidence(),
    ],
  },
  "dead-units": { sick: [withCourse(probed("deadUnits", 0.9))], healthy: [healthyEvidence()] },
  "learning-rate-too-low": {
    sick: [withCourse({ ...falling, ...probed("updateRatio", 9e-5) }, { outcome: longestOutcome })],
    healthy: [withCourse(falling, { outcome: longestOutcome }), healthyEvidence()],
  },
  "training-too-short": {
    sick: [withCourse(falling, { outcome: longestOutcome })],
    healthy: [
      withCourse({ ...falling, ...probed("updateRatio", 9e-5) }, { outcome: longestOutcome }),
      healthyEvidence(),
    ],
  },
  "over-regularised": {
    sick: [
      errors(0.12, 0.13, { recipe: branchingRecipe() }),
      errors(0.12, 0.13, { recipe: branchingRecipe(), floor: undefined, capacity: larger }),
    ],
    healthy: [healthyEvidence({ recipe: branchingRecipe(), capacity: { ...larger, fits: false } })],
  },
  plateau: {
    sick: [withCourse({ trainLoss: () => 2.29 })],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "class-imbalance": {
    sick: [
      healthyEvidence({
        classCounts: [
          { label: "no", count: 1000 },
          { label: "yes", count: 50 },
        ],
        dev: { loss: 0.1, error: 0.05, perClassRecall: [{ label: "yes", recall: 0.2 }] },
      }),
    ],
    healthy: [healthyEvidence()],
  },
  "neglected-labels": { sick: [labelled(0.1)], healthy: [labelled(0.9)] },
  "bias-and-variance": {
    sick: [errors(0.12, 0.2, { bound }), errors(0.1, 0.3, { bound })],
    healthy: [errors(0.12, 0.13, { bound }), healthyEvidence(), healthyRegression()],
  },
  bias: {
    sick: [errors(0.12, 0.13, { bound })],
    healthy: [errors(0.12, 0.2, { bound }), healthyEvidence(), healthyRegression()],
  },
  variance: {
    sick: [
      errors(0, 0.1, { bound: undefined }),
      withCourse(
        { devLoss: (epoch) => 0.2 + 0.01 * Math.abs(epoch - 10) },
        { recipe: patient, outcome: { ...longestOutcome, bestEpoch: 10 } },
      ),
      { ...errors(0, 0.1), trainDev: { loss: 0, error: 0.1, rows: 300 } },
    ],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "data-mismatch": { sick: [apart(0.015, 0.1)], healthy: [apart(0.1, 0.105)] },
  "below-floor": {
    sick: [healthyEvidence({ floor: { name: "logistic regression", error: 0.005 } })],
    healthy: [healthyEvidence(), healthyRegression()],
  },
  "bias-unknown": {
    sick: [healthyEvidence({ bound: undefined }), errors(0.12, 0.13, { bound: undefined, capacity: larger })],
    healthy: [],
  },
};
