import { expect, test } from "vitest";
import { normal, randomKey } from "../../base/random.ts";
import { addScaled, norm } from "../../base/vectors.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { randomUnit } from "./lanczos.ts";
import { allRows, valuesRecipe } from "./landscape.samples.ts";
import { RecipeSurface } from "./recipe-surface.ts";

const ROWS = 10;

function classes(rowShape: readonly number[]): Dataset {
  const size = ROWS * rowShape.reduce((product, dimension) => product * dimension, 1);
  const data = Float32Array.from({ length: size }, (_, i) => normal(randomKey(21), i));
  const target = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
  return {
    rows: ROWS,
    blocks: [{ name: "features", dtype: "float32", rowShape, data }],
    target: { kind: "classes", data: target, classes: ["a", "b", "c"] },
  };
}

const output = { id: "output", kind: "dense", units: "outputs" };

test.each([
  [
    "convolution, batch normalization, pooling",
    [1, 6, 6],
    [
      { id: "conv", kind: "convolution2d", units: 3, kernel: 3, padding: 1 },
      { id: "norm", kind: "batchNormalization" },
      { id: "tanh", kind: "tanh" },
      { id: "pool", kind: "maxPool2d", kernel: 2 },
      { id: "flat", kind: "flatten" },
    ],
  ],
  ["LSTM", [4, 2], [{ id: "lstm", kind: "lstm", units: 3 }]],
  [
    "self-attention and layer normalization",
    [4, 4],
    [
      { id: "attention", kind: "selfAttention", heads: 2 },
      { id: "norm", kind: "layerNormalization" },
      { id: "gelu", kind: "gelu" },
      { id: "flat", kind: "flatten" },
    ],
  ],
] as const)(
  "Hessian-vector products through %s are differences of gradients, and the same on ONNX Runtime",
  async (_, rowShape, layers) => {
    const dataset = classes(rowShape);
    const recipe = valuesRecipe([...layers, output], { loss: { kind: "softmaxCrossEntropy" } });
    const exact = new RecipeSurface(recipe, { dataset, rows: allRows(dataset) });
    const fast = new RecipeSurface(recipe, { dataset, rows: allRows(dataset), runtime: nodeRuntime });
    const vector = randomUnit(exact.size, 3);
    const [above, below] = [1e-5, -1e-5].map((step) => {
      const moved = exact.initial.slice();
      addScaled(moved, vector, step);
      return moved;
    });
    const difference = (await exact.gradient(above)).gradient;
    addScaled(difference, (await exact.gradient(below)).gradient, -1);
    const product = await exact.hessianVector(exact.initial, vector);
    const off = (other: Float64Array, factor: number) => {
      const error = product.slice();
      addScaled(error, other, -factor);
      return norm(error) / norm(product);
    };
    expect(norm(product)).toBeGreaterThan(1e-3);
    // Central differences are good to the square of their step over the curvature's scale, and to rounding
    // over the step.
    expect(off(difference, 1 / 2e-5)).toBeLessThan(1e-6);
    expect(off(await fast.hessianVector(exact.initial, vector), 1)).toBeLessThan(1e-4);
    await fast.release();
  },
);
