import { type Domain, sizeOf, toUnit } from "../space/domain.ts";

/** A piece of the unit interval. */
export interface Cell {
  readonly low: number;
  readonly high: number;
}

/**
 * The piece of the unit interval that a value of a domain with steps, or a choice, stands for: `fromUnit`
 * gives the value for each place in it. Of a number without steps, the place itself.
 */
export function cellOf(domain: Domain, value: number): Cell {
  if (domain.kind === "choice") {
    const size = domain.labels.length;
    return { low: value / size, high: (value + 1) / size };
  }
  if (sizeOf(domain) === 1) return { low: 0, high: 1 };
  const half = (domain.step ?? 0) / 2;
  return { low: toUnit(domain, value - half), high: toUnit(domain, value + half) };
}
