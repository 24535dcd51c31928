import { fastMass, fastNormalQuantile, fastUpperTail } from "../../../base/normal-curve.ts";
import { type Cell, cellOf } from "../../space/cells.ts";
import { type Domain, fromUnit, sizeOf, toUnit } from "../../space/domain.ts";

/** Cells narrower than that are points: the narrowest kernel is seldom narrower. */
const NARROW = 0.004;

/** One parameter of the kernels of a mixture, the last of which is the prior. */
export interface ParzenAxis {
  /** Adds to each kernel's sum the logarithm of the density (of the mass, of cells) of a value. */
  addLogDensities(value: number, sums: Float64Array): void;
  /** A value drawn from a kernel, by a uniform number. */
  draw(kernel: number, uniform: number): number;
}

/** The values that kernels stand around. */
export interface Observed {
  /** The place of each trial, of a choice without order its index; NaN where the parameter was not there. */
  readonly units: Float64Array;
  /** The smallest width, as a share of the range over the count of kernels. */
  readonly narrowest: number;
}

/**
 * The kernels of a parameter around the values that were observed, and a prior over the whole domain as the
 * last one. Trials that the parameter was not part of have the prior's.
 */
export function parzenAxis(domain: Domain, observed: Observed): ParzenAxis {
  if (domain.kind === "choice" && !domain.ordered) return choiceAxis(domain.labels.length, observed.units);
  const curves = curvesOf(observed);
  const isCells = Number.isFinite(sizeOf(domain));
  return {
    addLogDensities: (value, sums) => {
      const cell = isCells ? cellOf(domain, value) : undefined;
      if (cell !== undefined && cell.high - cell.low > NARROW) addMasses(curves, { cell, sums });
      else addCurves(curves, { at: toUnit(domain, value), sums });
    },
    draw: (kernel, uniform) => {
      const mean = curves.mean[kernel];
      const width = 1 / curves.inverse[kernel];
      const below = 1 - fastUpperTail(-mean / width);
      const above = 1 - fastUpperTail((1 - mean) / width);
      return fromUnit(domain, mean + width * fastNormalQuantile(below + uniform * (above - below)));
    },
  };
}

/** Of a choice: its own value has the weight 1 more than the others, whose weight is 1/kernels. */
function choiceAxis(choices: number, values: Float64Array): ParzenAxis {
  const kernels = values.length + 1;
  const other = 1 / (kernels + choices);
  const logOther = Math.log(other);
  const logOwn = Math.log(1 - (choices - 1) * other);
  const logEven = -Math.log(choices);
  return {
    addLogDensities: (value, sums) => {
      for (let kernel = 0; kernel < kernels - 1; kernel++) {
        const own = values[kernel];
        sums[kernel] += own === value ? logOwn : own >= 0 ? logOther : logEven;
      }
      sums[kernels - 1] += logEven;
    },
    draw: (kernel, uniform) => {
      const own = kernel < values.length ? values[kernel] : Number.NaN;
      if (!(own >= 0)) return Math.min(choices - 1, Math.floor(uniform * choices));
      return uniform >= other * choices ? own : Math.min(choices - 1, Math.floor(uniform / other));
    },
  };
}

/** Normal curves, cut off at the ends of the unit interval; one for each kernel. */
interface Curves {
  readonly mean: Float64Array;
  /** One over the standard deviation. */
  readonly inverse: Float64Array;
  /** Minus the logarithm of the part of each curve that is within the ends. */
  readonly logScale: Float64Array;
  /** The logarithm of each curve at its mean, but for √2π, which is common to all kernels of all mixtures. */
  readonly logHeight: Float64Array;
  /** An earlier kernel that is the same, or the kernel itself. */
  readonly same: Int32Array;
}

