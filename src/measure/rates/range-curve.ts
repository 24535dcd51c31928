import type { SweepPoint } from "./sweep.ts";

/** A point of a smoothed course of the loss. */
export interface SmoothedPoint extends SweepPoint {
  readonly smoothed: number;
}

/** The readings of one sweep over learning rates. */
export interface RangeCurve {
  readonly points: readonly SmoothedPoint[];
  /**
   * Where the smoothed loss falls fastest by the logarithm of the rate; null where it never falls beyond its
   * noise.
   */
  readonly steepest: number | null;
  /** Where the smoothed loss is lowest; null with `steepest`. */
  readonly lowest: number | null;
  /** The first rate of which the loss exploded or was no longer finite; null where none did. */
  readonly diverged: number | null;
}

/** The weight of the past in the average of the losses. */
const SMOOTHING = 0.9;
/** A loss so many times its lowest, both smoothed, has exploded. */
const EXPLOSION = 4;
/** The least size of a loss in that comparison, as a share of the loss to begin with. */
const SMALL = 0.1;
/** The loss must fall by this share of its size to count as falling. */
const LEAST_FALL = 0.02;
/** Where the lowest loss is looked for: not among the first losses, of which the average is one of few. */
const FIRST_STEPS = 5;

/** The exponentially weighted average of the losses, corrected for its start: aₜ / (1 − βᵗ), with β = 0.9. */
export function smooth(points: readonly SweepPoint[]): SmoothedPoint[] {
  let average = 0;
  return points.map(({ learningRate, loss }, index) => {
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    return { learningRate, loss, smoothed: average / (1 - SMOOTHING ** (index + 1)) };
  });
}

/**
 * Where the loss explodes in a sweep, so that going on is in vain; undefined where it does not.
 *
 * @param unmoved as in {@link readCurve}.
 */
export function explosion(points: readonly SweepPoint[], unmoved: readonly SweepPoint[]): number | undefined {
  const level = unmoved.reduce((sum, { loss }) => sum + Math.abs(loss), 0) / unmoved.length;
  let lowest = Number.POSITIVE_INFINITY;
  for (const { learningRate, loss, smoothed } of smooth(pair(points, unmoved))) {
    if (!Number.isFinite(loss)) return learningRate;
    lowest = Math.min(lowest, smoothed);
    // A loss that fell to nearly nothing may rise to many times that without having exploded.
    const size = Math.max(lowest, SMALL * level);
    if (smoothed > EXPLOSION * size) return learningRate;
  }
  return undefined;
}

/**
 * The change of each batch's loss by training, put on the level of all: lossₜ − unmovedₜ + mean of unmoved.
 * Batches differ by chance much more than a step changes them. The same batches at the weights that the sweep
 * began with take that out.
 */
export function pair(points: readonly SweepPoint[], unmoved: readonly SweepPoint[]): SweepPoint[] {
  const level = unmoved.reduce((sum, { loss }) => sum + loss, 0) / unmoved.length;
  return points.map(({ learningRate, loss }, index) => ({
    learningRate,
    loss: loss - unmoved[index].loss + level,
  }));
}

/**
 * Reads a sweep: where the loss falls fastest, where it is lowest, and from where on it explodes.
 *
 * @param unmoved the losses of the same batches, all at the weights that the sweep began with.
 */
export function readCurve(points: readonly SweepPoint[], unmoved: readonly SweepPoint[]): RangeCurve {
  const diverged = explosion(points, unmoved) ?? null;
  const finite = points.filter(({ loss }) => Number.isFinite(loss));
  const smoothed = smooth(pair(finite, unmoved));
  const none = { points: smoothed, steepest: null, lowest: null, diverged };
  if (smoothed.length <= FIRST_STEPS) return none;
  const level = smoothed[0].loss;
  const size = unmoved.reduce((sum, { loss }) => sum + Math.abs(loss), 0) / unmoved.length;
  const lowest = indexOfLowest(smoothed, FIRST_STEPS);
  if (level - smoothed[lowest].smoothed <= LEAST_FALL * size) return none;
  return {
    points: smoothed,
    steepest: smoothed[steepestBefore(smoothed, lowest)].learningRate,
    lowest: smoothed[lowest].learningRate,
    diverged,
  };
}

function indexOfLowest(points: readonly SmoothedPoint[], from: number): number {
  let lowest = from;
  for (let i = from; i < points.length; i++) if (points[i].smoothed < points[lowest].smoothed) lowest = i;
  return lowest;
}

/** The middle of the window of a fifteenth of the sweep over which the loss falls most. */
function steepestBefore(points: readonly SmoothedPoint[], end: number): number {
  const width = Math.max(2, Math.round(points.length / 15));
  let [best, fall] = [Math.max(0, end - width), Number.NEGATIVE_INFINITY];
  for (let i = 0; i + width <= end; i++) {
    const falls = points[i].smoothed - points[i + width].smoothed;
    if (falls > fall) [best, fall] = [i, falls];
  }
  return Math.min(end, best + Math.floor(width / 2));
}
