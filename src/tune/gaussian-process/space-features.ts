import { type Domain, fromUnit, sizeOf, toUnit } from "../space/domain.ts";
import { buildPoint, type Point, type SearchSpace } from "../space/search-space.ts";

/** The place of a parameter that is not there. */
export const ABSENT = -1;

/**
 * How much a parameter that is there differs, in squared units, from one that is not, beside its distance
 * from the middle.
 */
const PRESENCE = 0.25;

/** Domains of more values count as continuous when the best place is searched for. */
const FINE = 24;

/** One parameter as the process sees it. */
export interface Feature {
  readonly name: string;
  readonly domain: Domain;
  /** "nominal" ones are alike or not; "fine" ones are searched along the gradient; "coarse" ones by steps. */
  readonly kind: "nominal" | "fine" | "coarse";
}

/** The parameters that can take more than one value: only of them does a point's value depend. */
export function featuresOf({ parameters }: SearchSpace): Feature[] {
  return parameters
    .filter(({ domain }) => sizeOf(domain) > 1)
    .map(({ name, domain }) => ({ name, domain, kind: kindOf(domain) }));
}

function kindOf(domain: Domain): Feature["kind"] {
  if (domain.kind === "choice" && !domain.ordered && domain.labels.length > 2) return "nominal";
  return sizeOf(domain) > FINE ? "fine" : "coarse";
}

/** A point as a row of numbers: places in the unit interval, of nominal ones the choice. */
export function rowOf(features: readonly Feature[], point: Point): Float64Array {
  return Float64Array.from(features, ({ name, domain, kind }) => {
    if (!Object.hasOwn(point, name)) return ABSENT;
    return kind === "nominal" ? point[name] : toUnit(domain, point[name]);
  });
}

/**
 * The point of a row, its values rounded to their domains. What is there by its conditions and absent in the
 * row takes the middle.
 */
export function pointOf(space: SearchSpace, features: readonly Feature[], row: ArrayLike<number>): Point {
  const places = new Map(features.map(({ name, kind }, index) => [name, { kind, value: row[index] }]));
  return buildPoint(space, ({ name, domain }) => {
    const place = places.get(name);
    if (place === undefined || place.value === ABSENT) return fromUnit(domain, 0.5);
    return place.kind === "nominal" ? place.value : fromUnit(domain, place.value);
  });
}

/**
 * The squared difference of two values of a feature: of numbers that of their places, of nominal ones 1
 * where they differ. A number that is not there stands beside the middle of those that are, so that every
 * distance is one in a Euclidean space and the kernel is positive definite.
 */
export function squaredDifference(isNominal: boolean, a: number, b: number): number {
  if (a === b) return 0;
  if (isNominal) return 1;
  if (a < 0) return (b - 0.5) ** 2 + PRESENCE;
  if (b < 0) return (a - 0.5) ** 2 + PRESENCE;
  return (a - b) ** 2;
}
