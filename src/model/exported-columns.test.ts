import { fromBinary } from "@bufbuild/protobuf";
import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { uniform } from "../base/random.ts";
import { applyPreprocessing } from "../data/prepare/apply-preprocessing.ts";
import type { PreparedTarget } from "../data/prepare/preprocessing.ts";
import { parseCsv } from "../data/read/text/csv.ts";
import { tableFromColumns } from "../data/table/building/column-table.ts";
import { allRows, cellText, requireColumn } from "../data/table/table.ts";
import { blockTypes } from "../program/dataset-blocks.ts";
import { ModelProtoSchema } from "../runtime/onnx/generated/onnx_pb.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import { planTraining } from "../train/plan/plan-training.ts";
import { runTraining } from "../train/trainer/loop.ts";
import { modelToOnnx } from "./export-onnx.ts";
import {
  early,
  expectSamePredictions,
  feedsOf,
  MIXED_ROWS,
  mixedCsv,
  recipeFor,
  run,
  TOLERANCE,
  train,
} from "./exported-model.samples.ts";
import { predictTable } from "./predict-table.ts";

describe("the exported model predicts as the library does, of", () => {
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
      const means = inputs.flatMap((input) => (input.kind === "numeric" ? (input.targetMeans ?? []) : []));
      expect(means).toHaveLength(target === "grade" ? 6 : 2);
      expect(means.some(({ missing }) => missing !== undefined)).toBe(true);
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
