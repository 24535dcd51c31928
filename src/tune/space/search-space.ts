import { type Domain, fromUnit, isValueOf, sizeOf } from "./domain.ts";

/** One dimension of a search space. */
export interface Parameter {
  /** Unique in its space; a recipe's path such as "optimizer.learningRate". */
  readonly name: string;
  readonly domain: Domain;
  /**
   * When it is there at all: when another parameter, which stands earlier in the space, is there and has one
   * of these values. Left out where it always is.
   */
  readonly condition?: { readonly parameter: string; readonly values: readonly number[] };
}

/** The value of each parameter that is there, by name: a number, or the place of a choice. */
export type Point = Readonly<Record<string, number>>;

/**
 * A space as samplers search it: dimensions, some of them conditional, and what values must fulfil together.
 */
export interface SearchSpace {
  /** A condition's parameter stands before those that depend on it. */
  readonly parameters: readonly Parameter[];
  /** Whether a point fulfils the constraints between its values; left out where there are none. */
  readonly allows?: (point: Point) => boolean;
}

/**
 * A point of a space, its values taken one by one in the space's order, so that conditions are known.
 *
 * @param choose the value of a parameter that is there.
 */
export function buildPoint(space: SearchSpace, choose: (parameter: Parameter) => number): Point {
  const point: Record<string, number> = Object.create(null);
  for (const parameter of space.parameters)
    if (isActive(parameter, point)) point[parameter.name] = choose(parameter);
  return point;
}

/** A point from a place of the unit cube, one coordinate for each parameter in the space's order. */
export function pointAt(space: SearchSpace, units: ArrayLike<number>): Point {
  const places = new Map(space.parameters.map(({ name }, index) => [name, units[index]]));
  return buildPoint(space, ({ name, domain }) => fromUnit(domain, places.get(name)!));
}

/** Whether a parameter is there, by the values of those before it. */
export function isActive({ condition }: Parameter, point: Point): boolean {
  return condition === undefined || condition.values.includes(point[condition.parameter]);
}

/** Whether a point belongs to a space: the right parameters, each with a value of its domain, and allowed. */
export function contains(space: SearchSpace, point: Point): boolean {
  const active = space.parameters.filter((parameter) => isActive(parameter, point));
  return (
    Object.keys(point).length === active.length &&
    active.every(({ name, domain }) => Object.hasOwn(point, name) && isValueOf(domain, point[name])) &&
    isAllowed(space, point)
  );
}

/** Whether a point fulfils a space's constraints. */
export function isAllowed({ allows }: SearchSpace, point: Point): boolean {
  return allows === undefined || allows(point);
}

/** A point as text, the same for the same values in whatever order they were told. */
export function pointKey(point: Point): string {
  return Object.keys(point)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${point[name]}`)
    .join(",");
}

/** Whether a space has parameters that are only there sometimes. */
export function isConditional({ parameters }: SearchSpace): boolean {
  return parameters.some(({ condition }) => condition !== undefined);
}

/**
 * How many points a space has, its constraints not looked at; infinite where a parameter has no steps.
 */
export function countPoints({ parameters }: SearchSpace): number {
  const children = (parent: string | undefined) =>
    parameters.filter(({ condition }) => condition?.parameter === parent);
  const count = ({ name, domain }: Parameter): number => {
    const below = children(name);
    if (below.length === 0 || !Number.isFinite(sizeOf(domain))) return sizeOf(domain);
    const special = [...new Set(below.flatMap(({ condition }) => condition!.values))].filter((value) =>
      isValueOf(domain, value),
    );
    const branches = special.map((value) =>
      below
        .filter(({ condition }) => condition!.values.includes(value))
        .reduce((product, child) => product * count(child), 1),
    );
    return sizeOf(domain) - special.length + branches.reduce((sum, branch) => sum + branch, 0);
  };
  return children(undefined).reduce((product, parameter) => product * count(parameter), 1);
}
