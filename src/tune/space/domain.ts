/** How the values of a {@link NumberDomain} are spread. */
export type NumberScale = "linear" | "log" | "oneMinusLog";

/**
 * Numbers between two ends, both included. With a `step` they are low, low + step, … up to high; whole
 * numbers have a step of 1.
 */
export interface NumberDomain {
  readonly kind: "number";
  readonly low: number;
  readonly high: number;
  /** Evenly in x, in log x, or in log(1 − x). */
  readonly scale: NumberScale;
  readonly step?: number;
}

/** A choice; its value is the place in `labels`, from 0. */
export interface ChoiceDomain {
  readonly kind: "choice";
  /** The choices in words, at least one. */
  readonly labels: readonly string[];
  /** Whether neighbours are more alike than others: 16, 32, 64. */
  readonly ordered: boolean;
}

/** The values of a parameter. */
export type Domain = NumberDomain | ChoiceDomain;

/** How many values a domain has; infinite without a step. */
export function sizeOf(domain: Domain): number {
  if (domain.kind === "choice") return domain.labels.length;
  const { low, high, step } = domain;
  if (low === high) return 1;
  return step === undefined ? Number.POSITIVE_INFINITY : stepsOf(low, high, step) + 1;
}

/**
 * The value of a domain at a place of the unit interval. Values of a domain with steps, and choices, are
 * cells: of equal width for choices, of their width on the scale for numbers, so that uniform places give
 * what the scale promises.
 *
 * @param unit from 0 to 1; what is outside counts as the end.
 * @returns the number, or the place of the choice.
 * @example
 * fromUnit({ kind: "number", low: 1e-4, high: 1, scale: "log" }, 0.5); // 0.01
 */
export function fromUnit(domain: Domain, unit: number): number {
  const u = Math.min(1, Math.max(0, unit));
  if (domain.kind === "choice")
    return Math.min(domain.labels.length - 1, Math.floor(u * domain.labels.length));
  const { low, high, step } = domain;
  if (low === high) return low;
  const [from, to] = scaledEnds(domain);
  return nearestValue(unscale(domain.scale, from + u * (to - from)), { low, high, step });
}

/** The place of a value in the unit interval: the middle of its cell, so that `fromUnit` gives it back. */
export function toUnit(domain: Domain, value: number): number {
  if (domain.kind === "choice") return (value + 0.5) / domain.labels.length;
  if (domain.low === domain.high) return 0.5;
  const [from, to] = scaledEnds(domain);
  return Math.min(1, Math.max(0, (scaled(domain.scale, value) - from) / (to - from)));
}

/** All values of a domain of finite size, in order. */
export function valuesOf(domain: Domain): number[] {
  const size = sizeOf(domain);
  if (domain.kind === "choice") return domain.labels.map((_, index) => index);
  const { low, high, step = 1 } = domain;
  return Array.from({ length: size }, (_, index) => nearestValue(low + index * step, { low, high, step }));
}

/** Whether a value is one of a domain's. */
export function isValueOf(domain: Domain, value: number): boolean {
  if (domain.kind === "choice") return Number.isInteger(value) && value >= 0 && value < domain.labels.length;
  const { low, high } = domain;
  return value >= low && value <= high && nearestValue(value, domain) === value;
}

/** The value of a domain next to a number. */
export function nearestValue(
  number: number,
  { low, high, step }: Pick<NumberDomain, "low" | "high" | "step">,
): number {
  const within = Math.min(high, Math.max(low, number));
  if (step === undefined) return within;
  const steps = Math.min(stepsOf(low, high, step), Math.round((within - low) / step));
  // Twelve digits, so that 0.1 + 2 · 0.1 is 0.3.
  return Number((low + steps * step).toPrecision(12));
}

function stepsOf(low: number, high: number, step: number): number {
  return Math.floor((high - low) / step + 1e-9);
}

/**
 * The ends of the unit interval on the scale; with steps half a step beyond the first and the last value, or,
 * where the scale does not reach so far, as far beyond as the cell's other half is long.
 */
function scaledEnds({ low, high, scale, step }: NumberDomain): [number, number] {
  if (step === undefined) return [scaled(scale, low), scaled(scale, high)];
  const last = low + stepsOf(low, high, step) * step;
  const beyond = (value: number, half: number) => {
    const end = scaled(scale, value + half);
    return Number.isFinite(end) ? end : 2 * scaled(scale, value) - scaled(scale, value - half);
  };
  return [beyond(low, -step / 2), beyond(last, step / 2)];
}

function scaled(scale: NumberScale, value: number): number {
  if (scale === "linear") return value;
  // Downwards in 1 − x, so that larger values have larger places.
  return scale === "log" ? Math.log(value) : -Math.log(1 - value);
}

function unscale(scale: NumberScale, place: number): number {
  if (scale === "linear") return place;
  return scale === "log" ? Math.exp(place) : 1 - Math.exp(-place);
}
