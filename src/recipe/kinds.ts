import * as z from "zod/mini";
import { option } from "../base/option.ts";
import { type Place, parseAt, unknownKind } from "./issues.ts";

/** A component by its registered kind, with that kind's options beside it. */
export interface KindSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** The schema of a component before its kind is looked up. */
export const kindFrame = z.looseObject({
  kind: option(z.string(), { help: "Which kind it is; the options of that kind stand beside it." }),
});

/** A registered component, as far as a recipe needs to know it. */
export interface Kind {
  readonly kind: string;
  /** A strict object. */
  readonly options: z.ZodMiniObject;
}

/** The definition of a kind, or an error that names the place and the nearest kind. */
function findKind<K extends Kind>(
  kind: unknown,
  kinds: readonly K[],
  { what, ...place }: Place & { what: string },
): K {
  const definition = kinds.find((candidate) => candidate.kind === kind);
  if (definition) return definition;
  const known = kinds.map((candidate) => candidate.kind);
  throw unknownKind(kind, known, { source: place.source, path: [...place.path, "kind"], what });
}

/**
 * Checks a component's options by its kind and fills their defaults. `what` names the family, for messages.
 */
export function parseKind(
  value: KindSpec,
  kinds: readonly Kind[],
  place: Place & { what: string },
): KindSpec {
  const { kind, ...options } = value;
  const definition = findKind(kind, kinds, place);
  return { kind, ...(parseAt(definition.options, options, place) as object) };
}
