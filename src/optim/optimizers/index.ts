import type * as z from "zod/mini";
import { Registry } from "../../base/registry.ts";
import type { OptimizerDefinition } from "../optimizer.ts";
import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { adamW } from "./adam-w.ts";
import { amsgrad } from "./amsgrad.ts";
import { lion } from "./lion.ts";
import { momentum } from "./momentum.ts";
import { muon } from "./muon.ts";
import { nadam } from "./nadam.ts";
import { nesterov } from "./nesterov.ts";
import { radam } from "./radam.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";

export type { OptimizerDefinition } from "../optimizer.ts";
export type { ParameterGroup } from "./optimizer-options.ts";

const registry = new Registry<OptimizerDefinition>("optimizer", [
  sgd,
  momentum,
  nesterov,
  adagrad,
  rmsprop,
  adam,
  adamW,
  amsgrad,
  nadam,
  radam,
  lion,
  muon,
]);

/**
 * The optimizer of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function optimizerDefinition(kind: string): OptimizerDefinition {
  return registry.get(kind);
}

/**
 * Registers an optimizer of one's own, so that recipes may name its kind. Most are compositions: see
 * `composeOptimizer`. The host computes its scalars wherever it trains, so threads that train must register
 * it too.
 *
 * @param definition its kind (new, in camel case), options, slots, scalars and update; `optimizerProblems` of
 *   `trainwell/testing` tries it.
 * @returns the definition.
 * @throws TrainwellError `kind-taken` when the kind is registered already.
 * @example
 * defineOptimizer(composeOptimizer({ kind: "ownOptimizer", title, help, adaptive, options, transforms }));
 */
export function defineOptimizer<S extends z.ZodMiniObject>(
  definition: OptimizerDefinition<S>,
): OptimizerDefinition<S> {
  // The registry's readers parse the options by the definition's own schema before they hand them to it.
  registry.define(definition as unknown as OptimizerDefinition);
  return definition;
}

/** Whether an optimizer came with the toolkit, so that every thread knows it. */
export function isBuiltInOptimizer(kind: string): boolean {
  return registry.isBuiltIn(kind);
}

/** All optimizers, for help texts and forms. */
export function allOptimizers(): readonly OptimizerDefinition[] {
  return registry.all();
}
