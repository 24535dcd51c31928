import { expect, test } from "vitest";
import { uniform } from "../../base/random.ts";
import { crowdingDistances, dominates, paretoFronts } from "./pareto.ts";

test("fronts are those of peeling off what nothing dominates", () => {
  const values = Array.from({ length: 120 }, (_, at) =>
    // Tenths, so that some values are equal.
    [0, 1, 2].map((objective) => Math.floor(10 * uniform(at, objective)) / 10),
  );
  let left = values.map((_, at) => at);
  const peeled: number[][] = [];
  while (left.length > 0) {
    const front = left.filter((at) => !left.some((other) => dominates(values[other], values[at])));
    peeled.push(front);
    left = left.filter((at) => !front.includes(at));
  }
  expect(peeled.length).toBeGreaterThan(3);
  expect(paretoFronts(values).map((front) => front.toSorted((a, b) => a - b))).toEqual(peeled);
});

test("the lonelier of a front has the larger distance, and the ends have infinite ones", () => {
  const distances = crowdingDistances([
    [0, 10],
    [1, 8],
    [2, 7],
    [10, 0],
  ]);
  // (2 − 0)/10 + (10 − 7)/10, and (10 − 1)/10 + (8 − 0)/10.
  expect(distances.map((distance) => Number(distance.toFixed(12)))).toEqual([Infinity, 0.5, 1.7, Infinity]);
});

test("equal values have no distance, and none is NaN", () => {
  expect(crowdingDistances([[1], [1], [1]])).toEqual([Infinity, 0, Infinity]);
});
