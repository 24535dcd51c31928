import { describe, expect, test } from "vitest";
import { normal } from "../../base/random.ts";
import { blendedLoss, type ErrorProducts, errorProducts, selectEnsemble } from "./ensemble-selection.ts";

const ROWS = 400;
const EVERY_ROW = Array.from({ length: ROWS }, (_, row) => row);

/** Errors of independent models, each of its own spread and bias. */
function independent(models: readonly { spread: number; bias?: number }[], rows = ROWS): ErrorProducts {
  const errors = models.map(({ spread, bias = 0 }, model) =>
    Float64Array.from({ length: rows }, (_, row) => bias + spread * normal(7 + model, row)),
  );
  return errorProducts({ errors, rows, width: 1 });
}

function lossOf(products: ErrorProducts, weights: Float64Array): number {
  return EVERY_ROW.reduce((sum, row) => sum + blendedLoss(products, weights, row) / ROWS, 0);
}

describe("ensemble selection", () => {
  test("weighs independent models by the inverse of their variance, as theory has it", () => {
    const products = independent([{ spread: 1 }, { spread: 1.5 }, { spread: 2 }]);
    const weights = selectEnsemble(products, EVERY_ROW, 1);
    const inverse = [1, 1 / 2.25, 1 / 4];
    const total = inverse.reduce((sum, value) => sum + value, 0);
    // 400 rows tell a share to about ±0.05.
    weights.forEach((weight, model) => {
      expect(Math.abs(weight - inverse[model] / total)).toBeLessThan(0.08);
    });
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test("takes opposite biases against each other, and leaves out what only harms", () => {
    const products = independent([
      { spread: 0.1, bias: 1 },
      { spread: 0.1, bias: -1 },
      { spread: 5, bias: 9 },
    ]);
    const weights = selectEnsemble(products, EVERY_ROW, 1);
    expect(weights[0]).toBeCloseTo(0.5, 1);
    expect(weights[1]).toBeCloseTo(0.5, 1);
    expect(weights[2]).toBe(0);
    expect(lossOf(products, weights)).toBeLessThan(0.05);
  });

  test("is a function of the key, and goes by the rows that it was given alone", () => {
    const products = independent([{ spread: 1 }, { spread: 1.1 }]);
    const half = EVERY_ROW.slice(0, ROWS / 2);
    expect(selectEnsemble(products, half, 3)).toEqual(selectEnsemble(products, half, 3));
    const altered = { ...products, products: products.products.slice() };
    altered.products.fill(99, 4 * (ROWS / 2));
    expect(selectEnsemble(altered, half, 3)).toEqual(selectEnsemble(products, half, 3));
  });

  test("sums a row's errors over its places", () => {
    const errors = [Float64Array.of(1, 2, 0, 1), Float64Array.of(3, -1, 2, 2)];
    const products = errorProducts({ errors, rows: 2, width: 2 });
    const weights = Float64Array.of(0.25, 0.75);
    expect(blendedLoss(products, weights, 0)).toBeCloseTo((0.25 + 2.25) ** 2 + (0.5 - 0.75) ** 2, 12);
    expect(blendedLoss(products, weights, 1)).toBeCloseTo(1.5 ** 2 + 1.75 ** 2, 12);
  });
});