function curvesOf({ units, narrowest }: Observed): Curves {
  const kernels = units.length + 1;
  const curves: Curves = {
    mean: new Float64Array(kernels).fill(0.5),
    inverse: new Float64Array(kernels).fill(1),
    logScale: new Float64Array(kernels),
    logHeight: new Float64Array(kernels),
    same: new Int32Array(kernels),
  };
  const order = orderOf(units);
  const smallest = narrowest / Math.min(100, 2 + order.length);
  let from = 0;
  while (from < order.length) {
    const unit = units[order[from]];
    let to = from + 1;
    while (to < order.length && units[order[to]] === unit) to++;
    const width = widthOf(unit, {
      before: from > 0 ? units[order[from - 1]] : undefined,
      after: to < order.length ? units[order[to]] : undefined,
      smallest,
    });
    const scale = logScaleOf(unit, width);
    for (let at = from; at < to; at++) {
      const kernel = order[at];
      curves.mean[kernel] = unit;
      curves.inverse[kernel] = 1 / width;
      curves.logScale[kernel] = scale;
      curves.logHeight[kernel] = scale - Math.log(width);
      curves.same[kernel] = order[from];
    }
    from = to;
  }
  const prior = logScaleOf(0.5, 1);
  for (let kernel = 0; kernel < kernels; kernel++) {
    if (kernel < units.length && !Number.isNaN(units[kernel])) continue;
    curves.logScale[kernel] = prior;
    curves.logHeight[kernel] = prior;
    curves.same[kernel] = kernel;
  }
  return curves;
}

function logScaleOf(mean: number, width: number): number {
  // Of a curve with six deviations to each end a billionth is outside.
  if (mean > 6 * width && 1 - mean > 6 * width) return 0;
  return -Math.log(fastMass(-mean / width, (1 - mean) / width));
}

function addCurves(
  { mean, inverse, logHeight }: Curves,
  { at, sums }: { at: number; sums: Float64Array },
): void {
  for (let kernel = 0; kernel < sums.length; kernel++) {
    const z = (at - mean[kernel]) * inverse[kernel];
    sums[kernel] += logHeight[kernel] - 0.5 * z * z;
  }
}

/** Of a parameter with few values few kernels differ, and each mass is computed once. */
function addMasses(
  { mean, inverse, logScale, same }: Curves,
  { cell, sums }: { cell: Cell; sums: Float64Array },
): void {
  const logs = new Float64Array(sums.length);
  for (let kernel = 0; kernel < sums.length; kernel++) {
    // Of kernels that are the same, the first comes first.
    if (same[kernel] === kernel) {
      const mass = fastMass(
        (cell.low - mean[kernel]) * inverse[kernel],
        (cell.high - mean[kernel]) * inverse[kernel],
      );
      logs[kernel] = Math.log(mass) + logScale[kernel];
    }
    sums[kernel] += logs[same[kernel]];
  }
}

/**
 * The width of a kernel: the larger gap to its neighbours, of one beside an end the gap inwards only, and at
 * least `smallest`: the range over the count of kernels or a hundredth ("magic clip") times `narrowest`.
 */
function widthOf(
  mean: number,
  { before, after, smallest }: { before?: number; after?: number; smallest: number },
): number {
  if (before === undefined && after === undefined) return Math.max(smallest, mean, 1 - mean);
  const gaps = Math.max(before === undefined ? 0 : mean - before, after === undefined ? 0 : after - mean);
  return Math.min(1, Math.max(smallest, gaps));
}

/** The places of the values that are there, by growing value. */
function orderOf(units: Float64Array): Int32Array {
  const keys = new Float64Array(units.length);
  let count = 0;
  // Numbers are sorted ten times as fast as by a comparison: 32 bits of the value, then 20 of the place.
  for (let at = 0; at < units.length; at++)
    if (!Number.isNaN(units[at])) keys[count++] = Math.floor(units[at] * 4294967295) * 1048576 + at;
  const sorted = keys.subarray(0, count).sort();
  const order = new Int32Array(count);
  for (let at = 0; at < count; at++) order[at] = sorted[at] % 1048576;
  return order;
}
