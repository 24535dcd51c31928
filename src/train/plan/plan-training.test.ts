import { afterEach, expect, test, vi } from "vitest";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { parseRecipe } from "../../recipe/schema.ts";
import { planTraining } from "./plan-training.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Images of one channel in two classes. */
function images(rows: number, width: number): Dataset {
  return {
    rows,
    blocks: [
      {
        name: "features",
        dtype: "float32",
        rowShape: [1, width, width],
        data: new Float32Array(rows * width * width),
      },
    ],
    target: { kind: "classes", data: new Int32Array(rows), classes: ["a", "b"] },
  };
}

function threadsFor(width: number): number {
  const recipe = parseRecipe(
    {
      schema: 1,
      data: { target: "class" },
      network: {
        layers: [
          { id: "convolution", kind: "convolution2d", units: 8, kernel: 3 },
          { id: "mean", kind: "globalAveragePool" },
          { id: "output", kind: "dense", units: "outputs" },
        ],
      },
      loss: { kind: "softmaxCrossEntropy" },
      training: { batchSize: 64, epochs: 1 },
    },
    { source: "test" },
  );
  const rows = { train: Int32Array.from({ length: 64 }, (_, row) => row) };
  return planTraining(recipe, images(64, width), { rows, probes: false }).device.threads;
}

test("takes several threads where the work of a step pays for them, however few parameters do it", () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 4 });
  // 8 filters of 9 numbers at each of 26² and 98² places: 3.1 and 44 million multiplications for 64 images.
  expect(threadsFor(28)).toBe(1);
  expect(threadsFor(100)).toBe(4);
});
