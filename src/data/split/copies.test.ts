import { describe, expect, test } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import { type CellValue, tableFromColumns } from "../table/building/column-table.ts";
import type { Table } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { findCopies } from "./copies.ts";
import { splitRows } from "./split.ts";

const ROWS = 300;
const rows = Array.from({ length: ROWS }, (_, row) => row);
const random = (column: number) => (row: number) => uniform(randomKey(7, column), row);

type Cells = Readonly<Record<string, (row: number) => CellValue>>;
const tableOf = (columns: Cells): Table =>
  tableFromColumns(Object.entries(columns).map(([name, cell]) => [name, rows.map(cell)]));
const copiesOf = (columns: Cells, exclude: string[] = []) => {
  const table = tableOf(columns);
  return findCopies(table, { target: chooseTarget(table, { target: "y" }), exclude });
};

const y = (row: number) => (random(9)(row) < 0.4 ? "a" : "b");
/** Every third row is a copy of the row two before. */
const source = (row: number) => (row % 3 === 2 ? row - 2 : row);
const a = (row: number) => random(1)(source(row));
const b = (row: number) => Math.floor(40 * random(2)(source(row)));
const original = { a: random(1), b: (row: number) => Math.floor(40 * random(2)(row)) };

describe("copies are found", () => {
  test("over inputs alone, and name their first row", () => {
    const copies = copiesOf({ a, b, y })!;
    expect(copies.repeats).toBe(100);
    expect(Array.from(copies.first.subarray(0, 6))).toEqual([0, 1, 0, 3, 4, 3]);
  });

  test.each<[string, Cells, string[]]>([
    ["words that name rows", { id: (row) => `m${row * 7919}` }, []],
    ["numbers that count rows", { row: (row) => row }, []],
    [
      "whole numbers, all different, that are called a key",
      { message_id: (row) => (row * 7919) % 10_007 },
      [],
    ],
    ["what is excluded", { noise: random(3) }, ["noise"]],
  ])("beside %s", (_, column, exclude) => {
    expect(copiesOf({ ...column, a, b, y }, exclude)?.repeats).toBe(100);
  });

  test("in a single column of sentences", () => {
    const text = (row: number) => `the message number ${source(row)} of all`;
    expect(copiesOf({ text, y })?.repeats).toBe(100);
  });
});

describe("no copies are", () => {
  const few = (column: number, kinds: number) => (row: number) => Math.floor(kinds * random(column)(row));
  const product = (row: number) => Math.floor(60 * random(1)(row));
  test.each<[string, Cells]>([
    ["rows that differ", original],
    ["rows that differ in a number that is no key", { a, b, income: (row) => (row * 7919) % 10_007 }],
    [
      "rows that meet because columns have few values",
      { p: few(1, 3), q: few(2, 4), r: few(3, 5), s: few(4, 3) },
    ],
    ["rows of one column of words", { product: (row) => `p${product(row)}` }],
    [
      "rows of a thing and what follows from it",
      { product, price: (row) => product(row) % 7, size: (row) => product(row) % 5 },
    ],
    [
      "rows of a table of few different rows",
      { a: (row) => random(1)(row % 12), b: (row) => random(2)(row % 12) },
    ],
  ])("%s", (_, columns) => {
    expect(copiesOf({ ...columns, y })).toBeUndefined();
  });

  test("inputs that more than a tenth of the rows have", () => {
    const common = (row: number) => (row % 5 === 0 ? 0 : row);
    const copies = copiesOf({ a: (row) => random(1)(common(row)), b: (row) => random(2)(common(row)), y });
    expect(copies).toBeUndefined();
  });
});

describe("a split by chance keeps copies in one part", () => {
  const table = tableOf({ a, b, y });
  const target = chooseTarget(table, { target: "y" });
  const partOf = (split: { train: Int32Array; dev: Int32Array; test: Int32Array; trainDev?: Int32Array }) => {
    const parts = new Map<number, string>();
    for (const name of ["train", "dev", "test", "trainDev"] as const)
      for (const row of split[name] ?? []) parts.set(row, name);
    return parts;
  };

  test.each([
    ["stratified", {}],
    ["random", {}],
    ["stratified", { trainDev: 0.2 }],
  ] as const)("%s %j", (method, options) => {
    for (let seed = 0; seed < 20; seed++) {
      const split = splitRows(table, { target, method, seed, ...options });
      const parts = partOf(split);
      expect(parts.size).toBe(ROWS);
      for (const row of rows) expect(parts.get(row)).toBe(parts.get(source(row)));
      // Units of at most two rows, in two classes at most: each part is off by one row a class.
      expect(Math.abs(split.test.length - 60)).toBeLessThanOrEqual(2);
      expect(Math.abs(split.dev.length - 60)).toBeLessThanOrEqual(2);
      expect(split.copies?.[2]).toBe(0);
    }
  });

  test("and where a column told the test rows, in train or dev", () => {
    const part = (row: number) => (source(row) % 5 === 0 ? "test" : "other");
    const told = tableOf({ a, b, part, y });
    const about = { target: chooseTarget(told, { target: "y" }), method: "column", column: "part" } as const;
    const parts = partOf(splitRows(told, about));
    for (const row of rows) expect(parts.get(row)).toBe(parts.get(source(row)));
  });

  test("and parts nothing else than before where there are none", () => {
    const plain = tableOf({ ...original, y });
    const split = splitRows(plain, { target: chooseTarget(plain, { target: "y" }), seed: 3 });
    expect(split.copies).toBeUndefined();
    expect(Array.from(split.test.subarray(0, 8))).toEqual(GOLDEN_TEST_ROWS);
  });
});

/** As the split drew them before copies were looked for. */
const GOLDEN_TEST_ROWS = [0, 1, 3, 16, 17, 24, 29, 39];
