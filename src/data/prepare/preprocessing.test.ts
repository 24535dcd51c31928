import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { allRows, type Table } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { applyPreprocessing } from "./apply-preprocessing.ts";
import type { DataBlock, Dataset } from "./dataset.ts";
import { fitPreprocessing, type PreprocessingOptions } from "./fit-preprocessing.ts";
import { parsePreprocessing } from "./preprocessing.ts";
import { columnReadings, columnTypes } from "./reading-to-predict.ts";

type Columns = Readonly<Record<string, readonly CellValue[]>>;

const tableOf = (columns: Columns) => tableFromColumns(Object.entries(columns));

/** Fits on the first `train` rows (all by default); the target is the column y. */
function fit(table: Table, options: Partial<PreprocessingOptions> & { train?: number } = {}) {
  const target = chooseTarget(table, { target: "y" });
  const rows = target.rows.filter((row) => row < (options.train ?? table.rows));
  return fitPreprocessing(table, rows, { ...options, target });
}

function features(dataset: Dataset): Record<string, number[]> {
  const block = dataset.blocks.find(({ name }) => name === "features") as DataBlock;
  const width = block.rowShape[0];
  const column = (index: number) =>
    Array.from({ length: dataset.rows }, (_, row) => block.data[row * width + index]);
  return Object.fromEntries(block.names!.map((name, index) => [name, column(index)]));
}

const classes = (count: number) => Array.from({ length: count }, (_, row) => (row % 2 === 0 ? "a" : "b"));

describe("numbers", () => {
  it("have mean 0 and standard deviation 1 over the training rows, whatever their unit", () => {
    // Smallest magnitudes are left out: float32 features cannot show them apart from their mean.
    const unit = fc.constantFrom(1e-30, 1e-6, 1, 1e9, 1e200);
    const values = fc
      .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 60 })
      .filter((v) => new Set(v).size > 1);
    fc.assert(
      fc.property(values, unit, (list, scale) => {
        const x = list.map((value) => value * scale);
        const table = tableOf({ x: [...x, 1e5 * scale, -3e5 * scale], y: classes(x.length + 2) });
        const column = features(applyPreprocessing(table, fit(table, { train: x.length }))).x.slice(
          0,
          x.length,
        );
        const mean = column.reduce((sum, value) => sum + value, 0) / x.length;
        const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
        // Features are float32: each is within 6e-8 of its value, at most 8 here, and so are their means.
        expect(Math.abs(mean)).toBeLessThan(1e-6);
        expect(Math.abs(variance - 1)).toBeLessThan(1e-5);
      }),
      { seed: 1 },
    );
  });

  it("reach from 0 to 1 over the training rows with minMax, and stay as they are with none", () => {
    const table = tableOf({ x: [10, 30, 20, 50], y: classes(4) });
    expect(features(applyPreprocessing(table, fit(table, { normalize: "minMax", train: 3 }))).x).toEqual([
      0, 1, 0.5, 2,
    ]);
    expect(features(applyPreprocessing(table, fit(table, { normalize: "none" }))).x).toEqual([
      10, 30, 20, 50,
    ]);
  });

  it("are softly clipped at three standard deviations with softClip, however far out a cell is", () => {
    const table = tableOf({ x: [1, 3, 1, 3, 4, 1e300, -1e300], y: classes(7) });
    const { x } = features(applyPreprocessing(table, fit(table, { normalize: "softClip", train: 4 })));
    // z is -1, 1, -1, 1, 2, and then far beyond what float32 holds.
    const clipped = [-1, 1, -1, 1, 2].map((z) => Math.fround(z / Math.sqrt(1 + (z / 3) ** 2)));
    expect(x).toEqual([...clipped, 3, -3]);
  });

  it("are scaled by their quartiles with robust, and by half their range where the quartiles are equal", () => {
    const table = tableOf({ x: [0, 2, 4, 6, 1000], flat: [5, 5, 5, 5, 9], y: classes(5) });
    const preprocessing = fit(table, { normalize: "robust" });
    expect(preprocessing.inputs).toMatchObject([
      { shift: 4, scale: 4, bound: 3 },
      { shift: 5, scale: 2, bound: 3 },
    ]);
    const { x, flat } = features(applyPreprocessing(table, preprocessing));
    expect(x[2]).toBe(0);
    expect(x[3]).toBeCloseTo(0.5 / Math.sqrt(1 + 0.25 / 9), 6);
    expect(x[4]).toBeLessThan(3);
    expect(flat[4]).toBeCloseTo(2 / Math.sqrt(1 + 4 / 9), 6);
  });

  it.each([
    ["mean", 4],
    ["median", 2],
    ["zero", 0],
  ] as const)("that are missing become the training part's %s, with an indicator", (missing, value) => {
    const table = tableOf({ x: [1, 2, null, 9, null], y: classes(5) });
    const dataset = applyPreprocessing(table, fit(table, { missing, normalize: "none" }));
    expect(features(dataset)).toEqual({ x: [1, 2, value, 9, value], "x is missing": [0, 0, 1, 0, 1] });
  });

  it("get no indicator where training has no missing cell, and still an imputation later", () => {
    const table = tableOf({ x: [1, 3, 2, null], y: classes(4) });
    expect(features(applyPreprocessing(table, fit(table, { train: 3, normalize: "none" })))).toEqual({
      x: [1, 3, 2, 2],
    });
  });

  it("are kept for their indicator where they are constant or missing", () => {
    const table = tableOf({ x: [7, null, 7, null], y: classes(4) });
    expect(features(applyPreprocessing(table, fit(table)))).toEqual({
      x: [0, 0, 0, 0],
      "x is missing": [0, 1, 0, 1],
    });
  });

  it("too large for float32 are refused, naming the cell", () => {
    const table = tableOf({ x: [1, 2, 1e300], y: ["a", "b", "a"] });
    expect(() => applyPreprocessing(table, fit(table, { train: 2 }))).toThrow(
      expect.objectContaining({
        code: "number-too-large",
        message: expect.stringMatching(/row 3.*"x": 1e\+300/),
      }),
    );
  });

  it("that are booleans count as 0 and 1", () => {
    const table = tableOf({ x: [true, false, null, true], y: classes(4) });
    const dataset = applyPreprocessing(table, fit(table, { normalize: "none", missing: "zero" }));
    expect(features(dataset)).toEqual({ x: [1, 0, 0, 1], "x is missing": [0, 0, 1, 0] });
  });
});

