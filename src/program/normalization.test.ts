import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { applyPreprocessing } from "../data/prepare/apply-preprocessing.ts";
import { fitPreprocessing } from "../data/prepare/fit-preprocessing.ts";
import { parsePreprocessing } from "../data/prepare/preprocessing.ts";
import type { Table } from "../data/table/table.ts";
import { chooseTarget } from "../data/target/task.ts";
import { modelToOnnx } from "../model/export-onnx.ts";
import { decodeModel, encodeModel, type Model } from "../model/model.ts";
import { predictTable } from "../model/predict-table.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import { planTraining } from "../train/plan/plan-training.ts";
import { runTraining } from "../train/trainer/loop.ts";
import { blockTypes, outputsOf } from "./dataset-blocks.ts";

const ROWS = 40;
const SHAPE = [2, 3, 3];
const WIDTH = 18;

/** Images whose class is which channel is brighter, of bytes or of floats. */
function images(dtype: "uint8" | "float32", extra = false): Table {
  const data = dtype === "uint8" ? new Uint8Array(ROWS * WIDTH) : new Float32Array(ROWS * WIDTH);
  for (let i = 0; i < data.length; i++) {
    const [row, channel] = [Math.floor(i / WIDTH), Math.floor((i % WIDTH) / 9)];
    data[i] = (channel === row % 2 ? 150 : 60) + ((i * 37) % 50);
  }
  return {
    source: "images",
    rows: ROWS,
    columns: [
      { type: "tensor", name: "image", dtype, rowShape: SHAPE, data },
      ...(extra
        ? [
            {
              type: "number" as const,
              name: "age",
              data: Float64Array.from({ length: ROWS }, (_, row) => (row * 7) % 11),
            },
          ]
        : []),
      {
        type: "category",
        name: "class",
        data: Int32Array.from({ length: ROWS }, (_, row) => row % 2),
        categories: ["a", "b"],
      },
    ],
    targetColumn: "class",
  };
}

const trainRows = Int32Array.from({ length: 30 }, (_, row) => row);

function prepared(table: Table, normalize: "standardize" | "minMax" | "none" = "standardize") {
  const target = chooseTarget(table, { target: "class" });
  const preprocessing = fitPreprocessing(table, trainRows, { target, normalize });
  return { preprocessing, dataset: applyPreprocessing(table, preprocessing) };
}

function recipeOf(layers: readonly object[]) {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "class" },
      network: { layers },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "adam", learningRate: 0.02 },
      training: { epochs: 20, batchSize: 10 },
    },
    { source: "the test" },
  );
}

const CONVOLUTION = [
  { id: "convolution", kind: "convolution2d", units: 3, kernel: 3 },
  { id: "relu", kind: "relu" },
  { id: "flatten", kind: "flatten" },
  { id: "output", kind: "dense", units: "outputs" },
];

async function train(table: Table, layers: readonly object[]): Promise<Model> {
  const { preprocessing, dataset } = prepared(table);
  const recipe = recipeOf(layers);
  const plan = planTraining(recipe, dataset, {
    rows: { train: trainRows, dev: Int32Array.of(30, 31, 32, 33) },
    threads: 1,
  });
  const { chosen } = await runTraining(plan, nodeRuntime);
  return {
    recipe,
    target: "classes",
    outputs: outputsOf(dataset, recipe.loss),
    members: [{ preprocessing, inputs: blockTypes(dataset), ...chosen }],
  };
}

/** Frozen numbers are folded into others, so the exported model may differ in the last places of float32. */
async function expectAlike(model: Model, feeds: Record<string, Tensor>, prediction: Float32Array) {
  const session = await InferenceSession.create(modelToOnnx(model), { logSeverityLevel: 3 });
  const { probabilities } = await session.run(feeds, ["probabilities"]);
  await session.release();
  const received = probabilities.data as Float32Array;
  expect(received).toHaveLength(prediction.length);
  const largest = received.reduce((most, value, i) => Math.max(most, Math.abs(value - prediction[i])), 0);
  expect(largest).toBeLessThan(1e-6);
}

