import { afterEach, expect, test, vi } from "vitest";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { parseRecipe } from "../../recipe/schema.ts";
import type { TrainingPlan } from "./plan.ts";
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

/** A training of rows of 6 numbers by two hidden layers of some widths. */
function planOf(units: readonly number[]): TrainingPlan {
  const hidden = units.flatMap((units, index) => [
    { id: `hidden${index}`, kind: "dense", units },
    { id: `norm${index}`, kind: "batchNormalization" },
    { id: `relu${index}`, kind: "relu" },
    { id: `drop${index}`, kind: "dropout", rate: 0.2 },
  ]);
  const recipe = parseRecipe(
    {
      schema: 1,
      data: { target: "class" },
      network: { layers: [...hidden, { id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
      training: { batchSize: 16, epochs: 1 },
    },
    { source: "test" },
  );
  const dataset: Dataset = {
    rows: 64,
    blocks: [{ name: "features", dtype: "float32", rowShape: [6], data: new Float32Array(64 * 6) }],
    target: { kind: "classes", data: new Int32Array(64), classes: ["a", "b"] },
  };
  const numbers = Int32Array.from({ length: 64 }, (_, row) => row);
  return planTraining(recipe, dataset, { rows: { train: numbers.slice(0, 48), dev: numbers.slice(48) } });
}

test("trainings of networks that differ by widths alone have the same models", () => {
  const [narrow, wide, deeper] = [planOf([5, 9]), planOf([32, 17]), planOf([5, 9, 7])];
  expect(wide.step.model).toEqual(narrow.step.model);
  expect(wide.probing!.program.model).toEqual(narrow.probing!.program.model);
  expect(wide.evaluation.model).toEqual(narrow.evaluation.model);
  expect(wide.step.sizes).not.toEqual(narrow.step.sizes);
  expect(deeper.step.model).not.toEqual(narrow.step.model);
});

test("takes several threads where the work of a step pays for them, however few parameters do it", () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 4 });
  // 8 filters of 9 numbers at each of 26² and 98² places: 3.1 and 44 million multiplications for 64 images.
  expect(threadsFor(28)).toBe(1);
  expect(threadsFor(100)).toBe(4);
});
