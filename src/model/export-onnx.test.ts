import { readFileSync } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { randomInteger, uniform } from "../base/random.ts";
import { applyPreprocessing } from "../data/prepare/apply-preprocessing.ts";
import { fitPreprocessing, type PreprocessingOptions } from "../data/prepare/fit-preprocessing.ts";
import type { PreparedTarget, Preprocessing } from "../data/prepare/preprocessing.ts";
import { parseCsv } from "../data/read/text/csv.ts";
import { tableFromColumns } from "../data/table/building/column-table.ts";
import { allRows, cellText, requireColumn, type Table } from "../data/table/table.ts";
import { chooseTarget, type Task } from "../data/target/task.ts";
import { decodeSafetensors } from "../interop/safetensors.ts";
import { blockTypes, outputsOf } from "../program/dataset-blocks.ts";
import { baselineRecipe } from "../recipe/default.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import { ModelProtoSchema } from "../runtime/onnx/generated/onnx_pb.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import { planTraining } from "../train/plan/plan-training.ts";
import { runTraining } from "../train/trainer/loop.ts";
import { modelToOnnx } from "./export-onnx.ts";
import { decodeModel, encodeModel, type Model, type ModelMember } from "./model.ts";
import { predictTable } from "./predict-table.ts";

/**
 * On probabilities, and on values in units of the target's standard deviation, which is what the networks
 * give. The exported graph does the same float32 operations; what differs is that the runtime may fuse a
 * product with the sum after it, and cut the batch otherwise: a few units in the last place.
 */
const TOLERANCE = 1e-6;

interface Trained {
  readonly model: Model;
  readonly table: Table;
}

