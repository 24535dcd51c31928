import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "../../read/text/csv.ts";
import { dressedColumn } from "../cells/dressed-numbers.samples.ts";
import type { Column, Table } from "../table.ts";
import { tableFromRecords } from "./record-table.ts";
import type { TableOptions } from "./table-builder.ts";

type Cells = Readonly<Record<string, readonly string[]>>;

function recordsOf(columns: Cells): Record<string, string>[] {
  const [first] = Object.values(columns);
  return first.map((_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row]])),
  );
}

function csvOf(columns: Cells): string {
  const line = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join(",");
  const rows = recordsOf(columns).map((record) => line(Object.values(record)));
  return [line(Object.keys(columns)), ...rows, ""].join("\n");
}

const doors: [string, (columns: Cells, options?: TableOptions) => Promise<Table>][] = [
  ["a CSV", (columns, options) => parseCsv(csvOf(columns), options)],
  ["records", async (columns, options) => tableFromRecords(recordsOf(columns), options)],
];

const dataOf = (column: Column) => [...column.data];
const repeated = (cells: readonly string[], times: number) =>
  Array.from({ length: times * cells.length }, (_, row) => cells[row % cells.length]);

describe.each(doors)("the columns of %s", (_, read) => {
  it("are the clean file's to the last digit, whatever its numbers wear", async () => {
    const columns = fc.array(dressedColumn(), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(columns, async (dressed) => {
        const rows = Math.min(...dressed.map(({ numbers }) => numbers.length));
        const cells = dressed.map((column, index) => [`c${index}`, column.cells.slice(0, rows)] as const);
        const table = await read(Object.fromEntries(cells));
        expect(table.columns.map(dataOf)).toEqual(dressed.map(({ numbers }) => numbers.slice(0, rows)));
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  it("settle among themselves what points and commas mean, or say that nothing does", async () => {
    const open = { price: ["1,234", "5,678", "12"], size: ["1.234", "5.678", "3.400"] };
    const alone = await read(open);
    expect(alone.columns.map(dataOf)).toEqual([
      [1234, 5678, 12],
      [1.234, 5.678, 3.4],
    ]);
    expect(alone.notes).toEqual([
      'Column "price" is read as numbers with commas between thousands in 3 of 3 cells: "1,234" is 1234; ' +
        "nothing in the table says whether a comma stands before decimals (if so, say --decimal ,).",
    ]);
    const settled = await read({ ...open, certain: ["0,5", "0,25", "1"] });
    const told = await read(open, { decimal: "," });
    for (const table of [settled, told])
      expect(table.columns.slice(0, 2).map(dataOf)).toEqual([
        [1.234, 5.678, 12],
        [1234, 5678, 3400],
      ]);
    expect(settled.notes?.join(" ")).not.toMatch(/nothing in the table/);
  });

  it("say nothing of plain integers beside decimal commas", async () => {
    const table = await read({ age: ["26", "?", "31"], price: ["1,5", "2,25", "3"] });
    expect(table.notes?.join(" ")).not.toMatch(/"age" is read/);
    expect(table.notes?.join(" ")).toMatch(/"price" is read as numbers with a decimal comma/);
  });

  it("share a note where the same is to be said, with the way to change it", async () => {
    const table = await read({
      a: ["11.3%", "+5 %", "(2.5%)", "?"],
      b: ["1%", "2%", "3%", "4%"],
      zip: ["01234", "99999", "12345", "00001"],
      land: ["NA", "DE", "FR", "DE"],
    });
    expect(table.columns.map(({ type }) => type)).toEqual(["number", "number", "category", "category"]);
    expect(table.notes).toEqual([
      'Columns "a", "b" are read as numbers with "%" in 7 of 7 cells: "(2.5%)" is -2.5.',
      'Column "a" has 1 cell read as missing: "?" (1).',
      'Column "zip" is read as words: digits that begin with 0, such as "00001", are codes; to read them ' +
        "as numbers: --type zip=number.",
      'Column "land" has 1 cell read as missing: "NA" (1); to keep them as values: --type land=category.',
    ]);
    const kept = await read({ land: ["NA", "DE", "FR"] }, { types: { land: "category" } });
    expect(kept.columns[0]).toMatchObject({ categories: ["NA", "DE", "FR"] });
  });

  it("name a cell that is no number with the ways out", async () => {
    const cells = [...repeated(["1", "2", "3"], 6), "oops"];
    await expect(read({ "the size": cells })).rejects.toMatchObject({
      code: "cell-not-number",
      message: expect.stringMatching(/column "the size": expected a finite number, received "oops"\.$/),
      hint:
        "Correct the cell, take it for missing: --missing oops, or read the column as words: --type " +
        "'the size=category'.",
    });
    const told = await read({ "the size": cells }, { gaps: ["oops"] });
    expect(dataOf(told.columns[0]).at(-1)).toBeNaN();
  });

  it("leave out what was told to be missing", async () => {
    const table = await read({ a: ["1", "-999", "3"], b: ["x", "-999", "x"] }, { gaps: ["-999"] });
    expect(table.columns).toMatchObject([
      { type: "number", data: Float64Array.of(1, NaN, 3), reading: { gaps: ["-999"] } },
      { type: "category", data: Int32Array.of(0, -1, 0), categories: ["x"] },
    ]);
  });
});

describe("a long file", () => {
  const rows = 9000;
  const tableOf = (cellOf: (row: number) => string, options?: TableOptions) =>
    parseCsv(csvOf({ x: Array.from({ length: rows }, (_, row) => cellOf(row)) }), options);

  it.each<[string, (row: number) => string, (row: number) => number]>([
    ["plain to the end", (row) => String(row / 8), (row) => row / 8],
    ["dressed to the end", (row) => `$${row}.50`, (row) => row + 0.5],
    ["with marks late", (row) => (row > 8900 ? "?" : `${row}.25`), (row) => (row > 8900 ? NaN : row + 0.25)],
    [
      "dressed with marks late",
      (row) => (row > 8900 ? "n/a" : `${row},25 €`),
      (row) => (row > 8900 ? NaN : row + 0.25),
    ],
  ])("is read %s", async (_name, cellOf, numberOf) => {
    const table = await tableOf(cellOf);
    expect(dataOf(table.columns[0])).toEqual(Array.from({ length: rows }, (_unused, row) => numberOf(row)));
  });

  it("is looked at again where late cells show that its points stand between thousands", async () => {
    const table = await tableOf((row) => (row < 8500 ? `${(row % 900) + 1}.125` : `1.125,${row}`));
    expect(dataOf(table.columns[0]).slice(0, 3)).toEqual([1125, 2125, 3125]);
  });

  it.each<[string, (row: number) => string]>([
    ["have a unit", (row) => (row < 8500 ? `${row}` : `${row} kg`)],
    ["lack a percent sign", (row) => (row < 8500 ? `${row}%` : `0.${row}`)],
  ])("names the first of late cells that %s", async (_name, cellOf) => {
    await expect(tableOf(cellOf)).rejects.toMatchObject({ code: "cell-not-number", details: { row: 8502 } });
  });
});
