import { fastMass, fastNormalQuantile, fastUpperTail } from "../../../base/normal-curve.ts";
import { type Cell, cellOf } from "../../space/cells.ts";
import { type Domain, fromUnit, sizeOf, toUnit } from "../../space/domain.ts";
import { kernelWidths } from "./kernel-widths.ts";

/** Cells narrower than that are points: the narrowest kernel is seldom narrower. */
const NARROW = 0.004;

/** One parameter of the kernels of a mixture, the last of which is the prior. */
export interface ParzenAxis {
  /** Adds to each kernel's sum the logarithm of the density (of the mass, of cells) of a value. */
  addLogDensities(value: number, sums: Float64Array): void;
  /** The logarithm that {@link addLogDensities} adds to the prior's sum. */
  logPrior(value: number): number;
  /** A value drawn from a kernel, by a uniform number. */
  draw(kernel: number, uniform: number): number;
}

/** The values that kernels stand around. */
export interface Observed {
  /** The place of each trial, of a choice without order its index; NaN where the parameter was not there. */
  readonly units: Float64Array;
  /** The smallest width, as a share of the range over the count of kernels; above 0. */
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
  const wideCell = (value: number) => {
    const cell = isCells ? cellOf(domain, value) : undefined;
    return cell !== undefined && cell.high - cell.low > NARROW ? cell : undefined;
  };
  const same = isCells ? sameKernels(observed.units) : undefined;
  const prior = observed.units.length;
  return {
    addLogDensities: (value, sums) => {
      const cell = wideCell(value);
      if (cell !== undefined) addMasses(curves, { cell, same: same!, sums });
      else addCurves(curves, { at: toUnit(domain, value), sums });
    },
    logPrior: (value) => {
      const cell = wideCell(value);
      return cell === undefined
        ? logCurve(curves, prior, toUnit(domain, value))
        : logMass(curves, prior, cell);
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
    logPrior: () => logEven,
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
}

function curvesOf({ units, narrowest }: Observed): Curves {
  const kernels = units.length + 1;
  const prior = logScaleOf(0.5, 1);
  const curves: Curves = {
    mean: new Float64Array(kernels).fill(0.5),
    inverse: new Float64Array(kernels).fill(1),
    logScale: new Float64Array(kernels).fill(prior),
    logHeight: new Float64Array(kernels).fill(prior),
  };
  const { widths, smallest } = kernelWidths(units, narrowest);
  const logSmallest = Math.log(smallest);
  for (let kernel = 0; kernel < units.length; kernel++) {
    const unit = units[kernel];
    if (Number.isNaN(unit)) continue;
    const width = widths[kernel];
    const scale = logScaleOf(unit, width);
    curves.mean[kernel] = unit;
    curves.inverse[kernel] = 1 / width;
    curves.logScale[kernel] = scale;
    curves.logHeight[kernel] = scale - (width === smallest ? logSmallest : Math.log(width));
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

function logCurve({ mean, inverse, logHeight }: Curves, kernel: number, at: number): number {
  const z = (at - mean[kernel]) * inverse[kernel];
  return logHeight[kernel] - 0.5 * z * z;
}

/** Of a parameter with few values few kernels differ, and each mass is computed once. */
function addMasses(
  curves: Curves,
  { cell, same, sums }: { cell: Cell; same: Int32Array; sums: Float64Array },
): void {
  const logs = new Float64Array(sums.length);
  for (let kernel = 0; kernel < sums.length; kernel++) {
    // Of kernels that are the same, the first comes first.
    if (same[kernel] === kernel) logs[kernel] = logMass(curves, kernel, cell);
    sums[kernel] += logs[same[kernel]];
  }
}

function logMass({ mean, inverse, logScale }: Curves, kernel: number, { low, high }: Cell): number {
  const mass = fastMass((low - mean[kernel]) * inverse[kernel], (high - mean[kernel]) * inverse[kernel]);
  return Math.log(mass) + logScale[kernel];
}

/** For each kernel an earlier one around the same value, or the kernel itself. */
function sameKernels(units: Float64Array): Int32Array {
  const same = Int32Array.from({ length: units.length + 1 }, (_, kernel) => kernel);
  const first = new Map<number, number>();
  units.forEach((unit, kernel) => {
    // A Map takes NaN for the same as NaN: all trials without the parameter have the prior's kernel.
    const earlier = first.get(unit);
    if (earlier === undefined) first.set(unit, kernel);
    else same[kernel] = earlier;
  });
  return same;
}
