import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { normal, randomInteger } from "../../base/random.ts";
import { crossFitParts } from "../split/folds.ts";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import { allRows, requireColumn, type Table } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { applyPreprocessing } from "./apply-preprocessing.ts";
import { fitPreprocessing, fitTraining } from "./fit-preprocessing.ts";
import { statisticsPlaces } from "./place-categories.ts";
import { parsePreprocessing } from "./preprocessing.ts";
import { crossFit, smoothedMeans, statisticsFolds, targetQuantities } from "./target-statistics.ts";

interface GoldenCase {
  readonly name: string;
  readonly words: readonly (string | null)[];
  readonly targets: readonly CellValue[];
  readonly folds: readonly number[];
  readonly categories: readonly string[];
  readonly expected: {
    readonly means: readonly (readonly number[])[];
    readonly crossFitted: readonly (readonly number[])[];
    readonly unseen: readonly number[];
    readonly missing: readonly number[];
  };
}

/** Made by scripts/golden/target_statistics.py. */
const { cases } = JSON.parse(
  readFileSync(new URL("../../../test/golden/target-statistics.json", import.meta.url), "utf8"),
) as { readonly cases: readonly GoldenCase[] };

/** Sums of a hundred float64 in another order differ by some last places; expected values are up to 200. */
const TOLERANCE = 1e-10;

function expectNear(received: ArrayLike<number>, expected: readonly number[]) {
  expect(received).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(Math.abs(received[index] - value)).toBeLessThan(TOLERANCE));
}

const tableOf = (columns: Readonly<Record<string, readonly CellValue[]>>) =>
  tableFromColumns(Object.entries(columns));

describe.each(cases)("statistics of $name are scikit-learn's", ({ words, targets, ...golden }) => {
  const table = tableOf({ word: words, y: targets });
  const target = chooseTarget(table, { target: "y" });
  const rows = allRows(words.length);
  const column = requireColumn(table, "word", { role: "input" });
  const places = statisticsPlaces(column, golden.categories, rows.length);
  const quantities = targetQuantities(target);

  test("over all rows, the prior for unseen words, and for missing ones that of no row", () => {
    expect(quantities).toHaveLength(golden.expected.means.length);
    quantities.forEach((quantity, index) => {
      const { means, unseen, missing } = golden.expected;
      expectNear(smoothedMeans(places, rows, quantity), [...means[index], unseen[index], missing[index]]);
    });
  });

  test("for each fold by the others", () => {
    const folds = [0, 1, 2, 3, 4].map((fold) => rows.filter((row) => golden.folds[row] === fold));
    quantities.forEach((quantity, index) => {
      const numbers = crossFit(new Float64Array(rows.length), places, { folds, quantity });
      expectNear(numbers, golden.expected.crossFitted[index]);
    });
  });
});

/** The raw numbers of the one feature that a table of `id` and y has, with or without cross-fitting. */
function featureOf(table: Table, trainRows: Int32Array, isCrossFitted: boolean) {
  const target = chooseTarget(table, { target: "y", task: "regression" });
  const options = { target, categories: "targetStatistics", normalize: "none" } as const;
  const { preprocessing, crossFitted } = fitTraining(table, trainRows, options);
  const { blocks } = applyPreprocessing(table, preprocessing, isCrossFitted ? { crossFitted } : {});
  return { preprocessing, names: blocks[0].names, numbers: blocks[0].data };
}

