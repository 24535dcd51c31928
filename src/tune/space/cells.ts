import { type Domain, sizeOf, toUnit } from "./domain.ts";

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
  const { low, high, step } = domain;
  if (step === undefined) return { low: toUnit(domain, value), high: toUnit(domain, value) };
  // Half a step beyond an end may be beyond what the scale has.
  const isFirst = value < low + step / 2;
  const isLast = value > high - step * (1 - 1e-9);
  return {
    low: isFirst ? 0 : toUnit(domain, value - step / 2),
    high: isLast ? 1 : toUnit(domain, value + step / 2),
  };
}
