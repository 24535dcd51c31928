import type { LayerDefinition } from "./layer.ts";
import type { LayerFacts } from "./layer-traits.ts";
import type { LayerTrial, TriedLayer } from "./layer-trial.ts";

/**
 * A trial with what came of it in evaluation, and the facts that the layer states of itself with those
 * options.
 */
export interface Stated {
  readonly definition: LayerDefinition;
  readonly trial: LayerTrial;
  readonly tried: TriedLayer;
  readonly facts: LayerFacts;
}

/** A sentence where something does not hold. */
export function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}