describe("categories", () => {
  it("become a feature each, in order, and one for unseen and missing ones", () => {
    const table = tableOf({ c: ["red", "blue", "red", "green", null], y: classes(5) });
    expect(features(applyPreprocessing(table, fit(table, { train: 3 })))).toEqual({
      "c=blue": [0, 1, 0, 0, 0],
      "c=red": [1, 0, 1, 0, 0],
      "c=other": [0, 0, 0, 1, 1],
    });
  });

  it("of which there are more than 20 become codes in a block of their own", () => {
    const words = Array.from({ length: 21 * 4 }, (_, row) => `word ${String(row % 21).padStart(2, "0")}`);
    const table = tableOf({ c: [...words, "unseen", null], y: classes(words.length + 2) });
    const [block] = applyPreprocessing(table, fit(table, { train: words.length })).blocks;
    expect(block).toMatchObject({ name: "category:c", dtype: "int32", rowShape: [], cardinality: 22 });
    expect([...block.data]).toEqual([...words.map((_, row) => row % 21), 21, 21]);
  });

  it("follow the encoding they are told", () => {
    const table = tableOf({ c: ["a", "b", "a", "b"], y: classes(4) });
    expect(
      applyPreprocessing(table, fit(table, { categories: "embedding" })).blocks.map(({ name }) => name),
    ).toEqual(["category:c"]);
    expect(
      applyPreprocessing(table, fit(table, { categories: "oneHot" })).blocks.map(({ name }) => name),
    ).toEqual(["features"]);
  });

  it("always have exactly one place, and unseen ones the last", () => {
    const word = fc.constantFrom("a", "b", "c", "d", "__proto__", "constructor", null);
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 20 }),
        fc.array(word, { maxLength: 20 }),
        (seen, later) => {
          const train = ["a", "b", ...seen];
          const table = tableOf({ c: [...train, ...later], y: classes(train.length + later.length) });
          const block = applyPreprocessing(table, fit(table, { train: train.length, categories: "oneHot" }))
            .blocks[0];
          const width = block.rowShape[0];
          for (let row = 0; row < table.rows; row++) {
            const places = Array.from(block.data.subarray(row * width, (row + 1) * width));
            expect(places.reduce((sum, place) => sum + place, 0)).toBe(1);
            const cell = row < train.length ? train[row] : later[row - train.length];
            expect(places[width - 1] === 1).toBe(cell === null || !train.includes(cell));
          }
        },
      ),
      { seed: 2 },
    );
  });
});

