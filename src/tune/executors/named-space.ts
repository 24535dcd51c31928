import { TrainwellError } from "../../base/errors.ts";
import { randomKey, STREAMS, uniform } from "../../base/random.ts";
import type { ForeignParameters } from "../../foreign/placeholders.ts";
import { hostileKey, isHostileKey, refuseHostileKeys } from "../../recipe/hostile-keys.ts";
import { type CompiledSpace, compileSpace, type SpaceDocument } from "../space/compile-space.ts";
import { isRange } from "../space/ranges.ts";
import { type Point, pointAt } from "../space/search-space.ts";
import { spaceFrom } from "../space/space-from.ts";

/** A space of parameters by name, of a program or a function that is not ours. */
export interface NamedSpace extends CompiledSpace {
  /** The names of all parameters, also of those that are there only sometimes. */
  readonly names: readonly string[];
  /** The parameters that are there at a point, by name; names within choices are joined by dots. */
  parametersAt(point: Point): ForeignParameters;
}

/** So many points are looked at for the names of parameters that are there only sometimes. */
const PROBED_POINTS = 512;

/**
 * A space of named parameters, as a file or a call writes it: ranges and values by name, with `constraints`
 * and `within` beside them.
 *
 * @param source names where it came from, for messages.
 * @throws TrainwellError of kind `input`, as `compileSpace` throws it; `space-names-clash` where one name is
 * the beginning of another.
 */
export function namedSpaceFrom(
  file: Readonly<Record<string, unknown>>,
  { source }: { source: string },
): NamedSpace {
  refuseHostileKeys(file, source);
  const { tree, ...beside } = spaceFrom(file, { source });
  return namedSpace({ tree: nested(tree as Record<string, unknown>, source), ...beside }, { source });
}

/** As {@link namedSpaceFrom}, of a space as a study keeps it. */
export function namedSpace(document: SpaceDocument, { source }: { source: string }): NamedSpace {
  const space = compileSpace(document, { source });
  const parametersAt = (point: Point) => {
    const parameters: Record<string, unknown> = Object.create(null);
    addLeaves(parameters, space.fill(point), "");
    return parameters;
  };
  const names = new Set<string>();
  for (let index = 0; index < PROBED_POINTS; index++) {
    const key = randomKey(0, STREAMS.sampling, index);
    const units = space.parameters.map((_, place) => uniform(key, place));
    for (const name of Object.keys(parametersAt(pointAt(space, units)))) names.add(name);
  }
  return { ...space, names: [...names], parametersAt };
}

/** Names with dots become objects within objects, so that constraints read them as paths. */
function nested(tree: Readonly<Record<string, unknown>>, source: string): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(tree)) {
    const parts = name.split(".");
    for (const [place, part] of parts.entries())
      if (isHostileKey(part)) throw hostileKey(source, parts.slice(0, place + 1));
    let at = result;
    for (const part of parts.slice(0, -1)) {
      if (!Object.hasOwn(at, part)) at[part] = {};
      const next = at[part];
      if (typeof next !== "object" || next === null || Array.isArray(next) || isRange(next))
        throw clash(name, source);
      at = next as Record<string, unknown>;
    }
    const last = parts.at(-1)!;
    if (Object.hasOwn(at, last)) throw clash(name, source);
    at[last] = value;
  }
  return result;
}

function clash(name: string, source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "space-names-clash",
    message: `${source}: "${name}" cannot stand beside a parameter whose name is its beginning, or itself.`,
    details: { source, parameter: name },
    hint: "Rename one of them.",
  });
}

function addLeaves(parameters: Record<string, unknown>, value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    parameters[path] = value;
    return;
  }
  for (const [key, part] of Object.entries(value))
    addLeaves(parameters, part, path === "" ? key : `${path}.${key}`);
}
