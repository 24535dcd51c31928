import type * as z from "zod/mini";
import { refuseHostileKeys } from "../hostile-keys.ts";
import { type Place, parseAt } from "../issues.ts";

/**
 * Checks data that should be one section of a recipe by itself, and fills in its defaults.
 *
 * @param place where it came from, and the section's path.
 * @throws TrainwellError of kind `input`, with the recipe path, what was expected and what was received.
 */
export function parseSection<S extends z.ZodMiniType>(schema: S, json: unknown, place: Place): z.output<S> {
  refuseHostileKeys(json, place.source, place.path.map(String));
  return parseAt(schema, json, place);
}

/** Options of a section's parser: where the data came from, for messages. */
export interface SectionSource {
  readonly source: string;
}
