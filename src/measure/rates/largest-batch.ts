import { smallestOf } from "../../base/lists.ts";
import { median } from "../../base/statistics.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { openProgram } from "../../runtime/open-program.ts";
import type { Runtime } from "../../runtime/session.ts";
import { openSource } from "../../train/feed/open-source.ts";
import { StepFeeds } from "../../train/feed/step-feeds.ts";
import { planTraining } from "../../train/plan/plan-training.ts";
import { initialState } from "../../train/trainer/state.ts";

/** How long a step takes at a batch size. */
export interface BatchTiming {
  /** Examples in a batch, from 1. */
  readonly batchSize: number;
  /** Milliseconds that a step takes. */
  readonly msPerStep: number;
}

/** The costs of a batch size: its speed, and the steps and time that it takes to some accuracy. */
export interface BatchCost extends BatchTiming {
  readonly examplesPerSecond: number;
  /**
   * The steps that it takes to some accuracy, in units of those of an endless batch: 1 + noise scale / batch
   * size.
   */
  readonly relativeSteps: number;
  /** The time that it takes to some accuracy, in units of the fastest batch size's. */
  readonly relativeTime: number;
}

/** Which batch sizes pay. */
export interface BatchChoice {
  /** The largest batch that pays: from it on, larger ones save less than 5% of the time, or cost time. */
  readonly batchSize: number;
  readonly costs: readonly BatchCost[];
}

/** A larger batch must save this share of the time to be worth it. */
const LEAST_SAVING = 0.05;

/**
 * The smallest of the batch sizes whose time to accuracy is within 5% of the shortest one, that is
 * time(B) ∝ (1 + noiseScale / B) · msPerStep(B).
 *
 * @param timings at least one.
 * @param noiseScale in examples, from 0, as `gradientNoise` measures it.
 * @see McCandlish et al., An Empirical Model of Large-Batch Training, 2018, section 2.2
 */
export function largestBatchThatPays(timings: readonly BatchTiming[], noiseScale: number): BatchChoice {
  const sorted = [...timings].sort((a, b) => a.batchSize - b.batchSize);
  const times = sorted.map(({ batchSize, msPerStep }) => (1 + noiseScale / batchSize) * msPerStep);
  const shortest = smallestOf(times);
  const costs = sorted.map(({ batchSize, msPerStep }, index) => ({
    batchSize,
    msPerStep,
    examplesPerSecond: (1000 * batchSize) / msPerStep,
    relativeSteps: 1 + noiseScale / batchSize,
    relativeTime: times[index] / shortest,
  }));
  const chosen = costs.find(({ relativeTime }) => relativeTime <= 1 + LEAST_SAVING)!;
  return { batchSize: chosen.batchSize, costs };
}

/** The data, the batch sizes and the duration of a timing of steps. */
export interface TimingOptions {
  readonly dataset: Dataset;
  readonly rows: Int32Array;
  readonly runtime: Runtime;
  /** 8, 16, 32 ... up to 2,048 and half the rows by default. */
  readonly batchSizes?: readonly number[];
  readonly threads?: number;
  /** How long each size is timed, after a first call that is not; 100 by default. */
  readonly durationMs?: number;
  readonly checkpoint?: () => void;
}

const CALL_MS = 10;

/**
 * How long a training step of the recipe takes at several batch sizes: the median over calls of the step
 * program.
 */
export async function timeBatches(recipe: Recipe, options: TimingOptions): Promise<BatchTiming[]> {
  const most = Math.max(1, Math.min(2048, Math.floor(options.rows.length / 2)));
  const doubled = Array.from({ length: 9 }, (_, i) => 8 << i).filter((size) => size <= most);
  const sizes = options.batchSizes ?? (doubled.length > 0 ? doubled : [most]);
  const timings: BatchTiming[] = [];
  for (const batchSize of sizes)
    timings.push({ batchSize, msPerStep: await timeSteps(recipe, batchSize, options) });
  return timings;
}

async function timeSteps(recipe: Recipe, batchSize: number, options: TimingOptions): Promise<number> {
  const { dataset, rows, runtime, threads, durationMs = 100 } = options;
  const own: Recipe = { ...recipe, training: { ...recipe.training, batchSize } };
  const plan = planTraining(own, dataset, {
    rows: { train: rows },
    probes: false,
    ...(threads === undefined ? {} : { threads }),
  });
  const source = openSource(plan);
  const session = await openProgram(runtime, plan.step, plan.device);
  try {
    const feeds = new StepFeeds(plan, source);
    const state = initialState(plan);
    const time = async (steps: number) => {
      options.checkpoint?.();
      const values = await feeds.of(state, steps);
      const began = performance.now();
      await session.run(values);
      return performance.now() - began;
    };
    await time(1);
    const steps = Math.max(1, Math.min(feeds.mostSteps(0), Math.round(CALL_MS / (await time(1)))));
    const calls: number[] = [];
    const end = performance.now() + durationMs;
    do calls.push((await time(steps)) / steps);
    while (performance.now() < end);
    return median(calls);
  } finally {
    await Promise.all([source.close(), session.release()]);
  }
}
