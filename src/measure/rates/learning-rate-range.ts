import { smallestOf } from "../../base/lists.ts";
import { median } from "../../base/statistics.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import type { NetworkState } from "../../program/network-state.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Runtime } from "../../runtime/session.ts";
import type { TrainingPlan } from "../../train/plan/plan.ts";
import { planTraining } from "../../train/plan/plan-training.ts";
import { calibratedWeights } from "../../train/trainer/calibrate.ts";
import { explosion, pair, type RangeCurve, readCurve } from "./range-curve.ts";
import { type SweepPoint, sweepLearningRate } from "./sweep.ts";

/** The options of a learning-rate range test. */
export interface RangeTestOptions {
  readonly dataset: Dataset;
  /** The training rows. */
  readonly rows: Int32Array;
  readonly runtime: Runtime;
  /** The rates that are swept over; 1e-6 to 10 by default. */
  readonly from?: number;
  readonly to?: number;
  /** Updates in a sweep; 150 by default. */
  readonly updates?: number;
  /** Each has its own initial weights and order of rows; the recipe's and the two after it by default. */
  readonly seeds?: readonly number[];
  /** Weights to start from, instead of fresh ones. */
  readonly start?: NetworkState;
  readonly threads?: number;
  /** Asked before each call of the engine; throwing from it stops the test. */
  readonly checkpoint?: () => void;
}

/** The learning rate that the test suggests, with its evidence. */
export interface LearningRateRange {
  /** A learning rate to train with; null where no rate in the range lowers the loss beyond its noise. */
  readonly suggestion: number | null;
  /** The median over the seeds of where the loss falls fastest; null as above. */
  readonly steepest: number | null;
  /** The median of a tenth of where it is lowest. */
  readonly tenthOfLowest: number | null;
  /** The lowest rate at which a seed's loss exploded; null where none did. */
  readonly diverged: number | null;
  /**
   * How often the suggestion was divided by 3, because training with it did not lower the loss of each seed.
   */
  readonly lowered: number;
  readonly curves: readonly (RangeCurve & { readonly seed: number })[];
}

const DEFAULTS = { from: 1e-6, to: 10, updates: 150 };
/** How often a suggestion that fails is divided, and by how much. */
const MOST_LOWERED = 4;
const LOWERING = 3;

/**
 * The learning-rate range test: the rate grows exponentially from step to step of a fresh training, and the
 * course of the loss, compared with that of the same batches without any update, shows which rates are too
 * low to move it and which too high. Of each seed's curve, smoothed, two readings are taken:
 * where the loss falls fastest, and a tenth of the rate where it is lowest. The suggestion is the geometric
 * mean of both readings' medians over the seeds; it is at most a third of the lowest rate that diverged. Then
 * it is tried: where a short training at that constant rate ends above its beginning for one of the seeds, it
 * is divided by three, up to four times; after that there is no suggestion.
 *
 * The recipe's optimizer, batch size, penalties, clipping and augmentation are in force; its schedule is not.
 *
 * @see Smith, Cyclical Learning Rates for Training Neural Networks, 2017, section 3.3
 */
export async function learningRateRange(
  recipe: Recipe,
  options: RangeTestOptions,
): Promise<LearningRateRange> {
  const { from, to, updates } = { ...DEFAULTS, ...options };
  const { seed } = recipe.training;
  const seeds = options.seeds ?? [seed, seed + 1, seed + 2];
  const trainings: SeedTraining[] = [];
  for (const own of seeds) trainings.push(await trainingOf(recipe, own, { ...options, updates }));
  const curves: (RangeCurve & { seed: number })[] = [];
  for (const training of trainings) {
    const { points } = await sweepLearningRate(training.plan, options.runtime, {
      ...training,
      ...pick(options),
      from,
      to,
      updates,
      isEnough: (sofar) => explosion(sofar, training.unmoved) !== undefined,
    });
    curves.push({ seed: training.seed, ...readCurve(points, training.unmoved) });
  }
  const readings = suggest(curves);
  const confirmed = await confirm(readings.suggestion, (rate) =>
    holds(rate, { trainings, options, updates }),
  );
  return { ...readings, ...confirmed, curves };
}

