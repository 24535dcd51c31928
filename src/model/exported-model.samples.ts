import { InferenceSession, Tensor } from "onnxruntime-node";
import { expect } from "vitest";
import { randomInteger, uniform } from "../base/random.ts";
import { applyPreprocessing } from "../data/prepare/apply-preprocessing.ts";
import { fitPreprocessing, type PreprocessingOptions } from "../data/prepare/fit-preprocessing.ts";
import type { Preprocessing } from "../data/prepare/preprocessing.ts";
import { allRows, cellText, requireColumn, type Table } from "../data/table/table.ts";
import { chooseTarget, type Task } from "../data/target/task.ts";
import { blockTypes, outputsOf } from "../program/dataset-blocks.ts";
import { baselineRecipe } from "../recipe/default.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import { planTraining } from "../train/plan/plan-training.ts";
import { runTraining } from "../train/trainer/loop.ts";
import { modelToOnnx } from "./export-onnx.ts";
import type { Model, ModelMember } from "./model.ts";
import { predictTable } from "./predict-table.ts";

/**
 * On probabilities, and on values in units of the target's standard deviation, which is what the networks
 * give. The exported graph does the same float32 operations; what differs is that the runtime may fuse a
 * product with the sum after it, and cut the batch otherwise: a few units in the last place.
 */
export const TOLERANCE = 1e-6;

export interface Trained {
  readonly model: Model;
  readonly table: Table;
}

/** A model with one member for each part of the rows, each trained a little on its own preprocessing. */
export async function train(
  table: Table,
  target: string | readonly string[],
  options: {
    parts?: readonly Int32Array[];
    preprocessing?: Partial<PreprocessingOptions>;
    layers?: readonly unknown[];
    task?: Task;
    loss?: { readonly kind: string };
  } = {},
): Promise<Trained> {
  const chosen = chooseTarget(table, { target, ...(options.task ? { task: options.task } : {}) });
  let recipe: Recipe | undefined;
  const members: ModelMember[] = [];
  let outputs = 1;
  for (const rows of options.parts ?? [allRows(table.rows)]) {
    const preprocessing = fitPreprocessing(table, rows, { target: chosen, ...options.preprocessing });
    const dataset = applyPreprocessing(table, preprocessing);
    const { loss, layers } = options;
    recipe ??= recipeFor({ table, target, task: chosen.task, outputs, dataset, layers, loss });
    outputs = outputsOf(dataset, recipe.loss);
    const plan = planTraining(recipe, dataset, { rows: { train: rows }, probes: false, threads: 1 });
    const { chosen: state } = await runTraining(plan, nodeRuntime);
    members.push({ ...state, preprocessing, inputs: blockTypes(dataset) });
  }
  const kinds = { classification: "classes", regression: "values", multiLabel: "labels" } as const;
  return { table, model: { recipe: recipe!, target: kinds[chosen.task], outputs, members } };
}

export function recipeFor(about: {
  table: Table;
  target: string | readonly string[];
  task: Task;
  loss?: { readonly kind: string } | undefined;
  outputs: number;
  dataset: ReturnType<typeof applyPreprocessing>;
  layers: readonly unknown[] | undefined;
}): Recipe {
  const { table, target, task, outputs, dataset } = about;
  const features = dataset.blocks.find((block) => block.name === "features")?.rowShape[0] ?? 0;
  const recipe = baselineRecipe({
    target,
    task,
    outputs,
    rows: table.rows,
    features,
    blocks: dataset.blocks,
  });
  const layers = about.layers ?? recipe.network.layers;
  const training = { ...recipe.training, epochs: 2 };
  const loss = about.loss ?? recipe.loss;
  return parseRecipe({ ...recipe, loss, network: { layers }, training }, { source: "the test" });
}

