import { expect, test } from "vitest";
import { randomKey } from "../../../base/random.ts";
import type { Parameter, Point } from "../../space/search-space.ts";
import { parzenMixture } from "./parzen.ts";

const parameters: readonly Parameter[] = [
  { name: "x", domain: { kind: "number", low: 0, high: 1, scale: "linear" } },
  { name: "n", domain: { kind: "number", low: 1, high: 6, scale: "linear", step: 1 } },
  { name: "c", domain: { kind: "choice", labels: ["a", "b", "c"], ordered: false } },
  { name: "l", domain: { kind: "number", low: 1e-4, high: 1, scale: "log" } },
];

const points: readonly Point[] = [
  { x: 0.1, n: 2, c: 0, l: 1e-3 },
  { x: 0.35, n: 3, c: 2, l: 0.2 },
  { x: 0.4, n: 5, c: 2, l: 0.5 },
  { x: 0.9, n: 4, c: 1, l: 1e-2 },
];

test("the density is that of Optuna's estimator", () => {
  const mixture = parzenMixture(parameters, { points, weights: [1, 2, 3, 4], narrowest: 1 });
  // _ParzenEstimator.log_pdf of Optuna 5.0.0 with these points, weights and no consider_endpoints.
  const expected = [
    [{ x: 0.2, n: 1, c: 2, l: 0.01 }, -5.8797515863013565],
    [{ x: 0.5, n: 3, c: 0, l: 0.3 }, -5.302115166190281],
    [{ x: 0.95, n: 6, c: 1, l: 1e-4 }, -6.445929498029638],
  ] as const;
  // Ours is over the unit interval of log l, and without the factor 1/√2π of the two continuous numbers.
  const constant = Math.log(Math.log(1e4)) + Math.log(2 * Math.PI);
  // The curve's fit has a relative error of 1.2e-7.
  for (const [point, value] of expected) expect(mixture.logDensity(point)).toBeCloseTo(value + constant, 5);
});

test("the prior's part is that of the prior alone by its share, and never more than the density", () => {
  const mixture = parzenMixture(parameters, { points, weights: [4, 2, 3, 1], narrowest: 1 });
  const alone = parzenMixture(parameters, { points: [], weights: [], narrowest: 1 });
  for (let at = 0; at < 200; at++) {
    const point = (at % 2 === 0 ? mixture : alone).draw(randomKey(7, at));
    expect(mixture.logPrior(point)).toBeCloseTo(alone.logDensity(point) - Math.log(11), 9);
    expect(mixture.logPrior(point)).toBeLessThanOrEqual(mixture.logDensity(point));
  }
});

test("draws follow the density: the mean density over draws of a uniform one is 1", () => {
  const narrow = parzenMixture(parameters, { points, weights: [1, 1, 1, 1], narrowest: 1 });
  const flat = parzenMixture(parameters, { points: [], weights: [], narrowest: 1 });
  // E over q of p/q is 1, where p is the prior alone and q the mixture, which p is a fifth of.
  const draws = Array.from({ length: 4000 }, (_, at) => narrow.draw(randomKey(3, at)));
  const ratios = draws.map((point) => Math.exp(flat.logDensity(point) - narrow.logDensity(point)));
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  // Each ratio is at most 5, so that the mean's standard deviation is below 2.5/√4000 = 0.04.
  expect(Math.abs(mean - 1)).toBeLessThan(0.1);
  expect(Math.max(...ratios)).toBeLessThanOrEqual(5 + 1e-6);
});

test("a trial without a parameter is flat in it, and a branch comes with what is in it", () => {
  const branched: readonly Parameter[] = [
    { name: "c", domain: { kind: "choice", labels: ["a", "b"], ordered: false } },
    { ...parameters[0], condition: { parameter: "c", values: [1] } },
  ];
  const tried: readonly Point[] = [{ c: 0 }, { c: 0 }, { c: 1, x: 0.2 }, { c: 1, x: 0.21 }];
  const mixture = parzenMixture(branched, { points: tried, weights: [1, 1, 1, 1], narrowest: 0.2 });
  const near = mixture.logDensity({ c: 1, x: 0.2 });
  expect(near).toBeGreaterThan(mixture.logDensity({ c: 1, x: 0.9 }) + 1);
  const drawn = Array.from({ length: 300 }, (_, at) => mixture.draw(randomKey(1, at)));
  expect(drawn.every((point) => Object.hasOwn(point, "x") === (point.c === 1))).toBe(true);
  const inBranch = drawn.filter(({ c }) => c === 1);
  // Two of five kernels are in the branch, and half of the prior: most draws there are near 0.2.
  expect(inBranch.filter(({ x }) => Math.abs(x - 0.2) < 0.1).length).toBeGreaterThan(inBranch.length / 2);
});
