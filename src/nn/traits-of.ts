import * as z from "zod/mini";
import { type LayerSpec, layerOptions } from "./layer-spec.ts";
import { factsOf, type LayerFacts } from "./layer-traits.ts";
import { layerDefinition } from "./layers/index.ts";
import { SHARED_KIND } from "./sharing.ts";

const NOTHING: LayerFacts = { keepsWidth: false, passesOn: false };

/**
 * The facts of a layer as a recipe writes it, by the traits of its kind. A layer that shares another one has
 * none of its own: what goes over layers by their facts meets the owner alone.
 *
 * @throws TrainwellError `unknown-kind`, or `wrong-option` with the option's path.
 */
export function traitsOf(layer: LayerSpec): LayerFacts {
  if (layer.kind === SHARED_KIND) return NOTHING;
  const definition = layerDefinition(layer.kind);
  return factsOf(definition, layerOptions(layer, definition));
}

/**
 * A layer's option where a recipe leaves it out; undefined where it must be told, or there is no such option.
 */
export function optionDefault(kind: string, option: string): unknown {
  const { shape } = layerDefinition(kind).options;
  return Object.hasOwn(shape, option) ? z.safeParse(shape[option], undefined).data : undefined;
}

/** Whether a kind of layer has an option and takes a value for it. */
export function takesOption(kind: string, option: string, value: unknown): boolean {
  const { shape } = layerDefinition(kind).options;
  return Object.hasOwn(shape, option) && z.safeParse(shape[option], value).success;
}
