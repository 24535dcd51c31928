import { median, quantile } from "../base/statistics.ts";
import { TARGET_KINDS } from "../data/target.ts";
import { lossDefinition } from "../nn/losses/index.ts";
import { type Architecture, architectureOf } from "./architecture.ts";
import type { RunEvidence } from "./evidence.ts";

/** The values of an epoch's measure, in order; those that are not finite are left in. */
export function epochSeries(evidence: RunEvidence, name: string): number[] {
  return evidence.history.flatMap((row) =>
    row.kind === "epoch" && Object.hasOwn(row.values, name) ? [asNumber(row.values[name])] : [],
  );
}

/** The values of a probed statistic, in order; those that are not finite are left in. */
export function probeSeries(evidence: RunEvidence, name: string): number[] {
  return evidence.history.flatMap((row) =>
    row.kind === "probe" && Object.hasOwn(row.values, name) ? [asNumber(row.values[name])] : [],
  );
}

/** A number that a store could not write as JSON comes back as null; it was not finite. */
function asNumber(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** The finite ones. */
export function finite(values: readonly number[]): number[] {
  return values.filter(Number.isFinite);
}

/** The first third of a series, at least one value. */
export function early<T>(series: readonly T[]): T[] {
  return series.slice(0, Math.max(1, Math.ceil(series.length / 3)));
}

/** The last third of a series, at least one value. */
export function late<T>(series: readonly T[]): T[] {
  return series.slice(-Math.max(1, Math.ceil(series.length / 3)));
}

/** The median of the finite values; undefined without any. */
export function medianOf(values: readonly number[]): number | undefined {
  const kept = finite(values);
  return kept.length > 0 ? median(kept) : undefined;
}

/** The lower decile of the finite values; undefined without any. */
export function lowOf(values: readonly number[]): number | undefined {
  const kept = finite(values);
  return kept.length > 0 ? quantile(kept, 0.1) : undefined;
}

/** The loss before any training: the first probe's, or the first epoch's where nothing was probed. */
export function initialLoss(evidence: RunEvidence): number | undefined {
  return finite(probeSeries(evidence, "loss"))[0] ?? finite(epochSeries(evidence, "train.loss"))[0];
}

/**
 * Whether the training loss fell below half of where it began, or of chance where it began above: whatever is amiss did
 * then not keep the network from learning.
 */
export function hasLearned(evidence: RunEvidence): boolean {
  const last = finite(epochSeries(evidence, "train.loss")).at(-1);
  const first = initialLoss(evidence);
  if (last === undefined || first === undefined) return false;
  return last < Math.min(first, chanceLoss(evidence) ?? first) / 2;
}

/** Median ‖Δw‖ / ‖w‖ by layer with weights, over all probes after the first (where weights may still be zero). */
export function updateRatios(evidence: RunEvidence): { layer: string; ratio: number }[] {
  const network: Architecture = architectureOf(evidence.recipe);
  return network.weighted.flatMap(({ id }) => {
    const ratio = medianOf(probeSeries(evidence, `${id}.updateRatio`).slice(1));
    return ratio === undefined ? [] : [{ layer: id, ratio }];
  });
}

/** The largest ‖Δw‖ / ‖w‖ of the first step among the layers with weights that begin above zero. */
export function firstUpdate(evidence: RunEvidence): { layer: string; ratio: number } | undefined {
  const ratios = architectureOf(evidence.recipe).weighted.flatMap(({ id }) => {
    const [ratio] = probeSeries(evidence, `${id}.updateRatio`);
    const [norm] = probeSeries(evidence, `${id}.weightNorm`);
    return Number.isFinite(ratio) && norm > 0 ? [{ layer: id, ratio }] : [];
  });
  return ratios.length === 0 ? undefined : ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
}

/** The loss of a network that knows nothing but how often each answer comes, as the loss says it. */
export function chanceLoss(evidence: RunEvidence): number | undefined {
  return chanceLevel(evidence, answerRates(evidence));
}

/**
 * The loss of a network that knows nothing at all, as an untrained one should: all classes alike, labels
 * halves.
 */
export function ignorantLoss(evidence: RunEvidence): number | undefined {
  return chanceLevel(evidence, undefined);
}

function chanceLevel(
  { recipe, task, outputs }: RunEvidence,
  means: readonly number[] | undefined,
): number | undefined {
  const about = { target: TARGET_KINDS[task], outputs, ...(means ? { means } : {}) };
  return lossDefinition(recipe.loss.kind).chanceLevel(recipe.loss, about);
}

/**
 * How often each class or label comes in the training rows, as the examples' weights count; undefined of
 * values.
 */
function answerRates({ recipe, rows, classCounts, labelCounts }: RunEvidence): readonly number[] | undefined {
  if (labelCounts) return labelCounts.map(({ count }) => Math.min(1, count / rows.train));
  if (classCounts === undefined) return undefined;
  const balanced = recipe.data.classWeights === "balanced";
  const counts = classCounts.map(({ count }) => (balanced ? Number(count > 0) : count));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
