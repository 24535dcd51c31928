/**
 * The knee of a front, where giving up a little of one objective begins to cost much of another: the point
 * furthest below the plane through the ends, each objective brought to 0 to 1 over the front (Das 1999).
 *
 * @param front values to be minimized, none of which dominates another.
 * @returns its place in the front; undefined of fewer than three points, which have no knee, and where all
 *   lie on the plane or above it.
 * @example
 * kneePoint([[0, 1], [0.2, 0.1], [1, 0]]); // 1
 */
export function kneePoint(front: readonly (readonly number[])[]): number | undefined {
  if (front.length < 3) return undefined;
  const ends = front[0].map((_, at) => {
    const values = Float64Array.from(front, (point) => point[at]);
    return { low: values.reduce((a, b) => Math.min(a, b)), high: values.reduce((a, b) => Math.max(a, b)) };
  });
  const heights = front.map((point) =>
    point.reduce((sum, value, at) => {
      const { low, high } = ends[at];
      return sum + (high > low ? (value - low) / (high - low) : 0);
    }, 0),
  );
  const lowest = heights.reduce((best, height, place) => (height < heights[best] ? place : best), 0);
  // Sums of rounded quotients may miss the plane by so much.
  return heights[lowest] < 1 - 1e-9 ? lowest : undefined;
}
