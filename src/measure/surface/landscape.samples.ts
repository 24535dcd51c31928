import { normal, randomKey } from "../../base/random.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { parseRecipe, type Recipe } from "../../recipe/schema.ts";
import type { LossSurface } from "./surface.ts";

/** A recipe for numbers to be predicted from numbers, with these layers. */
export function valuesRecipe(
  layers: readonly object[],
  more: Readonly<Record<string, unknown>> = {},
): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: { layers },
      loss: { kind: "meanSquaredError" },
      optimizer: { kind: "sgd", learningRate: 0.1 },
      ...more,
      training: { batchSize: "all", epochs: 5, seed: 3, ...(more.training as object | undefined) },
    },
    { source: "the sample" },
  );
}

/** Rows of numbers with the values that `targetOf` gives them. */
export function valuesDataset(
  rows: readonly (readonly number[])[],
  targetOf: (row: readonly number[], index: number) => number,
): Dataset {
  return {
    rows: rows.length,
    blocks: [
      {
        name: "features",
        dtype: "float32",
        rowShape: [rows[0].length],
        data: Float32Array.from(rows.flat()),
      },
    ],
    target: {
      kind: "values",
      data: Float32Array.from(rows.map(targetOf)),
      width: 1,
      mean: [0],
      scale: [1],
    },
  };
}

/** Standard normal rows, each feature stretched by its scale. */
export function normalRows(count: number, scales: readonly number[], seed = 1): number[][] {
  return Array.from({ length: count }, (_, row) =>
    scales.map((scale, column) => scale * normal(randomKey(seed, column), row)),
  );
}

/** All rows of a dataset. */
export function allRows({ rows }: Pick<Dataset, "rows">): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

/** ½ Σ λᵢ xᵢ², whose Hessian has the eigenvalues λ. */
export function quadratic(eigenvalues: readonly number[], level = 0): LossSurface {
  return {
    size: eigenvalues.length,
    loss: async (x) => level + 0.5 * eigenvalues.reduce((sum, value, i) => sum + value * x[i] ** 2, 0),
    gradient: async (x) => ({
      loss: level + 0.5 * eigenvalues.reduce((sum, value, i) => sum + value * x[i] ** 2, 0),
      gradient: x.map((value, i) => eigenvalues[i] * value),
    }),
    hessianVector: async (_, v) => v.map((value, i) => eigenvalues[i] * value),
  };
}
