import { normalQuantile } from "../../base/statistics.ts";
import { quantileOf } from "../table/describe-numbers.ts";
import type { NumericInput } from "./preprocessing.ts";

/** The curve that bends numbers before they are scaled: see `NumericInput`. */
export type NumberCurve = Pick<NumericInput, "logUnit" | "curve">;

/** So many quantiles tell a distribution; the outermost scores are then ±2.81. */
const MOST_KNOTS = 201;

/**
 * The unit of a logarithm that treats both signs alike: the median size of the numbers that are not 0, so
 * that the usual ones lie where the curve is neither straight nor flat.
 */
export function fitLogarithm(values: Float64Array): NumberCurve {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  return { logUnit: sizes.length === 0 ? 1 : quantileOf(sizes, 0.5) };
}

/** The knots between which numbers become their normal scores; of equal quantiles the middle one counts. */
export function fitScores(values: Float64Array): NumberCurve {
  const count = Math.min(values.length, MOST_KNOTS);
  const sorted = values.toSorted();
  const byNumber = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    const share = count > 1 ? index / (count - 1) : 0.5;
    const place = share * (sorted.length - 1);
    const [below, weight] = [Math.floor(place), place % 1];
    const above = sorted[Math.min(below + 1, sorted.length - 1)];
    const knot = (1 - weight) * sorted[below] + weight * above;
    byNumber.set(knot, [...(byNumber.get(knot) ?? []), share]);
  }
  const end = 1 / (2 * count);
  const curve = [...byNumber].map(([knot, shares]): [number, number] => {
    const middle = (shares[0] + shares[shares.length - 1]) / 2;
    return [knot, normalQuantile(Math.min(Math.max(middle, end), 1 - end))];
  });
  return { curve };
}

/** A number on its curve; the number itself without one. */
export function bent(value: number, { logUnit, curve }: NumberCurve): number {
  if (logUnit !== undefined) return Math.sign(value) * Math.log(1 + Math.abs(value) / logUnit);
  return curve === undefined ? value : scoreOf(value, curve);
}

/** Straight between the knots, and as the outermost ones beyond them. */
function scoreOf(value: number, curve: readonly (readonly [number, number])[]): number {
  let [low, high] = [0, curve.length - 1];
  if (value <= curve[low][0]) return curve[low][1];
  if (value >= curve[high][0]) return curve[high][1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (curve[middle][0] <= value) low = middle;
    else high = middle;
  }
  const [[from, start], [to, end]] = [curve[low], curve[high]];
  return start + ((value - from) / (to - from)) * (end - start);
}
