import { nearest, TrainwellError } from "../../base/errors.ts";
import { randomKey, STREAMS, uniform } from "../../base/random.ts";
import { refuseHostileKeys } from "../../recipe/hostile-keys.ts";
import { invalid, parseAt } from "../../recipe/issues.ts";
import { type Constraint, parseConstraint } from "./constraint.ts";
import { isRange, type NumberRange, type Range, rangeFault, rangeSchema } from "./ranges.ts";
import { type Parameter, type Point, pointAt, type SearchSpace } from "./search-space.ts";
import { type SpaceTemplate, templateOf } from "./template.ts";

/** A space as it is written down: plain data. */
export interface SpaceDocument {
  /** Plain data with ranges in it: a recipe, or the parameters of another program by name. */
  readonly tree: unknown;
  /** Conditions between values; see `parseConstraint`. */
  readonly constraints?: readonly string[];
  /** The ends that some numbers are searched between instead of those of their ranges, by parameter. */
  readonly within?: Readonly<Record<string, readonly [number, number]>>;
}

/** A space that was checked, ready to be searched. */
export interface CompiledSpace extends SearchSpace, Pick<SpaceTemplate, "ranges" | "fill" | "pointOf"> {
  readonly document: SpaceDocument;
}

/** So many points are looked at to see whether a constraint's paths lead anywhere. */
const PROBED_POINTS = 64;

/**
 * Checks a space and takes it apart into parameters.
 *
 * @param document the tree with its ranges, constraints and narrower ends.
 * @param options `source` names where it came from, for messages.
 * @throws TrainwellError of kind `input` for a range that is none (`recipe-invalid`), a constraint that
 * cannot be read or reads nothing (`constraint-unreadable`, `constraint-unknown-path`), a parameter in
 * `within` that is not there (`space-unknown-parameter`), or a space without any range (`space-empty`).
 *
 * @example
 * const space = compileSpace({ tree: { x: { search: "log", low: 1e-3, high: 1 } } }, { source: "the space"
 * }); space.parameters[0].name; // "x"
 */
export function compileSpace(document: SpaceDocument, { source }: { source: string }): CompiledSpace {
  const { tree, constraints = [], within = {} } = document;
  refuseHostileKeys(tree, source);
  checkRanges(tree, { source, path: [], inList: false });
  const template = templateOf(tree);
  if (template.parameters.length === 0) throw emptySpace(source);
  const parameters = narrowed(template.parameters, within, source);
  const parsed = constraints.map((text) => parseConstraint(text, source));
  const space: CompiledSpace = {
    document,
    parameters,
    ranges: template.ranges,
    fill: (point) => template.fill(point),
    pointOf: (value) => template.pointOf(value),
    ...(parsed.length === 0 ? {} : { allows: allowedBy(parsed, template) }),
  };
  checkPaths(space, parsed, source);
  return space;
}

function allowedBy(constraints: readonly Constraint[], template: SpaceTemplate): (point: Point) => boolean {
  return (point) => {
    const filled = template.fill(point);
    return constraints.every((constraint) => constraint.holds((path) => valueAtPath(filled, path)));
  };
}

/**
 * The value at a path of names joined by dots; items of lists go by their id or kind, or their place from 1.
 */
export function valueAtPath(tree: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    if (Array.isArray(value))
      return value.find((item, index) => item?.id === key || item?.kind === key || String(index + 1) === key);
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    return (value as Record<string, unknown>)[key];
  }, tree);
}

function checkRanges(
  value: unknown,
  at: { source: string; path: readonly (string | number)[]; inList: boolean },
): void {
  const { source, path } = at;
  if (isRange(value)) {
    checkRange(value, at);
    for (const part of partsOf(value)) checkRanges(part, { source, path, inList: false });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      const name = (item as { id?: unknown } | null)?.id ?? index + 1;
      checkRanges(item, { source, path: [...path, String(name)], inList: true });
    });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, part] of Object.entries(value))
      checkRanges(part, { source, path: [...path, key], inList: false });
  }
}