describe("columns that are no inputs", () => {
  it("are the target, the excluded, the constant, and those that name rows, each with a note", () => {
    const range = Array.from({ length: 40 }, (_, row) => row);
    const table = tableOf({
      row: range.map((row) => row + 1),
      name: range.map((row) => `name ${row}`),
      same: range.map(() => 4),
      secret: range,
      part: range.map((row) => row % 3),
      x: range.map((row) => row % 5),
      y: classes(40),
    });
    const preprocessing = fit(table, { exclude: ["secret"], split: { column: "part" } });
    expect(preprocessing.inputs.map(({ column }) => column)).toEqual(["x"]);
    expect(preprocessing.dropped.map(({ column, reason }) => [column, reason])).toEqual([
      ["row", "identifier"],
      ["name", "identifier"],
      ["same", "constant"],
      ["secret", "excluded"],
      ["part", "excluded"],
    ]);
    expect(preprocessing.dropped[1].note).toBe(
      'Column "name" is no input: 40 of its 40 training cells differ, so it names rows.',
    );
  });

  it("are those without a value in training, whatever the others have", () => {
    const table = tableOf({ x: [null, null, 1], w: [1, 2, 3], y: ["a", "b", "a"] });
    const { inputs, dropped } = fit(table, { train: 2 });
    expect(inputs.map(({ column }) => column)).toEqual(["w"]);
    expect(dropped).toEqual([
      {
        column: "x",
        reason: "empty",
        note: 'Column "x" is no input: it has no value in any training row.',
      },
    ]);
  });

  it("are never those that the network reads, whatever the rows", () => {
    const words = ["red", "red", "blue", null];
    const table = tableOf({ c: words, x: [1, 1, 2, 3], e: [null, null, 1, 2], y: ["a", "b", "a", "b"] });
    const reads = new Set(["features", "category:c"]);
    const { blocks } = applyPreprocessing(table, fit(table, { train: 2, reads }));
    expect(blocks.map(({ name, rowShape, cardinality }) => [name, rowShape, cardinality])).toEqual([
      ["features", [3], undefined],
      ["category:c", [], 2],
    ]);
    expect(fit(table, { train: 3, reads }).inputs.map(({ column }) => column)).toEqual(["c", "x", "e"]);
    const varied = fit(table, { train: 4, reads: new Set(["features"]) });
    expect(varied.inputs.map(({ column }) => column)).toEqual(["c", "x", "e"]);
  });

  it("are not numbers that rise by one from elsewhere, such as years", () => {
    const table = tableOf({ year: Array.from({ length: 40 }, (_, row) => 1980 + row), y: classes(40) });
    expect(fit(table).inputs.map(({ column }) => column)).toEqual(["year"]);
  });

  it.each([
    [
      "an excluded column that does not exist",
      { x: [1, 2, 3], y: ["a", "b", "a"] },
      { exclude: ["z"] },
      "column-missing",
      /"z"/,
    ],
    [
      "a table without inputs",
      { x: [1, 1, 1], y: ["a", "b", "a"] },
      {},
      "inputs-missing",
      /no column to predict/,
    ],
  ] as const)("stop the fit: %s", (_, columns: Columns, options, code, message) => {
    expect(() => fit(tableOf(columns), { ...options, train: 2 })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe("targets", () => {
  it("that are numbers are scaled by the training part", () => {
    const table = tableOf({ x: [1, 2, 3, 4], y: [10.5, 20.5, 30.5, null] });
    const { target } = applyPreprocessing(table, fit(table, { train: 2 }));
    expect(target).toMatchObject({ kind: "values", width: 1, mean: [15.5], scale: [5] });
    expect([...target!.data]).toEqual([-1, 1, 3, NaN]);
  });

  it("that are several numbers are scaled column by column, or not at all where that is asked for", () => {
    const table = tableOf({ x: [1, 2, 3, 4], y: [10.5, 20.5, 30.5, null], z: [0, 400, 200, 7] });
    const target = chooseTarget(table, { target: ["y", "z"] });
    const scaled = fitPreprocessing(table, allRows(2), { target });
    const { target: learnt } = applyPreprocessing(table, scaled);
    expect(learnt).toMatchObject({ kind: "values", width: 2, mean: [15.5, 200], scale: [5, 200] });
    expect([...learnt!.data]).toEqual([-1, -1, 1, 1, 3, 0, NaN, -0.9649999737739563]);
    const plain = fitPreprocessing(table, allRows(2), { target, targetScaling: "none" });
    expect(applyPreprocessing(table, plain).target).toMatchObject({ mean: [0, 0], scale: [1, 1] });
    expect(scaled.inputs.map(({ column }) => column)).toEqual(["x"]);
  });

  it("that are several labels are 1 and 0, and counted in the training part", () => {
    const table = tableOf({ x: [1, 2, 3, 4], p: [true, false, null, true], q: [0, 1, 1, 0] });
    const target = chooseTarget(table, { target: ["p", "q"] });
    const preprocessing = fitPreprocessing(table, Int32Array.of(0, 1), { target });
    expect(preprocessing.target).toEqual({
      kind: "labels",
      columns: [
        { column: "p", type: "boolean", words: ["false", "true"], count: 1 },
        { column: "q", type: "number", words: ["0", "1"], count: 1 },
      ],
    });
    const { target: learnt } = applyPreprocessing(table, parsePreprocessing(preprocessing, "model"));
    expect(learnt).toEqual({
      kind: "labels",
      data: Float32Array.of(1, 0, 0, 1, NaN, 1, 1, 0),
      labels: ["p", "q"],
    });
    const partly = tableOf({ x: [1], p: [true] });
    expect(applyPreprocessing(partly, preprocessing, { target: "optional" }).target).toBeUndefined();
  });

  it("that were written before there could be several are read", () => {
    const { target, ...rest } = fit(tableOf({ x: [1, 2, 3, 4], y: [10.5, 20.5, 30.5, null] }));
    const earlier = { kind: "values", ...(target as { columns: object[] }).columns[0] };
    expect(parsePreprocessing({ ...rest, target: earlier }, "model")).toEqual({ ...rest, target });
  });

  it("that are classes are numbered, with −1 for missing and unknown ones", () => {
    const table = tableOf({ x: [1, 2, 3, 4], y: ["b", "a", null, "b"] });
    const preprocessing = fit(table);
    expect(applyPreprocessing(table, preprocessing).target).toEqual({
      kind: "classes",
      data: Int32Array.of(1, 0, -1, 1),
      classes: ["a", "b"],
    });
    const other = tableOf({ x: [1, 2], y: ["c", "a"] });
    expect([...applyPreprocessing(other, preprocessing).target!.data]).toEqual([-1, 0]);
  });

  it("give balanced weights of n / (k · n_c), counted in training", () => {
    const table = tableOf({ x: [1, 2, 3, 4, 5, 6], y: ["a", "a", "a", "b", "b", null] });
    const { weights } = applyPreprocessing(table, fit(table, { train: 4 }), { classWeights: "balanced" });
    expect([...weights!]).toEqual([4 / 6, 4 / 6, 4 / 6, 2, 2, 0].map(Math.fround));
    expect(applyPreprocessing(table, fit(table)).weights).toBeUndefined();
  });

  it("are not needed for prediction", () => {
    const table = tableOf({ x: [1, 2], y: ["a", "b"] });
    const preprocessing = fit(table);
    expect(applyPreprocessing(table, preprocessing, { target: "none" }).target).toBeUndefined();
    const rows = tableOf({ x: [1] });
    expect(applyPreprocessing(rows, preprocessing, { target: "optional" }).target).toBeUndefined();
    expect(() => applyPreprocessing(rows, preprocessing)).toThrow(
      expect.objectContaining({ code: "column-missing" }),
    );
  });
});

describe("a fitted preprocessing", () => {
  const table = tableOf({
    x: [1, 2, null, 4.25],
    c: ["a", "b", null, "a"],
    ["__proto__"]: [1, 5, 2, 3],
    flag: [true, false, true, null],
    y: [1.5, 2.5, 3.5, null],
  });

  it("survives JSON without loss and gives the same numbers each time", () => {
    const preprocessing = fit(table);
    const read = parsePreprocessing(JSON.parse(JSON.stringify(preprocessing)), "model");
    expect(read).toEqual(preprocessing);
    expect(applyPreprocessing(table, read)).toEqual(applyPreprocessing(table, preprocessing));
    expect(preprocessing.inputs.map(({ column }) => column)).toContain("__proto__");
  });

  it("does not depend on rows outside training", () => {
    const rows = allRows(3);
    const other = tableFromColumns([
      ["x", [1, 2, null, -900]],
      ["c", ["a", "b", null, "z"]],
      ["__proto__", [1, 5, 2, null]],
      ["flag", [true, false, true, false]],
      ["y", [1.5, 2.5, 3.5, 99]],
    ]);
    const fits = [table, other].map((t) =>
      fitPreprocessing(t, rows, { target: chooseTarget(t, { target: "y" }) }),
    );
    expect(fits[0]).toEqual(fits[1]);
  });

  it("gives a row the same numbers in whatever table it stands", () => {
    const preprocessing = fit(table);
    const reversed = tableFromColumns([
      ["flag", [null, true, false, true]],
      ["extra", ["q", "q", "q", "q"]],
      ["c", ["zebra", null, "b", "a"]],
      ["__proto__", [3, 2, 5, 1]],
      ["x", [4.25, null, 2, 1]],
    ]);
    const [a, b] = [
      applyPreprocessing(table, preprocessing),
      applyPreprocessing(reversed, preprocessing, { target: "none" }),
    ];
    const rowOf = (dataset: Dataset, row: number) =>
      Object.entries(features(dataset)).map(([name, values]) => [name, values[row]]);
    for (const row of [0, 1, 2]) expect(rowOf(b, 3 - row)).toEqual(rowOf(a, row));
  });

  it("tells the types to read a table with", () => {
    const types = columnTypes(fit(table));
    expect(Object.entries(types)).toEqual([
      ["x", "number"],
      ["c", "category"],
      ["__proto__", "number"],
      ["flag", "boolean"],
      ["y", "number"],
    ]);
  });

  it("takes a column without any value, and refuses one of another type", () => {
    const preprocessing = fit(tableOf({ x: [1, 2], c: ["a", "b"], y: ["a", "b"] }));
    const empty = tableOf({ x: [null, null], c: [null, null] });
    expect(features(applyPreprocessing(empty, preprocessing, { target: "none" }))["c=other"]).toEqual([1, 1]);
    expect(() =>
      applyPreprocessing(tableOf({ x: ["1", "red"], c: ["a", "b"] }), preprocessing, { target: "none" }),
    ).toThrow(
      expect.objectContaining({
        code: "column-type",
        message: expect.stringMatching(/"x".*number column in training; here it is a category/),
      }),
    );
  });

  it("reads words as the numbers that they were in training", () => {
    const number = { decimal: ",", unit: "€" } as const;
    const [x, y] = tableOf({ x: [1, 2], y: ["a", "b"] }).columns;
    const read = { ...x, reading: { number, gaps: ["-9"] } } as typeof x;
    const preprocessing = fit({ source: "the table", rows: 2, columns: [read, y] });
    expect(columnReadings(preprocessing)).toEqual({ x: { number, gaps: ["-9"] } });
    expect(parsePreprocessing(JSON.parse(JSON.stringify(preprocessing)), "model")).toEqual(preprocessing);
    const given = tableOf({ x: ["1,5 €", "-9", "?", "2"] });
    const { blocks } = applyPreprocessing(given, preprocessing, { target: "none" });
    expect([...blocks[0].data]).toEqual([0, 0, 0, 1]);
  });

  it.each([
    ["another version", { version: 2 }, /version/],
    ["an unknown key", { more: 1 }, /preprocessing/],
    [
      "a scale of zero",
      { target: { kind: "values", column: "y", type: "number", mean: 0, scale: 0 } },
      /target\.columns\.0\.scale/,
    ],
  ])("is refused with %s", (_, change, message) => {
    expect(() => parsePreprocessing({ ...fit(table), ...change }, "model")).toThrow(
      expect.objectContaining({ code: "preprocessing-invalid", message: expect.stringMatching(message) }),
    );
  });
});
