import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readCsv } from "../read/csv.node.ts";
import { parseCsv } from "../read/csv.ts";
import { hashTable } from "../table/hash.ts";
import { type CellColumn, type CellValue, tableFromColumns } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { associationWithTarget } from "./association.ts";
import { summarize } from "./table-summary.ts";

const range = <T>(count: number, value: (row: number) => T) =>
  Array.from({ length: count }, (_, row) => value(row));

function summaryOf(columns: Readonly<Record<string, readonly CellValue[]>>) {
  const table = tableFromColumns(Object.entries(columns));
  return summarize(table, { target: chooseTarget(table, { target: "y" }) });
}

describe("summarize", () => {
  it("describes each column and the target", () => {
    const summary = summaryOf({
      x: [1, 2, null, 3],
      c: ["a", "b", "a", null],
      f: [true, true, false, null],
      y: ["p", "q", "p", null],
    });
    expect(summary.columns).toEqual([
      {
        name: "x",
        type: "number",
        missing: 1,
        distinct: 3,
        numbers: { mean: 2, std: expect.closeTo(Math.sqrt(2 / 3), 12), min: 1, max: 3 },
      },
      {
        name: "c",
        type: "category",
        missing: 1,
        distinct: 2,
        mostCommon: [
          { value: "a", count: 2 },
          { value: "b", count: 1 },
        ],
      },
      {
        name: "f",
        type: "boolean",
        missing: 1,
        distinct: 2,
        mostCommon: [
          { value: "true", count: 2 },
          { value: "false", count: 1 },
        ],
      },
      {
        name: "y",
        type: "category",
        missing: 1,
        distinct: 2,
        mostCommon: [
          { value: "p", count: 2 },
          { value: "q", count: 1 },
        ],
      },
    ]);
    expect(summary.target).toEqual({
      column: "y",
      columns: ["y"],
      task: "classification",
      missing: 1,
      classes: [
        { label: "p", count: 2 },
        { label: "q", count: 1 },
      ],
      imbalanceRatio: 2,
    });
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it("notes what looks wrong", () => {
    const y = range(44, (row) => (row < 40 ? "common" : "rare"));
    const summary = summaryOf({
      row: range(44, (row) => row),
      name: range(44, (row) => `n${row}`),
      same: range(44, () => "s"),
      none: range(44, () => null),
      copy: y.map((label) => (label === "rare" ? "yes" : "no")),
      number: y.map((label) => (label === "rare" ? 5 : 2)),
      fine: range(44, (row) => (row * 7919) % 13),
      y,
    });
    expect(summary.notes.map(({ kind, column }) => [kind, column])).toEqual([
      ["identifier", "row"],
      ["identifier", "name"],
      ["constant", "same"],
      ["allMissing", "none"],
      ["leakSuspect", "copy"],
      ["leakSuspect", "number"],
      ["imbalance", "y"],
    ]);
  });

  it("counts rows that come again, missing cells being equal and −0 being 0", () => {
    const summary = summaryOf({
      a: [1, 1, 0, -0, null, null, 2],
      b: ["x", "x", "x", "x", null, null, "y"],
      y: range(7, () => 1.5).map((v, i) => v + Math.floor(i / 2)),
    });
    expect(summary.duplicateRows).toBe(3);
    expect(summary.notes.at(-1)?.message).toMatch(/^3 rows repeat an earlier row/);
  });

  it("does not take rows for equal that differ in one cell", () => {
    const summary = summaryOf({ a: range(50_000, (row) => row * 0.1), y: range(50_000, (row) => row % 2) });
    expect(summary.duplicateRows).toBe(0);
  });

  it.each([
    ["digits", "digit"],
    ["breast-cancer", "diagnosis"],
    ["wine", "cultivar"],
    ["diabetes", "progression"],
  ])("suspects no leak and no repeated row in the bundled %s table", async (name, column) => {
    const table = await readCsv(fileURLToPath(new URL(`../../../data/${name}.csv`, import.meta.url)));
    const { notes } = summarize(table, { target: chooseTarget(table, { target: column }) });
    expect(notes.filter(({ kind }) => kind !== "constant")).toEqual([]);
  });
});

describe("associationWithTarget", () => {
  function association(x: readonly CellValue[], y: readonly CellValue[]) {
    const table = tableFromColumns([
      ["x", x],
      ["y", y],
    ]);
    return associationWithTarget(table.columns[0] as CellColumn, chooseTarget(table, { target: "y" }));
  }

  it("is the magnitude of the correlation between numbers", () => {
    expect(association([1, 2, 3, 4, 9], [-2.5, -4.5, -6.5, -8.5, -18.5])).toBeCloseTo(1, 12);
    // By hand: r = 6 / sqrt(10 · 10).
    expect(association([1, 2, 3, 4, 5], [1.5, 3.5, 2.5, 5.5, 4.5])).toBeCloseTo(0.8, 12);
  });

  it("is the correlation ratio between numbers and classes", () => {
    // By hand: between the groups 4 · 4 = 16, within 2 · 2 · 1 = 4, so the root of 16 / 20.
    expect(association([1, 3, 5, 7], [0, 0, 1, 1])).toBeCloseTo(Math.sqrt(16 / 20), 12);
  });

  it("is Goodman and Kruskal's lambda between words and classes", () => {
    const x = range(12, (row) => (row < 6 ? "p" : "q"));
    // The classes: 4 of 6 rows of p are 0, 6 of 6 rows of q are 1: (10 − 8) / (12 − 8).
    expect(
      association(
        x,
        range(12, (row) => (row < 4 ? 0 : 1)),
      ),
    ).toBeCloseTo(0.5, 12);
  });

  it("is not said of words that come less than four times each", () => {
    expect(association(["a", "b", "c", "d"], [0, 1, 0, 1])).toBeNaN();
  });
});

describe("hashTable", () => {
  it("depends on the content and not on how the file is written", async () => {
    const hash = await hashTable(await parseCsv("a,b\n1,x\n2,y\n"));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashTable(await parseCsv('"a";b\r\n1.0;"x"\r\n2; y'))).toBe(hash);
  });

  it.each(["a,c\n1,x\n2,y\n", "a,b\n2,y\n1,x\n", "a,b\n1,x\n2,z\n", "a,b\n1,x\n3,y\n", "b,a\nx,1\ny,2\n"])(
    "differs for %j",
    async (content) => {
      expect(await hashTable(await parseCsv(content))).not.toBe(
        await hashTable(await parseCsv("a,b\n1,x\n2,y\n")),
      );
    },
  );
});
