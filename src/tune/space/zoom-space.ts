import { largestOf, smallestOf } from "../../base/lists.ts";
import type { Domain, NumberDomain } from "./domain.ts";
import { fromUnit, toUnit } from "./domain.ts";
import { valueWords } from "./ranges.ts";
import type { Point, SearchSpace } from "./search-space.ts";

/** Of the trials, the best so many decide where a space is narrowed to; at least {@link LEAST_BEST}. */
const BEST_SHARE = 0.15;
const LEAST_BEST = 4;

/** So much room is left around the best trials, as a share of their spread and of the whole range. */
const ROOM = 0.5;
const LEAST_ROOM = 0.05;

/** A best value so near to an end, as a share of the range, lies on the border. */
const BORDER = 0.03;

/** Beyond a border the range is widened by this share of it. */
const WIDENING = 0.5;

/**
 * Narrows the ranges of numbers around the best trials of a study, from coarse to fine (Bergstra & Bengio,
 * 2012, search at random first; the craft then zooms in), and widens those on whose border the best one lies.
 *
 * @param ranked the points of completed trials, the best first.
 * @param isPossible whether a parameter could have a value beyond its range, which only the recipe knows.
 * @returns the new ends by parameter; parameters that the best trials say too little of are left out.
 */
export function zoomedEnds(
  { parameters }: SearchSpace,
  ranked: readonly Point[],
  isPossible: (parameter: string, value: number) => boolean,
): Record<string, [number, number]> {
  const best = ranked.slice(0, Math.max(LEAST_BEST, Math.ceil(BEST_SHARE * ranked.length)));
  return Object.fromEntries(
    parameters.flatMap(({ name, domain }) => {
      const values = best.filter((point) => Object.hasOwn(point, name)).map((point) => point[name]);
      if (domain.kind === "choice" || domain.low === domain.high || values.length < 2) return [];
      return [[name, endsAround(domain, values, (value) => isPossible(name, value))]];
    }),
  );
}

function endsAround(
  domain: NumberDomain,
  values: readonly number[],
  isPossible: (value: number) => boolean,
): [number, number] {
  const units = values.map((value) => toUnit(domain, value));
  const [low, high] = [smallestOf(units), largestOf(units)];
  const room = Math.max(LEAST_ROOM, ROOM * (high - low));
  const side = borderOf(domain, values[0]);
  const below = side === "low" ? beyond(domain, -WIDENING, isPossible) : undefined;
  const above = side === "high" ? beyond(domain, 1 + WIDENING, isPossible) : undefined;
  return [below ?? fromUnit(domain, low - room), above ?? fromUnit(domain, high + room)];
}

/** The value beyond a range's end, at a place outside the unit interval; undefined where it cannot be. */
function beyond(
  domain: NumberDomain,
  unit: number,
  isPossible: (value: number) => boolean,
): number | undefined {
  const { scale, low, high, step } = domain;
  const place = (value: number) =>
    scale === "linear" ? value : scale === "log" ? Math.log(value) : -Math.log(1 - value);
  const at = place(low) + unit * (place(high) - place(low));
  const raw = scale === "linear" ? at : scale === "log" ? Math.exp(at) : 1 - Math.exp(-at);
  const value = step === undefined ? Number(raw.toPrecision(3)) : low + Math.round((raw - low) / step) * step;
  return Number.isFinite(value) && isPossible(value) ? value : undefined;
}

/** The end of its range that a value lies at; undefined where it lies within, and of choices. */
export function borderOf(domain: Domain, value: number): "low" | "high" | undefined {
  if (domain.kind === "choice" || domain.low === domain.high) return undefined;
  if (value === domain.low) return "low";
  if (value === domain.high) return "high";
  if (domain.step !== undefined) return undefined;
  const unit = toUnit(domain, value);
  return unit < BORDER ? "low" : unit > 1 - BORDER ? "high" : undefined;
}

/**
 * Sentences on the parameters whose best value lies at an end of its range, beyond which it may be better.
 */
export function borderWarnings({ parameters }: SearchSpace, best: Point): string[] {
  return parameters.flatMap(({ name, domain }) => {
    if (!Object.hasOwn(best, name) || domain.kind === "choice") return [];
    const side = borderOf(domain, best[name]);
    if (side === undefined || isNaturalEnd(domain, side)) return [];
    const end = valueWords(domain, domain[side]);
    return [
      `The best ${name}, ${valueWords(domain, best[name])}, lies at the ${side} end of its range (${end}): ` +
        `beyond it there may be better ones.`,
    ];
  });
}

/** Zero is where many options are off, and nothing lies beyond. */
function isNaturalEnd({ low }: NumberDomain, side: "low" | "high"): boolean {
  return side === "low" && low === 0;
}