/** A model with one member for each part of the rows, each trained a little on its own preprocessing. */
async function train(
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

function recipeFor(about: {
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
function feedsOf(table: Table, preprocessing: readonly Preprocessing[]): Record<string, Tensor> {
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

async function run(bytes: Uint8Array, feeds: Record<string, Tensor>) {
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
async function expectSamePredictions({ model, table }: Trained, rows = table) {
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

const MIXED_ROWS = 240;

/**
 * A CSV with all that columns can be: numbers and booleans with missing cells, few and many categories, a
 * constant column. The last quarter has categories that come nowhere else.
 */
function mixedCsv(): string {
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

const early = allRows((MIXED_ROWS * 3) / 4);

describe("the exported model predicts as the library does", () => {
  test("digits: 64 number columns, ten classes", async () => {
    const text = readFileSync(new URL("../../data/digits.csv", import.meta.url), "utf8");
    const table = await parseCsv(text);
    const target = table.columns.at(-1)!.name;
    const trained = await train(table, target);
    const { label } = await expectSamePredictions(trained);
    expect(new Set(label.data as unknown as string[]).size).toBe(10);
  });

  test("a mixed table with missing cells, booleans, one-hot and embedded categories, some unseen", async () => {
    const table = await parseCsv(mixedCsv());
    const trained = await train(table, "grade", { parts: [early], preprocessing: { exclude: ["price"] } });
    const { inputs } = trained.model.members[0].preprocessing;
    const kinds = inputs.map((input) => (input.kind === "category" ? input.encoding : input.type));
    expect(kinds).toEqual(["number", "oneHot", "embedding", "boolean", "number"]);
    expect(inputs.some((input) => input.kind === "numeric" && input.indicator)).toBe(true);
    await expectSamePredictions(trained);
  });

  test.each(["softClip", "robust", "log", "rank"] as const)(
    "numbers scaled with %s, some far out",
    async (normalize) => {
      const table = await parseCsv(mixedCsv());
      const preprocessing = { exclude: ["price"], normalize };
      const trained = await train(table, "grade", { parts: [early], preprocessing });
      await expectSamePredictions(trained);
      const far = ["1e300", "-1e300", "-1e9", "", "55"].map((size) => `${size},red,near city 3,no,0.5`);
      const types = { member: "boolean", colour: "category", city: "category" } as const;
      const rows = await parseCsv(["size,colour,city,member,noise", ...far].join("\n"), { types });
      await expectSamePredictions(trained, rows);
    },
  );

  test("bounded and unbounded numbers side by side", async () => {
    const table = await parseCsv(mixedCsv());
    const preprocessing = { exclude: ["price"], normalize: "softClip" as const };
    const { model } = await train(table, "grade", { parts: [early], preprocessing });
    const [member] = model.members;
    const inputs = member.preprocessing.inputs.map((input) => {
      if (input.kind !== "numeric" || input.column !== "noise") return input;
      const { bound: _, ...unbounded } = input;
      return unbounded;
    });
    const mixed = { ...member, preprocessing: { ...member.preprocessing, inputs } };
    await expectSamePredictions({ table, model: { ...model, members: [mixed] } });
  });

  test("several values, each in its own units, averaged over members that scaled them differently", async () => {
    const table = await parseCsv(mixedCsv());
    const parts = [early, early.slice(40)];
    const preprocessing = { exclude: ["grade"] };
    const trained = await train(table, ["price", "noise"], { parts, preprocessing });
    expect(trained.model.outputs).toBe(2);
    await expectSamePredictions(trained);
  });

  test("quantiles of one value and of several", async () => {
    const table = await parseCsv(mixedCsv());
    const options = { parts: [early], preprocessing: { exclude: ["grade"] }, loss: { kind: "quantile" } };
    const one = await train(table, "price", options);
    expect(one.model.outputs).toBe(3);
    await expectSamePredictions(one);
    const two = await train(table, ["price", "noise"], options);
    expect(two.model.outputs).toBe(6);
    await expectSamePredictions(two);
  });

  test("rates of counts, whose targets are not scaled", async () => {
    const table = await parseCsv(mixedCsv());
    const preprocessing = { exclude: ["grade"], targetScaling: "none" as const };
    const trained = await train(table, "noise", { parts: [early], preprocessing, loss: { kind: "poisson" } });
    await expectSamePredictions(trained);
  });

  test("several labels, with their probabilities", async () => {
    const lines = mixedCsv().split("\n");
    const yes = (holds: boolean) => (holds ? "yes" : "no");
    const csv = lines.map((line, row) =>
      row === 0 ? `${line},dear,loud` : `${line},${yes(line.endsWith("good"))},${yes(row % 3 === 0)}`,
    );
    const table = await parseCsv(csv.join("\n"));
    const preprocessing = { exclude: ["grade", "price"] };
    const trained = await train(table, ["dear", "loud"], { parts: [early], preprocessing });
    expect(trained.model).toMatchObject({ target: "labels", outputs: 2 });
    await expectSamePredictions(trained);
  });

  test("numbers as people write them, as they stand in the file or bare, with a mark of missing ones", async () => {
    const rows = 120;
    const number = (row: number, stream: number) => Math.round(uniform(stream, row) * 400_000) / 100 - 1000;
    const german = (value: number) =>
      `${value < 0 ? "−" : ""}${Math.abs(value)
        .toFixed(2)
        .replace(".", ",")
        .replace(/\B(?=(\d{3})+,)/g, ".")} €`;
    const prices = Array.from({ length: rows }, (_, row) => german(number(row, 1)));
    const shares = Array.from({ length: rows }, (_, row) => (row % 9 === 0 ? "?" : `${number(row, 2)} %`));
    const sizes = Array.from({ length: rows }, (_, row) => (row % 7 === 0 ? -999 : number(row, 3)));
    const lines = prices.map((price, row) => `${price};${shares[row]};${sizes[row]};${number(row, 1) * 2}`);
    const table = await parseCsv(["price;share;size;y", ...lines].join("\n"), { gaps: ["-999"] });
    const { model } = await train(table, "y");
    const expected = await predictTable(model, table, nodeRuntime);
    const text = (cells: readonly string[]) => new Tensor("string", [...cells], [rows, 1]);
    const size = new Tensor("float64", Float64Array.from(sizes), [rows, 1]);
    const { scale } = (model.members[0].preprocessing.target as Extract<PreparedTarget, { kind: "values" }>)
      .columns[0];
    const bare = (cell: string) => cell.replace(/ [€%]$/, "");
    for (const write of [(cell: string) => cell, bare]) {
      const feeds = { price: text(prices.map(write)), share: text(shares.map(write)), size };
      const { prediction } = await run(modelToOnnx(model), feeds);
      const differences = expected.map((value, row) =>
        Math.abs(value - (prediction.data as Float32Array)[row]),
      );
      expect(Math.max(...differences) / scale).toBeLessThanOrEqual(TOLERANCE);
    }
    const { metadataProps } = fromBinary(ModelProtoSchema, modelToOnnx(model));
    expect(JSON.parse(metadataProps.find(({ key }) => key === "columns")!.value)).toMatchObject([
      { column: "price", reading: { number: { decimal: ",", group: ".", unit: "€" } } },
      { column: "share", reading: { number: { decimal: ".", unit: "%" } } },
      { column: "size", reading: { gaps: ["-999"] } },
    ]);
  });

  test("regression, in the target's units", async () => {
    const table = await parseCsv(mixedCsv());
    const trained = await train(table, "price", { parts: [early], preprocessing: { exclude: ["grade"] } });
    await expectSamePredictions(trained);
  });

  test.each(["price", "grade"])(
    "three members with categories of their own, predicting %s",
    async (target) => {
      const table = await parseCsv(mixedCsv());
      const parts = [0, 1, 2].map((part) => allRows(MIXED_ROWS).filter((row) => row % 3 !== part));
      const exclude = target === "price" ? ["grade"] : ["price"];
      // Without the embedded column, whose cardinality would make the members' networks differ.
      parts[0] = parts[0].filter((row) => row < (MIXED_ROWS * 3) / 4);
      const preprocessing = { exclude, categories: "oneHot" as const };
      const trained = await train(table, target, { parts, preprocessing });
      const widths = trained.model.members.map((member) => member.inputs[0].rowShape[0]);
      expect(new Set(widths).size).toBeGreaterThan(1);
      await expectSamePredictions(trained);
    },
  );

  test.each(["grade", "member", "price"])(
    "categories by statistics of the target %s, some unseen or missing, beside numbers",
    async (target) => {
      const table = await parseCsv(mixedCsv());
      const exclude = ["price", "grade"].filter((name) => name !== target);
      const preprocessing = { exclude, categories: "targetStatistics", normalize: "softClip" } as const;
      const known = early.filter((row) => cellText(requireColumn(table, target, { role: "target" }), row));
      const trained = await train(table, target, { parts: [known, known.slice(40)], preprocessing });
      const { inputs } = trained.model.members[0].preprocessing;
      const means = inputs.filter((input) => input.kind === "numeric" && input.targetMeans !== undefined);
      expect(means).toHaveLength(target === "grade" ? 6 : 2);
      await expectSamePredictions(trained);
    },
  );

  test("embedded categories alone, without a features block", async () => {
    const table = await parseCsv(mixedCsv());
    const exclude = ["size", "colour", "member", "noise", "price"];
    const preprocessing = { exclude, categories: "embedding" as const };
    const trained = await train(table, "grade", { parts: [early], preprocessing });
    expect(trained.model.members[0].inputs.map((block) => block.name)).toEqual(["category:city"]);
    await expectSamePredictions(trained);
  });

  test("batch normalization with its running statistics, and dropout switched off", async () => {
    const table = await parseCsv(mixedCsv());
    const layers = [
      { id: "hidden", kind: "dense", inputs: ["features"], units: 16 },
      { id: "norm", kind: "batchNormalization" },
      { id: "relu", kind: "relu" },
      { id: "drop", kind: "dropout", rate: 0.5 },
      { id: "output", kind: "dense", units: "outputs" },
    ];
    const preprocessing = { exclude: ["price", "city"] };
    await expectSamePredictions(await train(table, "grade", { parts: [early], preprocessing, layers }));
  });

  test("one row, and a table whose number column is empty", async () => {
    const table = await parseCsv(mixedCsv());
    const trained = await train(table, "grade", { parts: [early], preprocessing: { exclude: ["price"] } });
    const types = { member: "boolean", colour: "category", city: "category" } as const;
    const row = await parseCsv("size,colour,city,member,noise\n,red,near city 3,no,0.5", { types });
    await expectSamePredictions(trained, row);
  });

  test("numbers used as categories, one-hot and embedded", async () => {
    const table = tableFromColumns([
      ["level", Array.from({ length: 60 }, (_, row) => [0, 0.5, -3, 1e21, Number.NaN][row % 5])],
      ["y", Array.from({ length: 60 }, (_, row) => (row % 5 < 2 ? "a" : "b"))],
    ]);
    const trained = await train(table, "y");
    for (const encoding of ["oneHot", "embedding"] as const) {
      const input = {
        kind: "category" as const,
        column: "level",
        type: "number" as const,
        encoding,
        categories: ["-3", "0", "0.5", "1e+21"],
        missing: 12,
      };
      const preprocessing = { ...trained.model.members[0].preprocessing, inputs: [input] };
      const dataset = applyPreprocessing(table, preprocessing);
      const { recipe: _, ...rest } = trained.model;
      const recipe = recipeFor({
        table,
        target: "y",
        task: "classification",
        outputs: 2,
        dataset,
        layers: undefined,
      });
      const plan = planTraining(recipe, dataset, { rows: { train: allRows(60) }, threads: 1 });
      const state = (await runTraining(plan, nodeRuntime)).chosen;
      const model = { ...rest, recipe, members: [{ ...state, preprocessing, inputs: blockTypes(dataset) }] };
      const expected = await predictTable(model, table, nodeRuntime);
      const { probabilities } = await run(modelToOnnx(model), feedsOf(table, [preprocessing]));
      expect(new Set(expected).size).toBeGreaterThanOrEqual(5);
      expect([...(probabilities.data as Float32Array)]).toEqual([...expected]);
    }
  });
});

describe("the exported model", () => {
  test("reads every word that a boolean column may hold, in any case", async () => {
    const words = ["false", "TRUE", "No", "yEs", "f", "T", "0", "1", "n", "Y", "", "NA"];
    const table = tableFromColumns([
      ["flag", Array.from({ length: 48 }, (_, row) => [true, false, null, true][row % 4])],
      ["y", Array.from({ length: 48 }, (_, row) => (row % 4 === 1 ? "a" : "b"))],
    ]);
    const { model } = await train(table, "y");
    const told = await parseCsv(`flag,z\n${words.map((word) => `${word},1`).join("\n")}`, {
      types: { flag: "boolean" },
    });
    const expected = await predictTable(model, told, nodeRuntime);
    const { probabilities } = await run(modelToOnnx(model), {
      flag: new Tensor("string", words, [words.length, 1]),
    });
    expect(new Set(expected.filter((_, index) => index % 2 === 0)).size).toBe(3);
    expect([...(probabilities.data as Float32Array)]).toEqual([...expected]);
  });

  test("takes hostile column names, and names its outputs so that they clash with none", async () => {
    const names = [
      "__proto__",
      'a "quoted" name',
      "in:features",
      "trainwell:0",
      "n0",
      "label",
      "probabilities",
      "predicted_label",
      "größe 寸法 🎈",
      "x".repeat(5000),
      "out:prediction",
      "<b>bold</b>",
    ];
    const columns = names.map((name, column): [string, (number | string)[]] => {
      const value = (row: number) => uniform(column, row);
      return [
        name,
        Array.from({ length: 50 }, (_, row) =>
          column % 2 ? (value(row) > 0.5 ? "__proto__" : "") : value(row),
        ),
      ];
    });
    const y = Array.from({ length: 50 }, (_, row) => (uniform(0, row) > 0.5 ? "constructor" : "toString"));
    const { model, table } = await train(tableFromColumns([...columns, ["y", y]]), "y");
    const bytes = modelToOnnx(model);
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual(names);
    expect(session.outputNames).toEqual(["predicted_predicted_label", "predicted_probabilities"]);
    const results = await session.run(feedsOf(table, [model.members[0].preprocessing]));
    await session.release();
    const expected = await predictTable(model, table, nodeRuntime);
    const received = results.predicted_probabilities.data as Float32Array;
    expect(Math.max(...expected.map((value, index) => Math.abs(value - received[index])))).toBeLessThan(
      TOLERANCE,
    );
    expect(new Set(results.predicted_predicted_label.data as unknown as string[])).toEqual(new Set(y));
  });

  test("is the same bytes for the same model, and names only the columns that it uses", async () => {
    const table = await parseCsv(mixedCsv());
    const { model } = await train(table, "grade", { parts: [early], preprocessing: { exclude: ["price"] } });
    const bytes = modelToOnnx(model);
    expect(modelToOnnx(model)).toEqual(bytes);
    const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
    expect(session.inputNames).toEqual(["size", "colour", "city", "member", "noise"]);
    const signatures = session.inputMetadata.map((value) => value.isTensor && [value.type, value.shape]);
    expect(signatures).toEqual([
      ["float64", ["batch", 1]],
      ["string", ["batch", 1]],
      ["string", ["batch", 1]],
      ["string", ["batch", 1]],
      ["float64", ["batch", 1]],
    ]);
    await session.release();
  });

  test("says in its metadata what it was made for", async () => {
    const table = await parseCsv(mixedCsv());
    const { model } = await train(table, "grade", { preprocessing: { exclude: ["price", "city", "size"] } });
    const { metadataProps, producerName, graph } = fromBinary(ModelProtoSchema, modelToOnnx(model));
    const metadata = new Map(metadataProps.map(({ key, value }) => [key, value]));
    expect(producerName).toBe("trainwell");
    expect(metadata.get("producer")).toBe("trainwell");
    expect(metadata.get("task")).toBe("classification");
    expect(metadata.get("target")).toBe("grade");
    expect(JSON.parse(metadata.get("classes")!)).toEqual(["fair", "good", "poor"]);
    expect(JSON.parse(metadata.get("outputs")!)).toEqual(["label", "probabilities"]);
    expect(JSON.parse(metadata.get("columns")!)).toEqual([
      { column: "colour", type: "category", input: "colour" },
      { column: "member", type: "boolean", input: "member" },
      { column: "noise", type: "number", input: "noise" },
    ]);
    expect(graph!.initializer.filter((tensor) => tensor.externalData.length > 0)).toEqual([]);
  });
});

describe("a model of several recipes with weights", () => {
  async function blend(target: string): Promise<Trained> {
    const table = await parseCsv(mixedCsv());
    const preprocessing = { exclude: target === "grade" ? ["price"] : ["grade"] };
    const network = await train(table, target, { preprocessing });
    const layers = network.model.recipe.network.layers.filter(
      ({ id }) => !/^(hidden|relu|dropout)\d$/.test(String(id)),
    );
    const linear = await train(table, target, { preprocessing, layers });
    expect(linear.model.members[0].parameters.length).toBeLessThan(
      network.model.members[0].parameters.length,
    );
    const members = [
      { ...network.model.members[0], weight: 0.3 },
      { ...linear.model.members[0], weight: 0.7, recipe: linear.model.recipe },
    ];
    return { table, model: { ...network.model, members } };
  }

  test.each(["grade", "price"])(
    "predicts %s as the library does, and as its file read back",
    async (target) => {
      const { table, model } = await blend(target);
      await expectSamePredictions({ table, model });
      const read = decodeModel(encodeModel(model), "the test");
      expect(read).toEqual(model);
      const predictions = await predictTable(read, table, nodeRuntime);
      expect(predictions).toEqual(await predictTable(model, table, nodeRuntime));
    },
  );

  test("is the weighted mean of its networks, and a file of another version than those without weights", async () => {
    const { table, model } = await blend("price");
    const [network, linear] = await Promise.all(
      model.members.map(({ weight: _, recipe = model.recipe, ...member }) =>
        predictTable({ ...model, recipe, members: [member] }, table, nodeRuntime),
      ),
    );
    const both = await predictTable(model, table, nodeRuntime);
    const { target } = model.members[0].preprocessing;
    const scale = target.kind === "values" ? target.columns[0].scale : Number.NaN;
    both.forEach((value, row) => {
      expect(Math.abs(value - 0.3 * network[row] - 0.7 * linear[row]) / scale).toBeLessThan(TOLERANCE);
    });
    const formatOf = (one: Model) => decodeSafetensors(encodeModel(one), "the test").metadata.get("format");
    expect(formatOf(model)).toBe("trainwell-model-2");
    const { weight: _, ...member } = model.members[0];
    expect(formatOf({ ...model, members: [member] })).toBe("trainwell-model-1");
  });
});
