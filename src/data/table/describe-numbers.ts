/** The mean, spread and range of a list of numbers. The standard deviation divides by n. */
export interface NumberDescription {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
}

/** Below this multiple of the largest magnitude a standard deviation is rounding error. */
const ROUNDING = 1e-14;

/**
 * Mean, standard deviation (dividing by n), smallest and largest of finite numbers, in two passes. Numbers
 * are divided by their largest magnitude first, so that squares neither overflow nor vanish. All are NaN for
 * an empty list.
 */
export function describeNumbers(values: Float64Array): NumberDescription {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (values.length === 0) return { mean: NaN, std: NaN, min: NaN, max: NaN };
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  if (min === max || magnitude === 0) return { mean: min, std: 0, min, max };
  let sum = 0;
  for (const value of values) sum += value / magnitude;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value / magnitude - mean) ** 2;
  const std = Math.sqrt(squares / values.length);
  return { mean: mean * magnitude, std: std < ROUNDING ? 0 : std * magnitude, min, max };
}

/**
 * The median of numbers, the mean of the two middle ones where their count is even; NaN for an empty list.
 */
export function medianOf(values: Float64Array): number {
  if (values.length === 0) return NaN;
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
}

/**
 * The quantile of a share in [0, 1], between neighbours by straight lines (type 7, as NumPy's); NaN for an
 * empty list.
 */
export function quantileOf(values: Float64Array, share: number): number {
  if (values.length === 0) return NaN;
  const sorted = values.toSorted();
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  const weight = place - below;
  return (1 - weight) * sorted[below] + weight * sorted[above];
}

/** How many different numbers there are; −0 is 0. */
export function countDistinct(values: Float64Array): number {
  const sorted = values.toSorted();
  let distinct = Math.min(1, sorted.length);
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}
