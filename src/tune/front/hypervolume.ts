import { nondominated } from "./pareto-front.ts";

/**
 * The volume that values to be minimized dominate, up to a reference point: the size of the set of all points
 * that are better than the reference and no better than some of the values. The larger, the better the front.
 * Exact: a sweep of two objectives; of more, the sum of what each point dominates beyond those after it
 * (While et al. 2012), quick for up to some hundred points of four.
 *
 * @param reference as long as each of the values; points that are not better than it everywhere add nothing.
 * @returns 0 of no points.
 * @example
 * hypervolume([[1, 2], [2, 1]], [3, 3]); // 3
 */
export function hypervolume(values: readonly (readonly number[])[], reference: readonly number[]): number {
  const inside = values.filter((point) => point.every((value, at) => value < reference[at]));
  const front = nondominated(inside).map((place) => inside[place]);
  return reference.length === 2 ? sweep(front, reference) : byExclusion(front, reference);
}

/** Of a front by growing first objective, a strip for each point. */
function sweep(front: readonly (readonly number[])[], [right, top]: readonly number[]): number {
  let [area, height] = [0, top];
  for (const [x, y] of front) {
    area += (right - x) * (height - y);
    height = y;
  }
  return area;
}

/** Each point's own box, without what the points after it dominate of it. */
function byExclusion(front: readonly (readonly number[])[], reference: readonly number[]): number {
  return front.reduce((sum, point, place) => {
    const box = point.reduce((product, value, at) => product * (reference[at] - value), 1);
    const limited = front
      .slice(place + 1)
      .map((other) => other.map((value, at) => Math.max(value, point[at])));
    return sum + box - (limited.length === 0 ? 0 : hypervolume(limited, reference));
  }, 0);
}
