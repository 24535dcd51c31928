import { describe, expect, test } from "vitest";
import { maskUniform, randomKey, STREAMS } from "./random.ts";

const ELEMENTS = 256;
const STEPS = 1024;

/** Whether element i is kept in step s, standardized: mean 0 and variance 1 where masks are random. */
function masks(rate: number): Float64Array[] {
  const [kept, dropped] = [Math.sqrt(rate / (1 - rate)), -Math.sqrt((1 - rate) / rate)];
  return Array.from({ length: STEPS }, (_, step) => {
    const key = randomKey(1, STREAMS.dropout, 7, step);
    return Float64Array.from({ length: ELEMENTS }, (_, i) => (maskUniform(key, i) >= rate ? kept : dropped));
  });
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);
const meanSquare = (values: readonly number[]) => sumOf(values.map((value) => value ** 2)) / values.length;
/** Each pair's sum of products, in its standard deviation where the two are independent. */
function pairSums(rows: readonly Float64Array[]): number[] {
  const sums: number[] = [];
  for (let first = 0; first < rows.length; first++) {
    for (let second = 0; second < first; second++) {
      let sum = 0;
      for (let i = 0; i < rows[0].length; i++) sum += rows[first][i] * rows[second][i];
      sums.push(sum / Math.sqrt(rows[0].length));
    }
  }
  return sums;
}

describe.each([0.1, 0.25, 0.5])("masks that drop with the chance %f", (rate) => {
  const bySteps = masks(rate);
  const byElements = Array.from({ length: ELEMENTS }, (_, i) =>
    Float64Array.from(bySteps, (mask) => mask[i]),
  );

  test("keep as many in all, in each step and of each element as chance does", () => {
    const perStep = bySteps.map((mask) => sumOf(mask) / Math.sqrt(ELEMENTS));
    const perElement = byElements.map((mask) => sumOf(mask) / Math.sqrt(STEPS));
    expect(Math.abs(sumOf(perStep) / Math.sqrt(STEPS))).toBeLessThan(4);
    // A mean square of n has the deviation √(2 / n): within four of them.
    expect(Math.abs(meanSquare(perStep) - 1)).toBeLessThan(4 * Math.sqrt(2 / STEPS));
    expect(Math.abs(meanSquare(perElement) - 1)).toBeLessThan(4 * Math.sqrt(2 / ELEMENTS));
  });

  test("are as unrelated between two elements, and between two steps, as chance makes them", () => {
    for (const sums of [pairSums(byElements), pairSums(bySteps.slice(0, ELEMENTS))]) {
      expect(Math.abs(meanSquare(sums) - 1)).toBeLessThan(0.05);
      // Of 32,640 pairs chance has one beyond 4.2, and of a hundred such tests one beyond 5.5.
      expect(Math.max(...sums.map(Math.abs))).toBeLessThan(6);
    }
  });
});
