import type * as z from "zod/mini";
import { Registry } from "../../base/registry.ts";
import { asha } from "./asha.ts";
import { extrapolation } from "./extrapolation.ts";
import { hyperband } from "./hyperband.ts";
import { median } from "./median.ts";
import { none } from "./none.ts";
import { patience } from "./patience.ts";
import { percentile } from "./percentile.ts";
import type { StopperDefinition } from "./stopper.ts";
import { successiveHalving } from "./successive-halving.ts";
import { wallTime } from "./wall-time.ts";

/** Readers of the registry parse the options by the definition's own schema before they hand them to it. */
function erased<S extends z.ZodMiniObject>(definition: StopperDefinition<S>): StopperDefinition {
  return definition as unknown as StopperDefinition;
}

const registry = new Registry<StopperDefinition>("stopper", [
  erased(none),
  erased(median),
  erased(percentile),
  erased(successiveHalving),
  erased(asha),
  erased(hyperband),
  erased(extrapolation),
  erased(patience),
  erased(wallTime),
]);

/**
 * The stopper of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function stopperOf(kind: string): StopperDefinition {
  return registry.get(kind);
}

/** All stoppers, for help texts and forms. */
export function allStoppers(): readonly StopperDefinition[] {
  return registry.all();
}

/**
 * Registers a stopper of one's own, so that studies may name its kind.
 *
 * @param definition its kind (new, in camel case), options and decisions; `stopperProblems` of
 *   `trainwell/testing` tries it.
 * @returns the definition.
 * @throws TrainwellError `kind-taken` when the kind is registered already.
 * @example
 * defineStopper({ kind: "ownStopper", title, help, options, pauses: () => false, decide });
 */
export function defineStopper<S extends z.ZodMiniObject>(
  definition: StopperDefinition<S>,
): StopperDefinition<S> {
  registry.define(erased(definition));
  return definition;
}
