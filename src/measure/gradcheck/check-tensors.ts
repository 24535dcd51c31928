import {
  type Confidence,
  chooseCoordinates,
  confidenceOf,
  EXHAUSTIVE_SIZE,
  randomDirection,
  SAMPLED_COORDINATES,
} from "./coordinates.ts";
import { derivativeOf, type Line } from "./derivative.ts";
import type { Move } from "./graph-lines.ts";
import { type Comparison, compare, type Pair, worstOf } from "./verdict.ts";

/** How much of a gradient is checked. */
export interface CheckOptions {
  /** Tensors of at most this many coordinates are checked in full; a whole number, 128 by default. */
  readonly exhaustiveUpTo?: number;
  /** Coordinates to sample of each tensor that is too large to be checked in full, from 1; 59 by default. */
  readonly coordinates?: number;
  /**
   * Random directions along which all coordinates of such a tensor are checked at once, from 0 for none; 3 by
   * default.
   */
  readonly directions?: number;
  /** Decides which coordinates and directions are drawn; a whole number, 1 by default. */
  readonly seed?: number;
}

/** A named tensor with the gradient that is to be checked. */
export interface CheckedTensor {
  readonly name: string;
  /** The layer that it belongs to, where it belongs to one. */
  readonly layer?: string;
  readonly shape: readonly number[];
  readonly gradient: Float64Array;
  /**
   * How far each number of the gradient may be off by the precision that it was computed in; 0 by default.
   */
  readonly slack?: number;
  /** The function along a move of this tensor. */
  line(move: Move): Line;
}

/** The result of the check of one tensor. */
export interface TensorCheck extends Comparison {
  readonly name: string;
  readonly layer: string | null;
  readonly shape: readonly number[];
  readonly size: number;
  /** How many coordinates were compared; all of them where it equals `size`. */
  readonly checked: number;
  /**
   * The comparison along random directions, each of which moves all coordinates; null where all were compared
   * singly.
   */
  readonly directions:
    | (Pick<Comparison, "relative" | "verdict" | "kinks"> & { readonly count: number })
    | null;
}

const DEFAULT_DIRECTIONS = 3;

/** The confidence of a check, or null where every coordinate was compared. */
export function confidenceOfCheck(
  tensors: readonly TensorCheck[],
  { coordinates = SAMPLED_COORDINATES, directions = DEFAULT_DIRECTIONS }: CheckOptions,
): Confidence | null {
  const sampled = tensors.some(({ checked, size }) => checked < size);
  return sampled ? confidenceOf(coordinates, directions) : null;
}

/** Compares a tensor's gradient with central differences. */
export function checkTensor(tensor: CheckedTensor, options: CheckOptions): TensorCheck {
  return finish(checkTensorSteps(tensor, options));
}

/** {@link checkTensor}, coordinate by coordinate, for a caller that may want to stop. */
export function* checkTensorSteps(
  tensor: CheckedTensor,
  options: CheckOptions,
): Generator<undefined, TensorCheck> {
  const { exhaustiveUpTo = EXHAUSTIVE_SIZE, coordinates = SAMPLED_COORDINATES, seed = 1 } = options;
  const { name, layer = null, shape, gradient } = tensor;
  const size = gradient.length;
  const chosen = chooseCoordinates(size, { exhaustiveUpTo, limit: coordinates, seed });
  const pairs: Pair[] = [];
  for (const index of chosen) {
    pairs.push(pairOf(tensor, { index }, gradient[index]));
    yield;
  }
  const comparison = compare(pairs);
  const complete = chosen.length === size;
  const count = options.directions ?? DEFAULT_DIRECTIONS;
  const directions = complete || count === 0 ? null : checkDirections(tensor, count, seed);
  return {
    ...comparison,
    verdict: directions ? worstOf([comparison.verdict, directions.verdict]) : comparison.verdict,
    name,
    layer,
    shape,
    size,
    checked: chosen.length,
    directions,
  };
}

function pairOf(tensor: CheckedTensor, move: Move & { index?: number }, gradient: number): Pair {
  const derivative = derivativeOf(tensor.line(move), gradient);
  const uncertainty = derivative.uncertainty + (tensor.slack ?? 0);
  return { index: move.index ?? 0, gradient, derivative: { ...derivative, uncertainty } };
}

function checkDirections(tensor: CheckedTensor, count: number, seed: number): TensorCheck["directions"] {
  const pairs = Array.from({ length: count }, (_, number): Pair => {
    const direction = randomDirection(tensor.gradient.length, seed + number);
    const along = tensor.gradient.reduce((sum, value, index) => sum + value * direction[index], 0);
    return { ...pairOf(tensor, { direction }, along), index: number };
  });
  const { relative, verdict, kinks } = compare(pairs);
  // Directions in which a kink lies nearer than the smallest step say nothing; the coordinates stand for
  // themselves.
  return { count, relative, verdict: verdict === "kinks" ? "right" : verdict, kinks };
}

/** Runs a check to its end. */
export function finish<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
