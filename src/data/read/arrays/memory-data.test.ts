import { expect, test } from "vitest";
import { tableFromColumns } from "../../table/building/column-table.ts";
import { tableOfMemory } from "./memory-data.ts";

const records = [
  { size: 50, place: "centre", seen: new Date(0), gap: null },
  { size: 80, place: "outskirts", seen: new Date(1000), gap: 1 },
];
const columns = {
  size: [50, 80],
  place: ["centre", "outskirts"],
  seen: [new Date(0), new Date(1000)],
  gap: [null, 1],
};

test("records and columns are the same table, under a name that says where they are", () => {
  const table = tableOfMemory(records);
  expect(table.source).toBe("data in memory");
  expect(table.columns.map(({ name, type }) => [name, type])).toEqual([
    ["size", "number"],
    ["place", "category"],
    ["seen", "date"],
    ["gap", "number"],
  ]);
  expect(tableOfMemory(columns)).toEqual(table);
});

test("typed arrays are columns, and arrays may be cells", () => {
  const table = tableOfMemory({
    a: Float32Array.of(1, 2),
    image: [Uint8Array.of(0, 1), Uint8Array.of(2, 3)],
  });
  expect(table.columns).toMatchObject([
    { name: "a", type: "number", data: Float64Array.of(1, 2) },
    { name: "image", type: "tensor", dtype: "uint8", rowShape: [2] },
  ]);
});

test("a column may have the name of a table's field", () => {
  const named = { source: ["a", "b"], rows: [1, 2], columns: [3, 4] };
  expect(tableOfMemory(named).columns.map(({ name }) => name)).toEqual(["source", "rows", "columns"]);
});

test("a table stays as it is", () => {
  const table = tableFromColumns([["a", [1, 2]]], { source: "mine" });
  expect(tableOfMemory(table)).toBe(table);
});

test("told types are those of a file", () => {
  const [zip] = tableOfMemory({ zip: [1067, 1069] }, { types: { zip: "category" } }).columns;
  expect(zip).toMatchObject({ type: "category", categories: ["1067", "1069"] });
});

const EXPECTED = "The data: expected a path, a table, records or columns, received";

test.each([
  ["nothing", undefined, `${EXPECTED} undefined.`],
  ["null", null, `${EXPECTED} null.`],
  ["a number", 5, `${EXPECTED} 5.`],
  ["a Map", new Map([["a", [1]]]), `${EXPECTED} a Map.`],
  ["bytes", Uint8Array.of(1), `${EXPECTED} a Uint8Array.`],
  ["a promise", Promise.resolve([]), `${EXPECTED} a Promise.`],
  ["one record", { size: 50 }, `${EXPECTED} 50 as column "size".`],
  ["a text as a column", { size: "50" }, `${EXPECTED} "50" as column "size".`],
  ["no columns", {}, `${EXPECTED} no rows.`],
  ["columns without rows", { a: [] }, `${EXPECTED} no rows.`],
  ["no records", [], "data in memory has no rows."],
  ["rows without names", [[1, 2]], "data in memory, row 1: expected an object with a value for each column."],
  [
    "columns of two lengths",
    { a: [1, 2], b: [1] },
    'In data in memory, column "b" has 1 values; the first has 2.',
  ],
  [
    "a cell that is none",
    [{ a: 1 }, { a: new Map() }],
    'data in memory, row 2, column "a": expected a number, a text, true or false, or an array of numbers, ' +
      "received an object.",
  ],
])("%s is told in one sentence", (_name, data, message) => {
  expect(() => tableOfMemory(data as never)).toThrow(message);
});
