import { largestOf } from "../base/lists.ts";
import { sameShape, sizeOf } from "../graph/tensor.ts";
import type { LayerDefinition } from "./layer.ts";
import { type LayerTrial, trialData, tryLayer } from "./layer-trial.ts";
import { type Stated, unless } from "./stated-layer.ts";

/** Where slopes are measured: far enough for every bend, in steps that a slope hardly changes over. */
const GRID = { from: -12, to: 12, step: 1 / 256 };
/**
 * How far from an end's value, or from the greatest slope, a bounded activation may be found, as a share of
 * them.
 */
const TOLERANCE = 0.01;
/** Inputs at which a bounded activation has ended, also one that ends as slowly as x / (1 + |x|). */
const FAR = [-2e6, -1e6, 1e6, 2e6];
/** Growth as slow as a logarithm's is more between these, and a bounded activation's is less. */
const STANDING = 1e-3;

const grid = Array.from(
  { length: (GRID.to - GRID.from) / GRID.step + 1 },
  (_, index) => GRID.from + index * GRID.step,
);

/** A second difference of a straight line is less than this, as a share of the values: rounding. */
const STRAIGHT = 1e-9;

/**
 * Whether what a layer says of itself as an activation is true: that it bends each value by itself, where it
 * saturates and that its units can die, and that it leaves out none of these, nor that it is one. One
 * sentence for each that is not.
 */
export function activationProblems(stated: Stated): string[] {
  const { definition, trial, facts } = stated;
  const { activation } = facts;
  if (activation === undefined)
    return unless(
      !isUntold(stated),
      "bends each value by itself, but its traits do not say that it is an activation",
    );
  if (!bendsEach(definition, trial)) return ["is an activation, but does not bend each value by itself"];
  const at = (values: readonly number[]) => curve(definition, trial, values);
  const values = at(grid);
  const slopes = values.slice(1).map((value, index) => Math.abs(value - values[index]) / GRID.step);
  const silent = values.every((value, index) => grid[index] >= 0 || value === 0);
  return [
    ...unless(silent === (activation.dies === true), deathProblem(silent)),
    ...saturationProblems(at(FAR), { steepest: largestOf(slopes), told: activation.saturates }),
  ];
}

/**
 * Whether a layer is an activation that does not say so: of numbers, without parameters and randomness, each
 * value by itself and not along a straight line. One value alone cannot show whether others matter to it.
 */
function isUntold({ definition, trial, tried, facts }: Stated): boolean {
  const [{ rowShape, codes, cardinality }] = trial.inputs;
  const isOfNumbers = !codes && cardinality === undefined && sizeOf(rowShape) > 1;
  const learns = tried.parameters.length > 0 || tried.buffers > 0;
  if (!isOfNumbers || learns || facts.normalizes !== undefined || !bendsEach(definition, trial)) return false;
  if (tryLayer(definition, trial, { training: true }).randomKeys > 0) return false;
  const values = curve(definition, trial, grid);
  return values.slice(2).some((value, index) => {
    const bend = value - 2 * values[index + 1] + values[index];
    return Math.abs(bend) > STRAIGHT * (1 + Math.abs(value));
  });
}

function deathProblem(silent: boolean): string {
  return silent
    ? "is zero for all negative values, but its traits do not say that it dies"
    : "says that it dies, but is not zero for all negative values";
}

function saturationProblems(
  [lower, low, high, higher]: readonly number[],
  { steepest, told }: { steepest: number; told: { low: number; high: number; steepest: number } | undefined },
): string[] {
  const stands = (a: number, b: number) => Math.abs(a - b) <= STANDING * (1 + Math.abs(a));
  const isBounded = stands(low, lower) && stands(high, higher) && low !== high;
  if (told === undefined)
    return isBounded ? [`ends at ${low} and ${high}, but its traits do not say that it saturates`] : [];
  const tolerance = TOLERANCE * (told.high - told.low);
  const fits = Math.abs(low - told.low) <= tolerance && Math.abs(high - told.high) <= tolerance;
  const isSteep = Math.abs(steepest - told.steepest) <= TOLERANCE * told.steepest;
  return [
    ...unless(
      isBounded && fits,
      `says that it saturates at ${told.low} and ${told.high}, but gives ${low} and ${high}`,
    ),
    ...unless(
      isSteep,
      `says that its greatest slope is ${told.steepest}, but it is ${steepest.toPrecision(3)}`,
    ),
  ];
}

/** Each output depends on the value at its own place alone. */
function bendsEach(definition: LayerDefinition, trial: LayerTrial): boolean {
  const [given, ...others] = trial.inputs;
  if (others.length > 0) return false;
  const data = trialData(given);
  const outputOf = (values: Float64Array) =>
    tryLayer(definition, { ...trial, inputs: [{ ...given, data: [...values] }] }).output;
  const before = outputOf(data);
  if (!sameShape(before.shape.slice(1), given.rowShape)) return false;
  return Array.from(data).every((value, place) => {
    const after = outputOf(data.with(place, value + 1));
    return after.data.every((changed, index) => index === place || changed === before.data[index]);
  });
}

/** The activation's outputs for values, all of them given to its first place. */
function curve(definition: LayerDefinition, trial: LayerTrial, values: readonly number[]): number[] {
  const [given] = trial.inputs;
  const width = sizeOf(given.rowShape);
  const data = values.flatMap((value) => new Array<number>(width).fill(value));
  const { output } = tryLayer(definition, { ...trial, inputs: [{ ...given, data }] });
  return values.map((_, row) => output.data[row * width]);
}
