import { fromBinary } from "@bufbuild/protobuf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { uniform } from "../base/random.ts";
import { parseCsv } from "../data/read/text/csv.ts";
import { tableFromColumns } from "../data/table/building/column-table.ts";
import { decodeSafetensors } from "../interop/safetensors.ts";
import { ModelProtoSchema } from "../runtime/onnx/generated/onnx_pb.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import { modelToOnnx } from "./export-onnx.ts";
import {
  early,
  expectSamePredictions,
  feedsOf,
  mixedCsv,
  run,
  TOLERANCE,
  type Trained,
  train,
} from "./exported-model.samples.ts";
import { decodeModel, encodeModel, type Model } from "./model.ts";
import { predictTable } from "./predict-table.ts";

test("the exported model predicts by batch normalization with its running statistics, and dropout switched off", async () => {
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
