import { expect, test } from "vitest";
import { SOBOL_DIMENSIONS, scrambledSobol, sobolBits } from "./sobol.ts";

/** scipy.stats.qmc.Sobol(128, scramble=False) of SciPy 1.17.1: the first 16 points, in 64ths. */
const FIRST: Readonly<Record<number, readonly number[]>> = {
  0: [0, 32, 48, 16, 24, 56, 40, 8, 12, 44, 60, 28, 20, 52, 36, 4],
  1: [0, 32, 16, 48, 24, 56, 8, 40, 20, 52, 4, 36, 12, 44, 28, 60],
  2: [0, 32, 16, 48, 40, 8, 56, 24, 60, 28, 44, 12, 20, 52, 4, 36],
  7: [0, 32, 48, 16, 56, 24, 8, 40, 60, 28, 12, 44, 4, 36, 52, 20],
  40: [0, 32, 16, 48, 56, 24, 40, 8, 36, 4, 52, 20, 28, 60, 12, 44],
  99: [0, 32, 48, 16, 56, 24, 8, 40, 60, 28, 12, 44, 4, 36, 52, 20],
  127: [0, 32, 16, 48, 40, 8, 56, 24, 4, 36, 20, 52, 44, 12, 60, 28],
};

test.each(Object.entries(FIRST))("the points of dimension %s are SciPy's", (dimension, expected) => {
  const points = expected.map((_, index) => sobolBits(index, Number(dimension)) / 2 ** 26);
  expect(points).toEqual(expected);
});

test("point 1000 is SciPy's, in 1024ths", () => {
  const point = [0, 1, 2, 7, 40, 99, 127].map((dimension) => sobolBits(1000, dimension) / 2 ** 22);
  expect(point).toEqual([225, 99, 531, 921, 935, 191, 557]);
});

test.each([0, 3, 127, 128, 300])("scrambled points of dimension %d fill 64 intervals once", (dimension) => {
  for (const seed of [1, 2, 3]) {
    const cells = Array.from({ length: 64 }, (_, index) =>
      Math.floor(64 * scrambledSobol(index, { dimension, seed })),
    );
    expect(new Set(cells).size).toBe(64);
  }
});

test("the first two scrambled dimensions fill squares of all shapes once: a (0, 6, 2)-net", () => {
  const points = Array.from({ length: 64 }, (_, index) =>
    [0, 1].map((dimension) => scrambledSobol(index, { dimension, seed: 5 })),
  );
  for (let bits = 0; bits <= 6; bits++) {
    const cells = points.map(([x, y]) => `${Math.floor(x * 2 ** bits)},${Math.floor(y * 2 ** (6 - bits))}`);
    expect(new Set(cells).size).toBe(64);
  }
});

test("seeds scramble differently, and dimensions beyond the table are not those of the table", () => {
  const first = (dimension: number, seed: number) => scrambledSobol(3, { dimension, seed });
  expect(new Set([first(0, 1), first(0, 2), first(SOBOL_DIMENSIONS, 1)]).size).toBe(3);
  const index = Array.from({ length: 256 }, (_, at) => at);
  const column = (dimension: number) => index.map((at) => scrambledSobol(at, { dimension, seed: 9 }) - 0.5);
  const [low, high] = [column(5), column(5 + SOBOL_DIMENSIONS)];
  const product = low.reduce((sum, value, at) => sum + value * high[at], 0) / 256;
  // Of independent columns the mean product has a standard deviation of 1/12/16 = 0.005.
  expect(Math.abs(product)).toBeLessThan(0.02);
});
