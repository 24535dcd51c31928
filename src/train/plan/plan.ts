import type { DevMetric } from "../../model/dev-metric.ts";
import { stepsPerEpoch } from "../../program/batching.ts";
import type { EvaluationData } from "../../program/data-block.ts";
import type { ProbePlan } from "../../program/probes.ts";
import type { StepPlan } from "../../program/step-plan.ts";
import type { KindSpec } from "../../recipe/schema.ts";
import { updatesPerEpoch } from "../../recipe/step-counts.ts";
import type { CompiledProgram, Device } from "../../runtime/lower.ts";

/**
 * Everything that a training needs, as plain data, so that it can be handed to a worker: compiled
 * programs, data, and the numbers that the host computes step by step. No functions.
 */
export interface TrainingPlan extends StepPlan {
  readonly step: CompiledProgram;
  readonly evaluation: CompiledProgram;
  /** Numbers that the network computes for a row. */
  readonly activations: number;
  /** The step with what probes look at, and which statistics are taken; undefined without probes. */
  readonly probing: { readonly program: CompiledProgram; readonly probes: ProbePlan } | undefined;
  readonly initial: { readonly parameters: Float32Array; readonly buffers: Float32Array };
  /**
   * The program and rows of layer-sequential initialization before the first step; left out where the recipe
   * has none.
   */
  readonly calibration?: Calibration;
  /** How the rows come to the steps. */
  readonly feed: Feed;
  readonly dev: EvaluationData | undefined;
  /** Some of the training rows, by which curves compare training and dev rows in the same way. */
  readonly trainSample?: EvaluationData;
  /** How the dev metric is computed. */
  readonly metric: DevMetric;
  /**
   * Where and how the step runs; `kind` is the CPU where left out, `spinning` only with more than one thread.
   */
  readonly device: { readonly kind?: Device; readonly threads: number; readonly spinning: boolean };
}

/**
 * A program that tells the variance of layers' outputs on some rows, and the parameters that scale them, in
 * order.
 */
export interface Calibration extends Pick<EvaluationData, "rows" | "blocks"> {
  readonly program: CompiledProgram;
  readonly parameters: readonly string[];
}

/**
 * How rows come to the steps: "resident" rows are in the plan's blocks and gathered by the graph; "augmented"
 * ones are changed at random ahead of their steps; "streamed" ones come from outside, chunk by chunk, and the
 * plan's blocks are empty.
 */
export type Feed =
  | { readonly kind: "resident" }
  | { readonly kind: "augmented"; readonly augment: readonly KindSpec[] }
  | { readonly kind: "streamed" };

/**
 * The updates from one probe to the next within an epoch, whose first update is always probed: so many that
 * probes come at least once an epoch, and otherwise at most every 100 updates.
 */
function probeInterval(updates: number): number {
  return Math.ceil(updates / Math.max(1, Math.floor(updates / 100)));
}

/**
 * How many steps there are from a step (counted from 0) to the next one that is probed: 0 for one that is
 * itself. Of an update of several steps it is the last, which changes the weights.
 */
export function stepsUntilProbe(
  plan: Pick<TrainingPlan, "training" | "trainRows" | "probing">,
  step: number,
): number {
  if (plan.probing === undefined) return Number.POSITIVE_INFINITY;
  const steps = stepsPerEpoch(plan);
  const { accumulate } = plan.training;
  const updates = updatesPerEpoch(plan.training, plan.trainRows.length);
  const interval = probeInterval(updates);
  const lastStep = (update: number) => Math.min((update + 1) * accumulate, steps) - 1;
  const inEpoch = step % steps;
  const next = Math.ceil(Math.floor(inEpoch / accumulate) / interval) * interval;
  return next < updates ? lastStep(next) - inEpoch : steps - inEpoch;
}
