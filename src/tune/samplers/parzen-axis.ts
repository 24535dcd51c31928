import { type Domain, fromUnit, sizeOf, toUnit } from "../space/domain.ts";
import type { Parameter } from "../space/search-space.ts";
import { type Cell, cellOf } from "./cells.ts";
import { fastMass, fastNormalQuantile, fastUpperTail } from "./normal-curve.ts";

/** Cells narrower than that are points: the narrowest kernel is 2.5 times as wide. */
const NARROW = 0.004;

/**
 * One parameter of the kernels of a mixture. Kernels that are the same in this parameter share a slot, so that
 * of a parameter with few values little is computed.
 */
export interface ParzenAxis {
  /** The slot of each kernel; the last kernel is the prior. */
  readonly slots: Int32Array;
  readonly slotCount: number;
  /** Writes the logarithm of the density (of the mass, of cells) of a value under each slot. */
  logDensities(value: number, into: Float64Array): void;
  /** A value drawn from a slot, by a uniform number. */
  draw(slot: number, uniform: number): number;
}

/** The values that kernels stand around. */
export interface Observed {
  /** Of each trial; NaN where the parameter was not there. */
  readonly values: ArrayLike<number>;
  /** The smallest width, as a share of the range over the count of kernels. */
  readonly narrowest: number;
}

/**
 * The kernels of a parameter around the values that were observed, and a prior over the whole domain as the
 * last one. Trials that the parameter was not part of have the prior's.
 *
 */
export function parzenAxis({ domain }: Parameter, observed: Observed): ParzenAxis {
  return domain.kind === "choice" && !domain.ordered
    ? choiceAxis(domain.labels.length, observed.values)
    : numberAxis(domain, observed);
}

/** Of a choice: its own value has the weight 1 more than the others, whose weight is 1/kernels (Aitchison). */
function choiceAxis(choices: number, values: ArrayLike<number>): ParzenAxis {
  const kernels = values.length + 1;
  const slots = Int32Array.from({ length: kernels }, (_, at) => (values[at] >= 0 ? values[at] : choices));
  const total = 1 + choices / kernels;
  const [own, other] = [(1 + 1 / kernels) / total, 1 / kernels / total];
  const even = 1 / choices;
  return {
    slots,
    slotCount: choices + 1,
    logDensities: (value, into) => {
      into.fill(Math.log(other), 0, choices);
      into[value] = Math.log(own);
      into[choices] = Math.log(even);
    },
    draw: (slot, uniform) => {
      if (slot === choices) return Math.min(choices - 1, Math.floor(uniform * choices));
      if (uniform >= other * choices) return slot;
      return Math.min(choices - 1, Math.floor(uniform / other));
    },
  };
}

/** Of a number: a normal curve around each value, cut off at the domain's ends. */
function numberAxis(domain: Domain, { values, narrowest }: Observed): ParzenAxis {
  const kernels = values.length + 1;
  const observed: number[] = [];
  for (let at = 0; at < values.length; at++)
    if (!Number.isNaN(values[at])) observed.push(toUnit(domain, values[at]));
  const means = distinct(Float64Array.from(observed).sort());
  const widths = widthsOf(means, { kernels: observed.length + 1, narrowest });
  const prior = means.length;
  const slots = Int32Array.from({ length: kernels }, (_, at) =>
    at < values.length && !Number.isNaN(values[at]) ? placeOf(means, toUnit(domain, values[at])) : prior,
  );
  const mean = Float64Array.from([...means, 0.5]);
  const width = Float64Array.from([...widths, 1]);
  const curves: Curves = {
    mean,
    inverse: width.map((sigma) => 1 / sigma),
    logScale: width.map((sigma, at) => -Math.log(fastMass(-mean[at] / sigma, (1 - mean[at]) / sigma))),
    logHeight: width.map((sigma) => -Math.log(sigma)),
  };
  curves.logHeight.forEach((height, at) => {
    curves.logHeight[at] = height + curves.logScale[at];
  });
  return {
    slots,
    slotCount: prior + 1,
    logDensities: (value, into) => {
      const cell = Number.isFinite(sizeOf(domain)) ? cellOf(domain, value) : undefined;
      if (cell !== undefined && cell.high - cell.low > NARROW) logMasses(curves, { cell, into });
      else logCurves(curves, { at: toUnit(domain, value), into });
    },
    draw: (slot, uniform) => {
      const below = 1 - fastUpperTail(-mean[slot] / width[slot]);
      const above = 1 - fastUpperTail((1 - mean[slot]) / width[slot]);
      const unit = mean[slot] + width[slot] * fastNormalQuantile(below + uniform * (above - below));
      return fromUnit(domain, unit);
    },
  };
}

interface Curves {
  readonly mean: Float64Array;
  /** One over the standard deviation. */
  readonly inverse: Float64Array;
  /** Minus the logarithm of the part of each curve that is within the ends. */
  readonly logScale: Float64Array;
  /** The logarithm of each curve at its mean, but for √2π, which is common to all kernels of all mixtures. */
  readonly logHeight: Float64Array;
}

function logCurves(
  { mean, inverse, logHeight }: Curves,
  { at, into }: { at: number; into: Float64Array },
): void {
  for (let slot = 0; slot < mean.length; slot++) {
    const z = (at - mean[slot]) * inverse[slot];
    into[slot] = logHeight[slot] - 0.5 * z * z;
  }
}

function logMasses(
  { mean, inverse, logScale }: Curves,
  { cell, into }: { cell: Cell; into: Float64Array },
): void {
  for (let slot = 0; slot < mean.length; slot++) {
    const mass = fastMass((cell.low - mean[slot]) * inverse[slot], (cell.high - mean[slot]) * inverse[slot]);
    into[slot] = Math.log(mass) + logScale[slot];
  }
}

/**
 * The width of each kernel: the larger gap to its neighbours, those beside an end looking inwards only, and
 * at least `narrowest` times the range over the count of kernels or a hundredth ("magic clip").
 */
function widthsOf(
  means: readonly number[],
  { kernels, narrowest }: { kernels: number; narrowest: number },
): Float64Array {
  const smallest = narrowest / Math.min(100, 1 + kernels);
  const last = means.length - 1;
  return Float64Array.from(means, (mean, at) => {
    const before = at > 0 ? mean - means[at - 1] : last > 0 ? 0 : mean;
    const after = at < last ? means[at + 1] - mean : last > 0 ? 0 : 1 - mean;
    return Math.min(1, Math.max(smallest, before, after));
  });
}

function distinct(sorted: Float64Array): number[] {
  const values: number[] = [];
  for (const value of sorted) if (value !== values.at(-1)) values.push(value);
  return values;
}

function placeOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