describe("a column of arrays", () => {
  it("is scaled by the mean and standard deviation of each channel over the training rows", () => {
    for (const dtype of ["uint8", "float32"] as const) {
      const table = images(dtype);
      const { preprocessing, dataset } = prepared(table);
      const [input] = preprocessing.inputs;
      if (input.kind !== "tensor" || table.columns[0].type !== "tensor") throw new Error("expected arrays");
      const { data } = table.columns[0];
      for (const channel of [0, 1]) {
        const values = Array.from(data.subarray(0, 30 * WIDTH)).filter(
          (_, i) => Math.floor((i % WIDTH) / 9) === channel,
        );
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
        // Sums in float64 of numbers below 256 differ by rounding alone.
        expect(input.shift[channel]).toBeCloseTo(mean, 10);
        expect(input.scale[channel]).toBeCloseTo(std, 10);
      }
      const [block] = dataset.blocks;
      expect(block).toMatchObject({ name: "features", dtype, rowShape: SHAPE });
      expect(block.data).toBe(data);
    }
  });

  it("is scaled by the range where that is told, which of bytes is 255", () => {
    expect(prepared(images("uint8"), "minMax").preprocessing.inputs[0]).toMatchObject({
      shift: [0, 0],
      scale: [255, 255],
    });
    const { preprocessing } = prepared(images("float32"), "minMax");
    expect(preprocessing.inputs[0]).toMatchObject({ shift: [60, 60], scale: [139, 139] });
    expect(prepared(images("float32"), "none").preprocessing.inputs[0]).toMatchObject({
      shift: [0, 0],
      scale: [1, 1],
    });
  });

  it("is a block of its own beside other inputs", () => {
    const { dataset } = prepared(images("uint8", true));
    expect(dataset.blocks.map(({ name, rowShape }) => [name, rowShape])).toEqual([
      ["features", [1]],
      ["tensor:image", SHAPE],
    ]);
  });

  it("travels through JSON", () => {
    const { preprocessing } = prepared(images("uint8"));
    expect(parsePreprocessing(JSON.parse(JSON.stringify(preprocessing)), "a file")).toEqual(preprocessing);
  });

  it("is refused with another shape or element type than in training", () => {
    const { preprocessing } = prepared(images("uint8"));
    expect(() => applyPreprocessing(images("float32"), preprocessing)).toThrow(
      'Column "image" of images had rows of uint8 [2, 3, 3] in training; here they are float32 [2, 3, 3].',
    );
    const { columns } = images("uint8");
    const wrong = { type: "number", name: "image", data: new Float64Array(ROWS) } as const;
    expect(() =>
      applyPreprocessing({ ...images("uint8"), columns: [wrong, columns[1]] }, preprocessing),
    ).toThrow("had rows of shape [2, 3, 3] in training; here it is a number column");
  });

  it("says so where a network does not fit its rows", () => {
    const { dataset } = prepared(images("uint8"));
    const layers = CONVOLUTION.map((layer) => (layer.id === "convolution" ? { ...layer, kernel: 5 } : layer));
    expect(() => planTraining(recipeOf(layers), dataset, { rows: { train: trainRows } })).toThrow(
      /convolution/,
    );
  });

  it.each(["uint8", "float32"] as const)(
    "of %s is learnt from, and predicted alike by the model, its file and its ONNX",
    async (dtype) => {
      const table = images(dtype);
      const model = await train(table, CONVOLUTION);
      const prediction = await predictTable(model, table, nodeRuntime);
      const right = Array.from({ length: ROWS }, (_, row) => Number(prediction[2 * row + (row % 2)] > 0.5));
      // The brighter channel is a linear question.
      expect(right.reduce((sum, one) => sum + one, 0)).toBe(ROWS);
      const again = decodeModel(encodeModel(model), "model");
      expect(await predictTable(again, table, nodeRuntime)).toEqual(prediction);
      const image = new Tensor(dtype, table.columns[0].data as Uint8Array, [ROWS, ...SHAPE]);
      await expectAlike(model, { image }, prediction);
    },
  );

  it("is learnt from together with numbers", async () => {
    const table = images("uint8", true);
    const model = await train(table, [
      { id: "convolution", kind: "convolution2d", units: 2, kernel: 3, inputs: ["tensor:image"] },
      { id: "flatten", kind: "flatten" },
      { id: "joined", kind: "concatenate", inputs: ["features", "flatten"] },
      { id: "output", kind: "dense", units: "outputs" },
    ]);
    const prediction = await predictTable(model, table, nodeRuntime);
    const [image, age] = table.columns;
    const feeds = {
      image: new Tensor("uint8", image.data as Uint8Array, [ROWS, ...SHAPE]),
      age: new Tensor("float64", age.data as Float64Array, [ROWS, 1]),
    };
    await expectAlike(model, feeds, prediction);
  });
});
