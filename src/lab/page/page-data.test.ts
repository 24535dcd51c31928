import { expect, test } from "vitest";
import { type CellColumn, cellText } from "../../data/table/table.ts";
import { type PageData, readPageData } from "./page-data.ts";

async function cellsOf(data: PageData) {
  const { rows, columns } = await readPageData(data, {});
  return columns.map((column) => [
    column.name,
    column.type,
    ...Array.from({ length: rows }, (_, row) => cellText(column as CellColumn, row)),
  ]);
}

const csv = "height,colour\n1.5,rosé\n,blue\n2,blue\n";
const records = [{ height: 1.5, colour: "rosé" }, { colour: "blue" }, { height: 2, colour: "blue" }];
const columns = { height: [1.5, null, 2], colour: ["rosé", "blue", "blue"] };

test.each<[string, PageData]>([
  ["the text of a CSV", csv],
  ["a blob", new Blob([csv])],
  ["a file in UTF-16", new Blob([Uint8Array.of(0xff, 0xfe), new Uint8Array(Buffer.from(csv, "utf16le"))])],
  ["a file in Windows-1252", new Blob([new Uint8Array(Buffer.from(csv, "latin1"))])],
  ["a file of JSON", new File([JSON.stringify(records)], "rows.json")],
  ["records", records],
  ["columns", columns],
])("%s is read as a table", async (_, data) => {
  expect(await cellsOf(data)).toEqual([
    ["height", "number", "1.5", undefined, "2"],
    ["colour", "category", "rosé", "blue", "blue"],
  ]);
});

test("columns may be typed arrays, and a table stays what it is", async () => {
  const table = await readPageData({ x: Float32Array.of(1, 2) } as unknown as PageData, {});
  expect(table).toMatchObject({ rows: 2, columns: [{ name: "x", type: "number" }] });
  expect(await readPageData(table, {})).toBe(table);
});

test("a file in another encoding is read with a note", async () => {
  const { notes } = await readPageData(new Blob([new Uint8Array(Buffer.from(csv, "latin1"))]), {});
  expect(notes).toContainEqual(expect.stringContaining("Windows-1252"));
});

test("messages name data in memory as they were told to", async () => {
  const rows = [{ height: 1.5, colour: "red" }, { colour: "blue" }];
  expect((await readPageData(rows, { source: "prices" })).source).toBe("prices");
  expect((await readPageData(rows, {})).source).toBe("data in memory");
});

test("messages name the file", async () => {
  const file = new File(["a,b\n1,2\n3\n"], "prices.csv");
  await expect(readPageData(file, {})).rejects.toThrow(/^prices\.csv/);
});

test.each([
  ["an image", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), "file-foreign"],
  ["a workbook", new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0]), "file-foreign"],
])("%s is refused with what a page reads", async (_, bytes, code) => {
  await expect(readPageData(new Blob([bytes]), {})).rejects.toMatchObject({
    code,
    hint: expect.stringContaining("CSV and JSON"),
  });
});

test.each([
  ["a number", 3],
  ["nothing", null],
  ["an object of other things", { a: 1 }],
  ["no column", {}],
])("%s is no data", async (_, data) => {
  await expect(readPageData(data as unknown as PageData, {})).rejects.toMatchObject({
    code: "data-invalid",
  });
});
