import type * as z from "zod/mini";
import { Registry } from "../../base/registry.ts";
import { focal } from "./focal.ts";
import { hinge } from "./hinge.ts";
import { huber } from "./huber.ts";
import { klDivergence } from "./kl-divergence.ts";
import { logCosh } from "./log-cosh.ts";
import type { LossDefinition } from "./loss.ts";
import { meanAbsoluteError } from "./mean-absolute-error.ts";
import { meanSquaredError } from "./mean-squared-error.ts";
import { poisson } from "./poisson.ts";
import { quantile } from "./quantile.ts";
import { sigmoidCrossEntropy } from "./sigmoid-cross-entropy.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";

export { batchLoss } from "./batch-loss.ts";
export { balanceLoss, type TargetCounts } from "./class-weights.ts";
export { exampleLosses } from "./example-losses.ts";
export type { BaseRates, JudgedBy, LossDefinition, TargetKind, ValueRequirements } from "./loss.ts";
export { weightedMean } from "./weighted-mean.ts";

const registry = new Registry<LossDefinition>("loss", [
  softmaxCrossEntropy,
  sigmoidCrossEntropy,
  meanSquaredError,
  meanAbsoluteError,
  huber,
  logCosh,
  quantile,
  poisson,
  klDivergence,
  focal,
  hinge,
]);

/**
 * Registers a loss of your own under its kind, so that recipes can name it.
 *
 * @param definition its kind (new, in camel case), options, the targets that it can be given, and its graph.
 * @returns the definition.
 * @throws TrainwellError `kind-taken` when the kind is registered already.
 */
export function defineLoss<S extends z.ZodMiniObject>(definition: LossDefinition<S>): LossDefinition<S> {
  return registry.define(definition);
}

/**
 * The loss of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function lossDefinition(kind: string): LossDefinition {
  return registry.get(kind);
}

/** All losses, for help texts and forms. */
export function allLosses(): readonly LossDefinition[] {
  return registry.all();
}
