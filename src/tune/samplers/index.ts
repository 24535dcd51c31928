import type * as z from "zod/mini";
import { Registry } from "../../base/registry.ts";
import { auto } from "./auto.ts";
import { cmaEs } from "./cma-es.ts";
import { gaussianProcess } from "./gaussian-process.ts";
import { grid } from "./grid.ts";
import { nsga2 } from "./nsga2.ts";
import { populationBased } from "./population-based.ts";
import { quasiRandom } from "./quasi-random.ts";
import { random } from "./random-search.ts";
import type { SamplerDefinition } from "./request/sampler.ts";
import { tpe } from "./tpe.ts";

/** Readers of the registry parse the options by the definition's own schema before they hand them to it. */
function erased<S extends z.ZodMiniObject>(definition: SamplerDefinition<S>): SamplerDefinition {
  return definition as unknown as SamplerDefinition;
}

const registry = new Registry<SamplerDefinition>("sampler", [
  erased(auto),
  erased(random),
  erased(grid),
  erased(quasiRandom),
  erased(gaussianProcess),
  erased(tpe),
  erased(cmaEs),
  erased(nsga2),
  erased(populationBased),
]);

/**
 * The sampler of a kind.
 *
 * @throws TrainwellError `unknown-kind`, with the nearest known kind as its hint.
 */
export function samplerOf(kind: string): SamplerDefinition {
  return registry.get(kind);
}

/** All samplers, for help texts and forms. */
export function allSamplers(): readonly SamplerDefinition[] {
  return registry.all();
}

/**
 * Registers a sampler of one's own, so that studies may name its kind.
 *
 * @param definition its kind (new, in camel case), options and proposals; `samplerProblems` of
 *   `trainwell/testing` tries it.
 * @returns the definition.
 * @throws TrainwellError `kind-taken` when the kind is registered already.
 * @example
 * defineSampler({ kind: "ownSampler", title, help, options, ignoresHistory, severalObjectives, propose });
 */
export function defineSampler<S extends z.ZodMiniObject>(
  definition: SamplerDefinition<S>,
): SamplerDefinition<S> {
  registry.define(erased(definition));
  return definition;
}
