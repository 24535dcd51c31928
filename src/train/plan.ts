import type { BlockNormalization, FeatureColumn } from "../data/dataset.ts";
import type { KindSpec, Recipe } from "../recipe/schema.ts";
import * as counts from "../recipe/step-counts.ts";
import type { Device } from "../runtime/lower.ts";
import type { DevMetric } from "./dev-metric.ts";
import type { Layout } from "./layout.ts";
import type { ProbePlan } from "./probes.ts";
import type { HostScalar } from "./step-program.ts";

/** A typed array that crosses between threads and into ONNX Runtime. */
export type BlockData = Float32Array | Int32Array | Uint8Array | BigInt64Array | Uint32Array;

/** A block of rows as the loop feeds it. */
export interface PlanBlock {
  readonly name: string;
  readonly dtype: "float32" | "int32" | "uint8";
  readonly rowShape: readonly number[];
  readonly data: BlockData;
  /** The columns that the features come from. */
  readonly columns?: readonly FeatureColumn[];
  /** How the graph scales the block's numbers. */
  readonly normalization?: BlockNormalization;
}

/** Rows to evaluate on, compact: their blocks hold these rows and no others. */
export interface EvaluationData {
  readonly rows: number;
  readonly blocks: readonly PlanBlock[];
  /** Class numbers or scaled values. */
  readonly target: PlanBlock;
  /** One weight a row, where examples are weighted: the loss is then the weighted mean, as in training. */
  readonly weights?: Float32Array;
}

/**
 * Everything that a training needs, as plain data, so that it can be handed to a worker: compiled programs' bytes,
 * data, and the numbers that the host computes step by step. No functions.
 */
export interface TrainingPlan {
  readonly stepModel: Uint8Array;
  readonly evaluationModel: Uint8Array;
  readonly parameters: Layout;
  readonly buffers: Layout;
  readonly slots: readonly string[];
  readonly scalars: readonly HostScalar[];
  readonly randomLayers: readonly string[];
  /** The step with what probes look at, and which statistics are taken; undefined without probes. */
  readonly probing: { readonly model: Uint8Array; readonly probes: ProbePlan } | undefined;
  readonly initial: { readonly parameters: Float32Array; readonly buffers: Float32Array };
  /** What layer-sequential initialization takes before the first step; left out where the recipe has none. */
  readonly calibration?: Calibration;
  /** All rows that training draws from: features, category codes, target and weights. */
  readonly blocks: readonly PlanBlock[];
  /** The rows that an epoch visits; of a stream, only how many. */
  readonly trainRows: Int32Array | RowCount;
  /** How the rows come to the steps. */
  readonly feed: Feed;
  readonly dev: EvaluationData | undefined;
  /** How the dev metric is computed. */
  readonly metric: DevMetric;
  readonly optimizer: Recipe["optimizer"];
  readonly schedule: Recipe["schedule"];
  readonly training: Recipe["training"];
  /** Where and how the step runs; `kind` is the CPU where left out, `spinning` only with more than one thread. */
  readonly device: { readonly kind?: Device; readonly threads: number; readonly spinning: boolean };
}

/** A program that tells the variance of layers' outputs on some rows, and the parameters that scale them, in order. */
export interface Calibration extends Pick<EvaluationData, "rows" | "blocks"> {
  readonly model: Uint8Array;
  readonly parameters: readonly string[];
}

/** As many rows as this. */
export interface RowCount {
  readonly length: number;
}

/**
 * How rows come to the steps: "resident" rows are in the plan's blocks and gathered by the graph; "augmented" ones are
 * changed at random ahead of their steps; "streamed" ones come from outside, chunk by chunk, and the plan's blocks are
 * empty.
 */
export type Feed =
  | { readonly kind: "resident" }
  | { readonly kind: "augmented"; readonly augment: readonly KindSpec[] }
  | { readonly kind: "streamed" };

/** The number of rows in a batch; the last one of an epoch may be smaller. */
export function rowsPerBatch({ training, trainRows }: Pick<TrainingPlan, "training" | "trainRows">): number {
  return counts.rowsPerBatch(training, trainRows.length);
}

/** The number of rows in the batch of a step, counted from 0 over all epochs. */
export function batchRows(plan: Pick<TrainingPlan, "training" | "trainRows">, step: number): number {
  const size = rowsPerBatch(plan);
  return Math.min(size, plan.trainRows.length - (step % stepsPerEpoch(plan)) * size);
}

/** The number of steps, mini-batches, in an epoch. */
export function stepsPerEpoch(plan: Pick<TrainingPlan, "training" | "trainRows">): number {
  return counts.stepsPerEpoch(plan.training, plan.trainRows.length);
}

/**
 * The updates from one probe to the next within an epoch, whose first update is always probed: so many that probes come
 * at least once an epoch, and otherwise at most every 100 updates.
 */
function probeInterval(updates: number): number {
  return Math.ceil(updates / Math.max(1, Math.floor(updates / 100)));
}

/**
 * How many steps there are from a step (counted from 0) to the next one that is probed: 0 for one that is itself. Of an
 * update of several steps it is the last, which changes the weights.
 */
export function stepsUntilProbe(
  plan: Pick<TrainingPlan, "training" | "trainRows" | "probing">,
  step: number,
): number {
  if (plan.probing === undefined) return Number.POSITIVE_INFINITY;
  const steps = stepsPerEpoch(plan);
  const { accumulate } = plan.training;
  const updates = counts.updatesPerEpoch(plan.training, plan.trainRows.length);
  const interval = probeInterval(updates);
  const lastStep = (update: number) => Math.min((update + 1) * accumulate, steps) - 1;
  const inEpoch = step % steps;
  const next = Math.ceil(Math.floor(inEpoch / accumulate) / interval) * interval;
  return next < updates ? lastStep(next) - inEpoch : steps - inEpoch;
}