interface SeedTraining {
  readonly seed: number;
  readonly plan: TrainingPlan;
  readonly start: NetworkState;
  /** The losses of the sweep's batches without any update. */
  readonly unmoved: readonly SweepPoint[];
}

async function trainingOf(
  recipe: Recipe,
  seed: number,
  options: RangeTestOptions & { updates: number },
): Promise<SeedTraining> {
  const { dataset, rows, runtime, threads, updates } = options;
  const own = { ...recipe, training: { ...recipe.training, seed } };
  const plan = planTraining(own, dataset, {
    rows: { train: rows },
    probes: false,
    ...(threads === undefined ? {} : { threads }),
  });
  const start = options.start ?? (await calibratedWeights(plan, runtime));
  const still = { start, from: 0, to: 0, updates, ...pick(options) };
  const { points: unmoved } = await sweepLearningRate(plan, runtime, still);
  return { seed, plan, start, unmoved };
}

function pick({ checkpoint }: RangeTestOptions) {
  return checkpoint ? { checkpoint } : {};
}

/** The readings of several curves, and what they suggest. */
export function suggest(curves: readonly RangeCurve[]): Omit<LearningRateRange, "curves" | "lowered"> {
  const known = <T>(values: readonly (T | null)[]) => values.filter((value) => value !== null);
  const exploded = known(curves.map(({ diverged }) => diverged));
  const diverged = exploded.length === 0 ? null : smallestOf(exploded);
  const steepestOnes = known(curves.map(({ steepest }) => steepest));
  // Where most curves do not fall, one that does is luck.
  if (2 * steepestOnes.length <= curves.length)
    return { suggestion: null, steepest: null, tenthOfLowest: null, diverged };
  const steepest = median(steepestOnes);
  const tenthOfLowest = median(known(curves.map(({ lowest }) => lowest))) / 10;
  const between = Math.sqrt(steepest * tenthOfLowest);
  return { suggestion: Math.min(between, (diverged ?? Infinity) / 3), steepest, tenthOfLowest, diverged };
}

/**
 * The first of a suggestion and its thirds, ninths and so on that holds when it is tried; null where none of
 * five does.
 *
 * @param holds whether training at a rate works.
 */
export async function confirm(
  suggestion: number | null,
  holds: (rate: number) => Promise<boolean>,
): Promise<Pick<LearningRateRange, "suggestion" | "lowered">> {
  if (suggestion === null) return { suggestion, lowered: 0 };
  for (let lowered = 0; lowered <= MOST_LOWERED; lowered++) {
    const rate = suggestion / LOWERING ** lowered;
    if (await holds(rate)) return { suggestion: rate, lowered };
  }
  return { suggestion: null, lowered: MOST_LOWERED };
}

async function holds(
  rate: number,
  {
    trainings,
    options,
    updates,
  }: { trainings: readonly SeedTraining[]; options: RangeTestOptions; updates: number },
): Promise<boolean> {
  for (const training of trainings) {
    const { points } = await sweepLearningRate(training.plan, options.runtime, {
      ...training,
      ...pick(options),
      from: rate,
      to: rate,
      updates,
    });
    const { unmoved } = training;
    if (explosion(points, unmoved) !== undefined || !endsBelow(pair(points, unmoved))) return false;
  }
  return true;
}

/** Whether the last fifth of the losses lies below the first one on average. */
function endsBelow(points: readonly SweepPoint[]): boolean {
  const fifth = Math.max(1, Math.floor(points.length / 5));
  const mean = (from: number, to: number) =>
    points.slice(from, to).reduce((sum, { loss }) => sum + loss, 0) / (to - from);
  return mean(points.length - fifth, points.length) < mean(0, fifth);
}