/** Feeds of the raw columns, as any host would write them: doubles with NaN, and words with "". */
export function feedsOf(table: Table, preprocessing: readonly Preprocessing[]): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = Object.create(null);
  for (const { column: name, type } of preprocessing.flatMap(({ inputs }) => inputs)) {
    const column = requireColumn(table, name, { role: "input" });
    const shape = [table.rows, 1];
    if (type === "number") {
      const data = column.type === "number" ? column.data : new Float64Array(table.rows).fill(Number.NaN);
      feeds[name] = new Tensor("float64", data, shape);
    } else {
      const words = Array.from({ length: table.rows }, (_, row) => cellText(column, row) ?? "");
      feeds[name] = new Tensor("string", words, shape);
    }
  }
  return feeds;
}

export async function run(bytes: Uint8Array, feeds: Record<string, Tensor>) {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

/**
 * Predicts the rows of a table by the exported model, and holds them against the library's own prediction.
 */
export async function expectSamePredictions({ model, table }: Trained, rows = table) {
  const expected = await predictTable(model, rows, nodeRuntime);
  const feeds = feedsOf(
    rows,
    model.members.map((member) => member.preprocessing),
  );
  const results = await run(modelToOnnx(model), feeds);
  const output = results[model.target === "values" ? "prediction" : "probabilities"];
  expect(output.type).toBe("float32");
  const isVector = model.target === "values" && model.outputs === 1;
  expect(output.dims).toEqual(isVector ? [rows.rows] : [rows.rows, model.outputs]);
  const received = output.data as Float32Array;
  expect(expected.every(Number.isFinite)).toBe(true);
  expect(new Set(expected).size).toBeGreaterThan(rows.rows / 10);
  const { target } = model.members[0].preprocessing;
  const perValue = target.kind === "values" ? model.outputs / target.columns.length : 1;
  const unit = (index: number) =>
    target.kind === "values" ? target.columns[Math.floor((index % model.outputs) / perValue)].scale : 1;
  const worst = Math.max(...expected.map((value, index) => Math.abs(value - received[index]) / unit(index)));
  expect(worst).toBeLessThanOrEqual(TOLERANCE);
  if (target.kind === "values") return results;
  if (target.kind === "labels") {
    expect(results.labels.dims).toEqual(output.dims);
    expect(Array.from(results.labels.data as Uint8Array, Boolean)).toEqual(
      Array.from(received, (p) => p >= 0.5),
    );
    return results;
  }
  const { classes } = target;
  const labels = Array.from({ length: rows.rows }, (_, row) => {
    const of = received.subarray(row * model.outputs, (row + 1) * model.outputs);
    return classes[of.indexOf(Math.max(...of))];
  });
  expect(results.label.data).toEqual(labels);
  return results;
}

export const MIXED_ROWS = 240;

/**
 * A CSV with all that columns can be: numbers and booleans with missing cells, few and many categories, a
 * constant column. The last quarter has categories that come nowhere else.
 */
export function mixedCsv(): string {
  const pick = (items: readonly string[], row: number, stream: number) =>
    items[randomInteger(stream, row, items.length)];
  const lines = Array.from({ length: MIXED_ROWS }, (_, row) => {
    const late = row >= (MIXED_ROWS * 3) / 4;
    const size = uniform(1, row) * 100 - 20;
    const colour = pick(["red", "green", "blue", late ? "violet" : "red", "NA", ""], row, 2);
    const city = pick(
      Array.from({ length: 26 }, (_, index) => `${late ? "far" : "near"} city ${index}`),
      row,
      3,
    );
    const member = pick(["Yes", "no", "yes", "NO", ""], row, 4);
    const price = size * 3 + (member.toLowerCase() === "yes" ? 40 : 0) + uniform(5, row) * 10;
    const grade = price > 150 ? "good" : price > 60 ? "fair" : "poor";
    return [row % 7 === 0 ? "" : size, colour, city, member, "same", uniform(6, row), price, grade].join();
  });
  return ["size,colour,city,member,constant,noise,price,grade", ...lines].join("\n");
}

export const early = allRows((MIXED_ROWS * 3) / 4);
