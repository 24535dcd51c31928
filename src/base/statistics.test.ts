import { describe, expect, it } from "vitest";
import * as statistics from "./statistics.ts";

/**
 * Golden values are SciPy 1.17.1's (`scipy.stats.t`, `scipy.stats.norm`, `scipy.special`), printed in full
 * precision.
 */
const relative = (actual: number, expected: number) => Math.abs(actual - expected) / Math.abs(expected);

describe("moments and quantiles", () => {
  it("computes mean, unbiased variance and interpolated quantiles", () => {
    expect(statistics.mean([1, 2, 6])).toBe(3);
    expect(statistics.variance([1, 2, 6])).toBe(7);
    expect(statistics.quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
    expect(statistics.median([9, 1, 5])).toBe(5);
  });

  it("has no variance of a single value", () => {
    expect(statistics.variance([3])).toBeNaN();
  });
});

describe("distributions agree with SciPy to 1e-10", () => {
  it.each([
    [-2.5, 1, 0.12111894159084341],
    [1.3, 2.7, 0.8532736781480773],
    [-4, 11.5, 0.0009564385217702336],
    [0.2, 300, 0.5791919578851205],
    [-35, 4, 1.9883336390396346e-6],
  ])("studentCdf(%f, %f)", (t, degreesOfFreedom, expected) => {
    expect(relative(statistics.studentCdf(t, degreesOfFreedom), expected)).toBeLessThan(1e-10);
    expect(relative(statistics.studentUpperTail(-t, degreesOfFreedom), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [0.975, 1, 12.706204736174694],
    [0.95, 4, 2.1318467863266495],
    [0.99375, 2, 8.860200034654316],
    [0.975, 9.3, 2.25108222468444],
    [0.001, 30, -3.385184866829305],
  ])("studentQuantile(%f, %f)", (probability, degreesOfFreedom, expected) => {
    expect(relative(statistics.studentQuantile(probability, degreesOfFreedom), expected)).toBeLessThan(1e-10);
  });

  it("studentQuantile at a million degrees of freedom, where ln Γ of half a million cancels to about 1e-9", () => {
    expect(relative(statistics.studentQuantile(0.95, 1e6), 1.6448551507220404)).toBeLessThan(1e-8);
  });

  it.each([
    [-8, 6.22096057427174e-16],
    [-3, 0.0013498980316300933],
    [-1, 0.15865525393145707],
    [0.5, 0.6914624612740131],
    [2.5, 0.9937903346742238],
  ])("normalCdf(%f)", (z, expected) => {
    expect(relative(statistics.normalCdf(z), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [1e-10, -6.361340902404056],
    [0.3, -0.5244005127080409],
    [0.975, 1.959963984540054],
  ])("normalQuantile(%f)", (probability, expected) => {
    expect(relative(statistics.normalQuantile(probability), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [0.3, 2, 5, 0.5798250000000003],
    [0.9, 0.5, 0.5, 0.7951672353008665],
    [0.001, 0.5, 10, 0.11110329087513963],
    [0.5, 50, 40, 0.1445480403480306],
  ])("incompleteBeta(%f, %f, %f)", (x, a, b, expected) => {
    expect(relative(statistics.incompleteBeta(x, a, b), expected)).toBeLessThan(1e-10);
  });

  it.each([
    [0.1, 2, 0.21072103131565256],
    [0.95, 4, 9.487729036781154],
    [0.5, 7.5, 6.844905469601071],
  ])("chiSquareQuantile(%f, %f)", (probability, degreesOfFreedom, expected) => {
    expect(relative(statistics.chiSquareQuantile(probability, degreesOfFreedom), expected)).toBeLessThan(
      1e-10,
    );
  });

  it("computes ln Γ", () => {
    expect(relative(statistics.logGamma(0.1), 2.252712651734206)).toBeLessThan(1e-12);
    expect(relative(statistics.logGamma(123.4), 469.3360974421906)).toBeLessThan(1e-12);
  });
});

describe("intervals of proportions", () => {
  it("gives Wilson's interval, also at the ends", () => {
    expect(statistics.wilsonInterval(9 / 360, 360).low).toBeCloseTo(0.013207232597581851, 12);
    expect(statistics.wilsonInterval(9 / 360, 360).high).toBeCloseTo(0.046822921446676984, 12);
    expect(statistics.wilsonInterval(0, 20).low).toBe(0);
    expect(statistics.wilsonInterval(0, 20).high).toBeCloseTo(0.16112515805281935, 12);
    expect(statistics.wilsonInterval(1, 20).low).toBeCloseTo(0.8388748419471808, 12);
  });

  it("gives Newcombe's published example: 56/70 against 48/80", () => {
    const interval = statistics.proportionDifferenceInterval(
      { share: 56 / 70, count: 70 },
      { share: 48 / 80, count: 80 },
    );
    expect(interval.low).toBeCloseTo(0.0524, 4);
    expect(interval.high).toBeCloseTo(0.3339, 4);
  });
});
