import { expect, test } from "vitest";
import { bent, fitLogarithm, fitScores } from "./number-curve.ts";

test("a logarithm treats both signs alike, in units of the usual size", () => {
  const curve = fitLogarithm(Float64Array.of(0, 0, 10, -10, 1000));
  expect(curve).toEqual({ logUnit: 10 });
  expect(bent(10, curve)).toBeCloseTo(Math.log(2), 12);
  expect(bent(-10, curve)).toBeCloseTo(-Math.log(2), 12);
  expect(bent(0, curve)).toBe(0);
  expect(fitLogarithm(Float64Array.of(0, 0))).toEqual({ logUnit: 1 });
});

test("scores are those of a normal distribution by rank, straight between and flat beyond", () => {
  const curve = fitScores(Float64Array.from({ length: 1001 }, (_, index) => Math.exp(index / 100)));
  expect(bent(Math.exp(5), curve)).toBeCloseTo(0, 6);
  // The 97.5% quantile lies between two knots, and within a knot's distance of 1.96.
  expect(bent(Math.exp(9.75), curve)).toBeCloseTo(1.96, 1);
  expect(bent(1e9, curve)).toBe(bent(Math.exp(10), curve));
  expect(bent(-1e9, curve)).toBeCloseTo(-2.81, 2);
});

test("equal numbers have one score", () => {
  const curve = fitScores(Float64Array.of(0, 0, 0, 0, 1));
  expect(bent(0, curve)).toBeLessThan(0);
  expect(bent(1, curve)).toBeGreaterThan(1);
  expect(bent(7, fitScores(Float64Array.of(7, 7)))).toBe(0);
});