function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, value) => sum + value, 0) / n;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let row = 0; row < n; row++) {
    xy += (x[row] - mx) * (y[row] - my);
    xx += (x[row] - mx) ** 2;
    yy += (y[row] - my) ** 2;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Four standard errors of a correlation of 2000 independent pairs. */
const CHANCE = 0.09;
const NOISE_ROWS = 2000;

test("no training row is told its own target: of noise, ids of few rows each tell nothing", () => {
  const noise = Array.from({ length: NOISE_ROWS }, (_, row) => normal(7, row));
  const id = Array.from({ length: NOISE_ROWS }, (_, row) => `id ${randomInteger(8, row, 800)}`);
  const table = tableOf({ id, y: noise });
  const rows = allRows(NOISE_ROWS);
  const naive = correlation(featureOf(table, rows, false).numbers, noise);
  const crossFitted = correlation(featureOf(table, rows, true).numbers, noise);
  // Means of two or three rows, of which one is the row itself.
  expect(naive).toBeGreaterThan(0.5);
  expect(Math.abs(crossFitted)).toBeLessThan(CHANCE);
});

test.each(["regression", "classification"] as const)(
  "nor that of its copies, which are in its fold: of noise, rows that come twice tell nothing, in %s",
  (task) => {
    const original = (row: number) => row % NOISE_ROWS;
    const rows = allRows(2 * NOISE_ROWS);
    const size = Array.from(rows, (row) => normal(9, original(row)));
    const noise = Array.from(rows, (row) => normal(7, original(row)));
    const id = Array.from(rows, (row) => `id ${randomInteger(8, original(row), 1000)}`);
    const y = task === "regression" ? noise : noise.map((value) => (value > 0 ? "above" : "below"));
    const table = tableOf({ id, size, y });
    const target = chooseTarget(table, { target: "y", task });
    const options = { target, categories: "targetStatistics", normalize: "none" } as const;
    const { preprocessing, crossFitted } = fitTraining(table, rows, options);
    const numbersOf = (given: { crossFitted?: typeof crossFitted }) => {
      const [{ data, names }] = applyPreprocessing(table, preprocessing, given).blocks;
      return Array.from(rows, (row) => data[row * 2 + names!.findIndex((name) => name.startsWith("id"))]);
    };
    const truth = noise.map((value) => (task === "regression" ? value : Number(value <= 0)));
    expect(correlation(numbersOf({}), truth)).toBeGreaterThan(0.5);
    expect(Math.abs(correlation(numbersOf({ crossFitted }), truth))).toBeLessThan(CHANCE);
  },
);

test("a row's own target moves its number as the mean of all rows, and no further", () => {
  const id = Array.from({ length: 40 }, (_, row) => `id ${row % 4}`);
  const y = id.map((_, row) => Math.sin(row));
  const rows = allRows(40);
  const before = featureOf(tableOf({ id, y }), rows, true).numbers;
  const changed = y.map((value, row) => (row === 13 ? 100 : value));
  const after = featureOf(tableOf({ id, y: changed }), rows, true).numbers;
  expect(after[13] - before[13]).toBeCloseTo((100 - y[13]) / 40, 5);
  expect(after).not.toEqual(before);
});

test("new rows get the statistics of all training rows, unseen and missing categories the prior", () => {
  const train = 8;
  const id = ["a", "a", "a", "a", "b", "b", "b", "b", "a", "b", "c", null];
  const y = [1, 1, 1, 2, 5, 5, 5, 6, 0, 0, 0, 0];
  const { preprocessing, names, numbers } = featureOf(tableOf({ id, y }), allRows(train), true);
  // By hand: the prior is 3.25; the squares within categories are 1.5 of 6 degrees of freedom, those between
  // them 32.
  const [within, between] = [1.5 / 6, 31.75 / 4];
  const weight = 4 / (4 + within / between);
  const a = 3.25 + weight * (1.25 - 3.25);
  const b = 3.25 + weight * (5.25 - 3.25);
  expect(names).toEqual(["id (mean of y)"]);
  expect(Array.from(numbers.slice(train))).toEqual([a, b, 3.25, 3.25].map(Math.fround));
  expect(parsePreprocessing(JSON.parse(JSON.stringify(preprocessing)), "the file")).toEqual(preprocessing);
});

test("categories that no other fold has tell nothing: not of the row's own fold either, nor in new rows", () => {
  const store = Array.from({ length: 60 }, (_, row) => `store ${row % 12}`);
  const chain = store.map((_, row) => `chain ${(row % 12) % 6}`);
  const y = store.map((_, row) => 3 * ((row % 12) % 6) + Math.sin(row));
  const table = tableOf({ store, chain, y });
  const target = chooseTarget(table, { target: "y", task: "regression" });
  const rows = allRows(60);
  const split = { method: "group", column: "chain" } as const;
  const options = { target, categories: "targetStatistics", normalize: "none", split } as const;
  const { preprocessing, crossFitted } = fitTraining(table, rows, { ...options, exclude: ["chain"] });
  const mean = y.reduce((sum, value) => sum + value) / 60;
  for (const given of [{ crossFitted }, {}]) {
    const [{ data }] = applyPreprocessing(table, preprocessing, given).blocks;
    expect([...new Set(data)]).toEqual([expect.closeTo(mean, 5)]);
  }
});

test("a category of one row is shrunk as the others tell, and ids of one row each tell nothing", () => {
  const id = ["a", "a", "a", "b", "b", "b", "c"];
  const y = [1, 2, 3, 4, 5, 6, 30];
  const quantity = { name: "y", read: (row: number) => y[row] };
  const codes = Int32Array.from(id, (word) => "abc".indexOf(word));
  const [, , rare] = smoothedMeans({ codes, places: 3 }, allRows(7), quantity);
  const prior = 51 / 7;
  expect(rare).toBeGreaterThan(prior);
  expect(rare).toBeLessThan(30);
  const alone = smoothedMeans({ codes: Int32Array.of(0, 1, 2), places: 3 }, allRows(3), quantity);
  expect([...alone]).toEqual([2, 2, 2]);
});

test("missing categories of training rows have a mean of their own, and unseen ones that of all", () => {
  const id = ["a", "a", "a", null, null, null, "b", "b", "b", "new"];
  const y = [1, 1, 2, 8, 8, 9, 4, 4, 5, 0];
  const { preprocessing, numbers } = featureOf(tableOf({ id, y }), allRows(9), false);
  expect(numbers[9]).toBe(Math.fround(42 / 9));
  expect(numbers[3]).toBeGreaterThan(7);
  expect(preprocessing.inputs[0]).toMatchObject({ statistics: { missing: 3 }, indicator: false });
  expect(parsePreprocessing(JSON.parse(JSON.stringify(preprocessing)), "the file")).toEqual(preprocessing);
});

test("in older files missing ones share the mean of unseen ones", () => {
  const id = ["a", "a", "a", null, null, null, "b", "b", "b", "new"];
  const table = tableOf({ id, y: [1, 1, 2, 8, 8, 9, 4, 4, 5, 0] });
  const { preprocessing } = featureOf(table, allRows(9), false);
  const older = JSON.parse(JSON.stringify(preprocessing));
  delete older.inputs[0].targetMeans.missing;
  older.inputs[0].targetMeans.values[2] = 7.5;
  const [{ data }] = applyPreprocessing(table, parsePreprocessing(older, "the file")).blocks;
  expect([data[3], data[9]]).toEqual([7.5, 7.5]);
});

test("numbers are scaled by what new rows of the training rows' categories get", () => {
  const id = Array.from({ length: 200 }, (_, row) => `id ${randomInteger(3, row, 20)}`);
  const y = id.map((word, row) => word.length + normal(4, row));
  const table = tableOf({ id, y });
  const target = chooseTarget(table, { target: "y" });
  const rows = allRows(200);
  const preprocessing = fitPreprocessing(table, rows, { target, categories: "targetStatistics" });
  const numbers = Array.from(applyPreprocessing(table, preprocessing).blocks[0].data);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / 200;
  const square = numbers.reduce((sum, value) => sum + value ** 2, 0) / 200;
  // Float32 features of at most a few standard deviations.
  expect(Math.abs(mean)).toBeLessThan(1e-6);
  expect(Math.abs(square - 1)).toBeLessThan(1e-5);
});

describe("the target decides how many numbers a column gives", () => {
  const id = Array.from({ length: 60 }, (_, row) => `id ${row % 7}`);
  const namesFor = (columns: Readonly<Record<string, readonly CellValue[]>>) => {
    const table = tableOf({ id, ...columns });
    const target = chooseTarget(table, { target: Object.keys(columns) });
    const options = { target, categories: "targetStatistics" } as const;
    const { preprocessing, crossFitted } = fitTraining(table, allRows(60), options);
    const [block] = applyPreprocessing(table, preprocessing, { crossFitted }).blocks;
    expect(block.data.every(Number.isFinite)).toBe(true);
    return block.names;
  };
  const cells = (of: (row: number) => CellValue) => id.map((_, row) => of(row));

  test.each([
    ["two classes", { y: cells((row) => (row % 3 ? "no" : "yes")) }, ["y=yes"]],
    ["three classes", { y: cells((row) => "abc"[row % 3]) }, ["y=a", "y=b", "y=c"]],
    ["two values", { u: cells((row) => row ** 1.1), v: cells((row) => Math.sin(row)) }, ["u", "v"]],
    ["two labels", { u: cells((row) => row % 2 > 0), v: cells((row) => row % 5 > 0) }, ["u", "v"]],
  ])("%s", (_, columns, quantities) => {
    expect(namesFor(columns)).toEqual(quantities.map((of) => `id (mean of ${of})`));
  });
});

describe("folds", () => {
  const rows = allRows(100).filter((row) => row !== 50);
  const table = tableOf({
    group: Array.from({ length: 100 }, (_, row) => `g${row % 9}`),
    two: Array.from({ length: 100 }, (_, row) => `g${row % 2}`),
    when: Array.from({ length: 100 }, (_, row) => (row * 37) % 100),
    y: Array.from({ length: 100 }, (_, row) => (row % 10 === 0 ? "rare" : "usual")),
  });
  const target = chooseTarget(table, { target: "y" });
  const foldsBy = (split: Parameters<typeof statisticsFolds>[1]["split"]) =>
    statisticsFolds(table, { rows, target, split });
  const cells = (name: string, fold: Int32Array) => {
    const { data } = requireColumn(table, name, { role: "input" });
    return Array.from(fold, (row) => data[row]);
  };

  test.each([
    ["by chance", {}, 5],
    ["by group", { method: "group", column: "group" }, 5],
    ["by two groups", { method: "group", column: "two" }, 2],
    ["by time", { method: "time", column: "when" }, 5],
  ] as const)("hold each training row once, drawn by the seed: %s", (_, split, count) => {
    const folds = foldsBy(split);
    expect(folds).toHaveLength(count);
    expect(folds.flatMap((fold) => [...fold]).toSorted((a, b) => a - b)).toEqual([...rows]);
    expect(foldsBy(split)).toEqual(folds);
  });

  test("follow the seed of the split and keep the shares of classes", () => {
    const folds = foldsBy({ seed: 3 });
    expect(folds).not.toEqual(foldsBy({ seed: 4 }));
    // Nine rare rows among 99, so that a fold of 20 has two, but for rounding.
    for (const fold of folds) expect(fold.filter((row) => row % 10 === 0).length).toBeLessThanOrEqual(3);
    expect(folds.every((fold) => fold.some((row) => row % 10 === 0))).toBe(true);
  });

  test("keep groups whole, and neighbours in time together", () => {
    const groups = foldsBy({ method: "group", column: "group" }).map((fold) => new Set(cells("group", fold)));
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(9);
    const times = foldsBy({ method: "time", column: "when" }).map((fold) => cells("when", fold));
    for (const fold of times) expect(Math.max(...fold) - Math.min(...fold)).toBeLessThanOrEqual(fold.length);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "leave no fold empty where one group is most of the rows, seed %i",
    (seed) => {
      const group = Array.from({ length: 221 }, (_, row) => (row < 200 ? "a" : `b${row % 3}`));
      const skewed = tableOf({ group, y: group.map((_, row) => Math.cos(row)) });
      const about = {
        table: skewed,
        target: chooseTarget(skewed, { target: "y" }),
        rows: allRows(221),
        folds: 5,
      };
      const parts = crossFitParts({ ...about, split: { method: "group", column: "group", seed } });
      expect(parts.map(({ length }) => length).toSorted((a, b) => a - b)).toEqual([7, 7, 7, 200]);
      expect(parts.map((part) => new Set(Array.from(part, (row) => group[row])).size)).toEqual([1, 1, 1, 1]);
    },
  );

  test("are as many as rows where these are few; a single row has no other to go by", () => {
    const few = rows.slice(0, 3);
    expect(crossFitParts({ table, target, rows: few, folds: 5 })).toHaveLength(3);
    const [quantity] = targetQuantities(target);
    const places = { codes: new Int32Array(100), places: 1 };
    const numbers = crossFit(new Float64Array(100), places, { folds: [rows.slice(0, 1)], quantity });
    expect(Array.from(numbers)).toEqual(Array.from({ length: 100 }, () => 0));
  });
});