function partsOf(range: Range): readonly unknown[] {
  if (range.search === "choice" || range.search === "ordered") return range.of;
  if (range.search === "repeat") return range.layers;
  return range.search === "optional" ? [range.value] : [];
}

function checkRange(
  value: Range,
  { source, path, inList }: { source: string; path: readonly (string | number)[]; inList: boolean },
): void {
  const range = parseAt(rangeSchema, value, { source, path });
  const fault = rangeFault(range);
  if (fault) {
    const at = path.join(".");
    throw new TrainwellError({
      kind: "input",
      code: "recipe-invalid",
      message: `${source}: "${at}" must be ${fault.expected}, but has ${fault.received}.`,
      details: { source, path: at, ...fault },
    });
  }
  if (range.search === "repeat" && !inList)
    throw invalid(
      { source, path },
      { expected: "something else than a repeat, which stands in a list of layers", received: range },
    );
}

function narrowed(
  parameters: readonly Parameter[],
  within: NonNullable<SpaceDocument["within"]>,
  source: string,
): Parameter[] {
  const known = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  for (const [name, ends] of Object.entries(within)) {
    const parameter = known.get(name);
    if (parameter === undefined) throw unknownParameter(name, [...known.keys()], source);
    const { domain } = parameter;
    if (domain.kind === "choice" || !Array.isArray(ends) || ends.length !== 2 || !ends.every(Number.isFinite))
      throw invalid(
        { source, path: ["within", name] },
        { expected: "the lowest and the highest number of a range of numbers", received: ends },
      );
    const [low, high] = ends;
    const search = domain.scale === "linear" ? "uniform" : domain.scale;
    const fault = rangeFault({ search, low, high } as NumberRange);
    if (fault)
      throw invalid(
        { source, path: ["within", name] },
        { expected: fault.expected, received: fault.received },
      );
    known.set(name, { ...parameter, domain: { ...domain, low, high } });
  }
  return parameters.map(({ name }) => known.get(name)!);
}

/** A constraint whose paths lead nowhere at any point would be fulfilled for ever. */
function checkPaths(space: CompiledSpace, constraints: readonly Constraint[], source: string): void {
  if (constraints.length === 0) return;
  const filled = Array.from({ length: PROBED_POINTS }, (_, index) => {
    const key = randomKey(0, STREAMS.sampling, index);
    return space.fill(
      pointAt(
        space,
        space.parameters.map((_, place) => uniform(key, place)),
      ),
    );
  });
  for (const { text, paths, holds } of constraints) {
    for (const path of paths)
      if (filled.every((tree) => valueAtPath(tree, path) === undefined))
        throw unknownPath(path, { text, source, known: space.parameters.map(({ name }) => name) });
    for (const tree of filled) holds((path) => valueAtPath(tree, path));
  }
}

function unknownPath(
  path: string,
  { text, source, known }: { text: string; source: string; known: readonly string[] },
): TrainwellError {
  const meant = nearest(path, known);
  return new TrainwellError({
    kind: "input",
    code: "constraint-unknown-path",
    message:
      `${source}: the constraint ${JSON.stringify(text)} reads "${path}", which no point of the space ` +
      `has.`,
    details: { source, constraint: text, path },
    hint: meant === undefined ? "Name a path of the space." : `Did you mean "${meant}"?`,
  });
}

function unknownParameter(name: string, known: readonly string[], source: string): TrainwellError {
  const meant = nearest(name, known);
  return new TrainwellError({
    kind: "input",
    code: "space-unknown-parameter",
    message: `${source}: the space has no parameter "${name}"; it has ${known.join(", ")}.`,
    details: { source, parameter: name, known },
    ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
  });
}

function emptySpace(source: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "space-empty",
    message: `${source} has no range, so there is nothing to search.`,
    details: { source },
    hint: "Put a range in place of a value, such as optimizer.learningRate=log(1e-4, 1e-1).",
  });
}
