import { randomKey, uniform } from "../base/random.ts";
import type { DataBlock, Dataset } from "../data/prepare/dataset.ts";
import { parseRecipe } from "../recipe/schema.ts";
import type { Recipe } from "../recipe/types.ts";
import type { HistoryRow } from "../run/history.ts";
import type { Device } from "../runtime/lower.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { SourceOptions } from "./feed/open-source.ts";
import type { TrainingPlan } from "./plan/plan.ts";
import { planTraining } from "./plan/plan-training.ts";
import { runTraining, type TrainingOutcome } from "./trainer/loop.ts";
import type { TrainingState } from "./trainer/state.ts";

const ROWS = 200;
const FEATURES = 6;
const CLASSES = 3;

/** The differences of a sample training from the usual one. */
export interface SampleOptions {
  /** Sections of the recipe, in place of the sample's own. */
  readonly recipe?: Readonly<Record<string, unknown>>;
  /** Training options, in place of the sample's own. */
  readonly training?: Readonly<Record<string, unknown>>;
  readonly dataset?: Dataset;
  /** Training rows; the rest, up to 60, are the dev rows. */
  readonly trainRows?: number;
  readonly dev?: boolean;
  readonly probes?: boolean;
  readonly device?: Device;
  readonly float16?: boolean;
}

/** Everything that has state: dropout, batch normalization, a schedule with warm-up, and early stopping. */
export const STATEFUL_LAYERS = [
  { id: "hidden", kind: "dense", units: 8 },
  { id: "norm", kind: "batchNormalization" },
  { id: "relu", kind: "relu" },
  { id: "drop", kind: "dropout", rate: 0.25 },
  { id: "output", kind: "dense", units: "outputs" },
];

/** A table of numbers whose class follows from them, with some of the classes wrong. */
export function sampleDataset(options: { rows?: number; extra?: readonly DataBlock[] } = {}): Dataset {
  const rows = options.rows ?? ROWS;
  const key = randomKey(5);
  const data = Float32Array.from({ length: rows * FEATURES }, (_, index) => 4 * uniform(key, index) - 2);
  const classOf = (row: number) => {
    const [a, b, c] = data.subarray(row * FEATURES);
    const wrong = uniform(randomKey(6), row) < 0.1;
    return wrong ? row % CLASSES : a * b > 0 ? 0 : c > 0 ? 1 : 2;
  };
  return {
    rows,
    blocks: [{ name: "features", dtype: "float32", rowShape: [FEATURES], data }, ...(options.extra ?? [])],
    target: {
      kind: "classes",
      data: Int32Array.from({ length: rows }, (_, row) => classOf(row)),
      classes: ["a", "b", "c"],
    },
  };
}

export function sampleRecipe(options: Pick<SampleOptions, "recipe" | "training"> = {}): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: { layers: STATEFUL_LAYERS },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "adam", learningRate: 0.02 },
      schedule: { kind: "cosine", warmupSteps: 5 },
      ...options.recipe,
      training: { batchSize: 16, epochs: 6, earlyStopping: { patience: 3 }, seed: 11, ...options.training },
    },
    { source: "the sample" },
  );
}

/** A plan of 130 training rows in ragged batches of 16, and 60 dev rows. */
export function samplePlan(options: SampleOptions = {}): TrainingPlan {
  const {
    dataset = sampleDataset(),
    trainRows = 130,
    dev = true,
    probes = true,
    device = "cpu",
    float16 = false,
  } = options;
  const numbers = (from: number, to: number) =>
    Int32Array.from({ length: to - from }, (_, index) => from + index);
  return planTraining(sampleRecipe(options), dataset, {
    rows: {
      train: numbers(0, trainRows),
      ...(dev ? { dev: numbers(trainRows, Math.min(trainRows + 60, dataset.rows)) } : {}),
    },
    probes,
    device,
    float16,
    threads: 1,
  });
}

/** A training with all that it told on its way. */
export interface WatchedTraining {
  readonly outcome: TrainingOutcome;
  readonly history: readonly HistoryRow[];
  /** How often the loop asked whether to go on. */
  readonly asked: number;
  readonly checkpoints: readonly TrainingState[];
}

/** Trains on this thread; stops when it has asked `stopAfter` times whether to go on. */
export async function train(
  plan: TrainingPlan,
  options: { stepsPerCall?: number; resume?: TrainingState; stopAfter?: number } & SourceOptions = {},
): Promise<WatchedTraining> {
  const { stepsPerCall, resume, stopAfter = Number.POSITIVE_INFINITY, ...source } = options;
  const history: HistoryRow[] = [];
  const checkpoints: TrainingState[] = [];
  let asked = 0;
  const outcome = await runTraining(plan, nodeRuntime, {
    ...source,
    ...(stepsPerCall === undefined ? {} : { stepsPerCall }),
    ...(resume ? { resume } : {}),
    hooks: {
      onHistory: (row) => history.push(row),
      onCheckpoint: (state) => checkpoints.push(state),
      interrupted: () => asked++ >= stopAfter,
    },
  });
  return { outcome, history, asked, checkpoints };
}
