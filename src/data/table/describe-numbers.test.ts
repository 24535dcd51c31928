import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countDistinct, describeNumbers, medianOf, quantileOf } from "./describe-numbers.ts";

describe("describeNumbers", () => {
  it.each([
    [[1, 2, 3, 4], { mean: 2.5, std: Math.sqrt(1.25), min: 1, max: 4 }],
    [[0, 0, 0], { mean: 0, std: 0, min: 0, max: 0 }],
    [[0.1, 0.1, 0.1], { mean: 0.1, std: 0, min: 0.1, max: 0.1 }],
    [[-7], { mean: -7, std: 0, min: -7, max: -7 }],
    [[], { mean: NaN, std: NaN, min: NaN, max: NaN }],
  ])("describes %j", (values, expected) => {
    expect(describeNumbers(Float64Array.from(values))).toEqual(expected);
  });

  it("scales with its numbers, where squares would overflow or vanish", () => {
    const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2 });
    fc.assert(
      // Powers of two, so that scaling itself does not round.
      fc.property(numbers, fc.integer({ min: -1000, max: 1000 }), (list, power) => {
        const unit = 2 ** power;
        const plain = describeNumbers(Float64Array.from(list));
        const scaled = describeNumbers(Float64Array.from(list, (value) => value * unit));
        expect(scaled.std).toBe(plain.std * unit);
        expect(scaled.mean + 0).toBe(plain.mean * unit + 0);
      }),
      { seed: 1 },
    );
  });
});

describe("quantileOf", () => {
  it.each([
    [[4, 1, 3, 2], 0.25, 1.75],
    [[4, 1, 3, 2], 1, 4],
    [[4, 1, 3, 2], 0, 1],
    [[7], 0.75, 7],
    [[], 0.5, NaN],
  ])("of %j at %d is %d, as NumPy has it", (values, share, quantile) => {
    expect(quantileOf(Float64Array.from(values), share)).toBe(quantile);
  });

  it("is the median at a half", () => {
    const numbers = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 });
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float64Array.from(list);
        expect(quantileOf(values, 0.5)).toBe(medianOf(values));
      }),
      { seed: 1 },
    );
  });
});

describe("medianOf", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[1e308, 1.5e308], 1.25e308],
    [[], NaN],
  ])("of %j is %d", (values, median) => {
    expect(medianOf(Float64Array.from(values))).toBe(median);
  });
});

describe("countDistinct", () => {
  it("agrees with a set", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 })), (list) => {
        expect(countDistinct(Float64Array.from(list))).toBe(new Set(list).size);
      }),
      { seed: 1 },
    );
  });
});
