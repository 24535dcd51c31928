import { median, quantile } from "../base/statistics.ts";
import { TARGET_KINDS } from "../data/target/target.ts";
import { lossDefinition } from "../nn/losses/index.ts";
import { type Architecture, architectureOf } from "./architecture.ts";
import type { RunEvidence } from "./evidence.ts";
import { type EvidenceWith, type HistoryWith, has } from "./evidence-parts.ts";

/** Where the losses of the epochs lie, by the part of the evidence that they are. */
interface EpochParts {
  readonly "train.loss": "trainLoss";
  readonly "dev.loss": "devLoss";
}

/** The values of an epoch's measure, in order; those that are not finite are left in. */
export function epochSeries<N extends keyof EpochParts>(
  evidence: { readonly history: HistoryWith<EpochParts[N]> },
  name: N,
): number[] {
  return evidence.history.flatMap((row) =>
    row.kind === "epoch" && Object.hasOwn(row.values, name) ? [asNumber(row.values[name])] : [],
  );
}

/** The values of a probed statistic, in order; those that are not finite are left in. */
export function probeSeries(evidence: EvidenceWith<"probes">, name: string): number[] {
  return evidence.history.flatMap((row) =>
    row.kind === "probe" && Object.hasOwn(row.values, name) ? [asNumber(row.values[name])] : [],
  );
}

/** The layers of which a statistic was probed, in the order in which the first such probe names them. */
export function probedLayers(evidence: EvidenceWith<"probes">, statistic: string): string[] {
  const ending = `.${statistic}`;
  const names = evidence.history.map(({ kind, values }) =>
    kind === "probe" ? Object.keys(values).filter((name) => name.endsWith(ending)) : [],
  );
  const first = names.find((found) => found.length > 0) ?? [];
  return first.map((name) => name.slice(0, -ending.length));
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
export function initialLoss(evidence: EvidenceWith<"trainLoss">): number | undefined {
  return probedLoss(evidence) ?? finite(epochSeries(evidence, "train.loss"))[0];
}

/** The loss that was probed first, before the first step; undefined where none was. */
export function probedLoss(evidence: RunEvidence): number | undefined {
  return has(evidence, "probes") ? finite(probeSeries(evidence, "loss"))[0] : undefined;
}

/**
 * Whether the training loss fell below half of where it began, or of chance where it began above: whatever is
 * amiss did then not keep the network from learning.
 */
export function hasLearned(evidence: RunEvidence): boolean {
  if (!has(evidence, "trainLoss")) return false;
  const last = finite(epochSeries(evidence, "train.loss")).at(-1);
  const first = initialLoss(evidence);
  if (last === undefined || first === undefined) return false;
  return last < Math.min(first, chanceLoss(evidence) ?? first) / 2;
}

/**
 * Median ‖Δw‖ / ‖w‖ by layer with weights, over all probes after the first (where weights may still be zero).
 */
export function updateRatios(
  evidence: EvidenceWith<"recipe" | "probes">,
): { layer: string; ratio: number }[] {
  const network: Architecture = architectureOf(evidence.recipe);
  return network.weighted.flatMap(({ id }) => {
    const ratio = medianOf(probeSeries(evidence, `${id}.updateRatio`).slice(1));
    return ratio === undefined ? [] : [{ layer: id, ratio }];
  });
}

/** The largest ‖Δw‖ / ‖w‖ of the first step among the layers with weights that begin above zero. */
export function firstUpdate(
  evidence: EvidenceWith<"recipe" | "probes">,
): { layer: string; ratio: number } | undefined {
  const ratios = architectureOf(evidence.recipe).weighted.flatMap(({ id }) => {
    const [ratio] = probeSeries(evidence, `${id}.updateRatio`);
    const [norm] = probeSeries(evidence, `${id}.weightNorm`);
    return Number.isFinite(ratio) && norm > 0 ? [{ layer: id, ratio }] : [];
  });
  return ratios.length === 0 ? undefined : ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
}

/** The loss of a network that knows nothing but how often each answer comes, as the loss says it. */
export function chanceLoss(evidence: RunEvidence): number | undefined {
  if (!has(evidence, "recipe", "outputs")) return undefined;
  return chanceLevel(evidence, answerRates(evidence));
}

/**
 * The loss of a network that knows nothing at all, as an untrained one should: all classes alike, labels
 * halves.
 */
export function ignorantLoss(evidence: RunEvidence): number | undefined {
  if (!has(evidence, "recipe", "outputs")) return undefined;
  return chanceLevel(evidence, undefined);
}

function chanceLevel(
  { recipe, task, outputs }: EvidenceWith<"recipe" | "outputs">,
  means: readonly number[] | undefined,
): number | undefined {
  const loss = lossDefinition(recipe.loss.kind);
  const [only, ...others] = loss.targets;
  // A run that does not tell its task has the one that its loss is for, where that is one.
  if (task === undefined && others.length > 0) return undefined;
  const target = task === undefined ? only : TARGET_KINDS[task];
  return loss.chanceLevel(recipe.loss, { target, outputs, ...(means ? { means } : {}) });
}

/**
 * How often each class or label comes in the training rows, as the examples' weights count; undefined of
 * values.
 */
function answerRates({
  recipe,
  rows,
  classCounts,
  labelCounts,
}: EvidenceWith<"recipe">): readonly number[] | undefined {
  if (labelCounts && rows) return labelCounts.map(({ count }) => Math.min(1, count / rows.train));
  if (classCounts === undefined) return undefined;
  const balanced = recipe.data.classWeights === "balanced";
  const counts = classCounts.map(({ count }) => (balanced ? Number(count > 0) : count));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
