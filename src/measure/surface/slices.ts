import { TrainwellError } from "../../base/errors.ts";
import { largestOf } from "../../base/lists.ts";
import { addScaled } from "../../base/vectors.ts";
import type { LossSurface } from "./surface.ts";

/** The loss at places along a line, 0 being its first point and 1 its second. */
export interface LossLine {
  readonly points: readonly { readonly place: number; readonly loss: number }[];
  /**
   * How far the loss rises above the higher end between the two points, as the height of the barrier between
   * two minima; 0 where it nowhere does.
   */
  readonly barrier: number;
}

/** The loss over a plane: `losses[row][column]` at centre + ys[row]·second + xs[column]·first. */
export interface LossPlane {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly losses: readonly (readonly number[])[];
}

/**
 * The loss along the line through two points: (1 − t)·from + t·to.
 *
 * @param surface the loss as a function of its parameters, such as `openSurface` gives.
 * @param ends the points `from` (place 0) and `to` (place 1), as many numbers as the surface has.
 * @param options `count` places (25 by default, at least 2), evenly from `low` (−0.25 by default) to `high`
 *   (1.25 by default).
 * @throws TrainwellError `point-size` when a point has not as many numbers as the surface.
 * @see Goodfellow, Vinyals & Saxe, Qualitatively Characterizing Neural Network Optimization Problems, 2015
 */
export async function lossAlongLine(
  surface: LossSurface,
  ends: { readonly from: Float64Array; readonly to: Float64Array },
  options: { count?: number; low?: number; high?: number } = {},
): Promise<LossLine> {
  const { count = 25, low = -0.25, high = 1.25 } = options;
  requireSize(surface, ends.from, "from");
  requireSize(surface, ends.to, "to");
  const at = (place: number) =>
    surface.loss(ends.from.map((value, i) => value + place * (ends.to[i] - value)));
  const points: { place: number; loss: number }[] = [];
  for (const place of evenly(low, high, count)) points.push({ place, loss: await at(place) });
  const higher = Math.max(await at(0), await at(1));
  const between = points.filter(({ place }) => place > 0 && place < 1).map(({ loss }) => loss);
  return { points, barrier: Math.max(0, largestOf(between.map((loss) => loss - higher))) };
}

/**
 * The loss over the plane through a point along two directions, such as filter-normalized ones.
 *
 * @param surface the loss as a function of its parameters, such as `openSurface` gives.
 * @param plane the point `centre` and the directions `first` and `second`, as many numbers as the surface
 *   has.
 * @param options `count` places (21 by default, at least 2) along each, evenly from −`reach` to `reach` (1 by
 *   default).
 * @throws TrainwellError `point-size` when the point or a direction has not as many numbers as the surface.
 * @see Li et al., Visualizing the Loss Landscape of Neural Nets, 2018
 */
export async function lossOverPlane(
  surface: LossSurface,
  plane: { readonly centre: Float64Array; readonly first: Float64Array; readonly second: Float64Array },
  options: { count?: number; reach?: number } = {},
): Promise<LossPlane> {
  const { count = 21, reach = 1 } = options;
  const { centre, first, second } = plane;
  for (const [name, vector] of Object.entries(plane)) requireSize(surface, vector, name);
  const places = evenly(-reach, reach, count);
  const losses: number[][] = [];
  for (const y of places) {
    const row: number[] = [];
    for (const x of places) {
      const point = centre.slice();
      addScaled(point, first, x);
      addScaled(point, second, y);
      row.push(await surface.loss(point));
    }
    losses.push(row);
  }
  return { xs: places, ys: places, losses };
}

function evenly(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));
}

function requireSize(surface: LossSurface, vector: Float64Array, name: string): void {
  if (vector.length === surface.size) return;
  throw new TrainwellError({
    kind: "usage",
    code: "point-size",
    message:
      `"${name}": expected ${surface.size} numbers, one for each parameter, received ` + `${vector.length}.`,
    details: { name, expected: surface.size, received: vector.length },
    hint: "Give points and directions of the same network.",
  });
}
