import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TrainwellError } from "../../../base/errors.ts";
import type { TableOptions } from "../../table/building/table-builder.ts";
import { type CellColumn, type Column, cellText, type Table } from "../../table/table.ts";
import { readCsv } from "./csv.node.ts";
import { parseCsv } from "./csv.ts";

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-csv-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  return path;
}

async function errorOf(promise: Promise<unknown>): Promise<TrainwellError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TrainwellError);
  return error as TrainwellError;
}

function cells(table: Table): (string | undefined)[][] {
  return Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => cellText(column as CellColumn, row)),
  );
}

const typesOf = (table: Table) => table.columns.map((column) => column.type);

/** Both doors read alike, so every case goes through both. */
const doors: [string, (content: string, options?: TableOptions) => Promise<Table>][] = [
  ["a file", (content, options) => readCsv(fileOf(content), options)],
  ["text in memory", (content, options) => parseCsv(content, options)],
];

describe.each(doors)("reading CSV from %s", (_, read) => {
  it("infers numbers, booleans and categories, and keeps missing cells apart", async () => {
    const table = await read("a,b,c\n1.5,true,red\n,False,\nNA,nan,blue\n-2e3,TRUE,red\n");
    expect(typesOf(table)).toEqual(["number", "boolean", "category"]);
    expect(cells(table)).toEqual([
      ["1.5", "true", "red"],
      [undefined, "False", undefined],
      [undefined, undefined, "blue"],
      ["-2000", "true", "red"],
    ]);
  });

  it.each([
    ["a byte order mark and CRLF", "\uFEFFa,b\r\n1,x\r\n2,y\r\n"],
    ["no final line end", "a,b\n1,x\n2,y"],
    ["semicolons", "a;b\n1;x\n2;y\n"],
    ["tabs", "a\tb\n1\tx\n2\ty\n"],
    ["quotes", '"a","b"\n"1","x"\n2,"y"\n'],
    ["white space around cells", "a , b\n 1, x \n2 ,y\n"],
    ["blank lines", "a,b\n1,x\n\n2,y\n\n"],
  ])("reads %s", async (_name, content) => {
    const table = await read(content);
    expect(table.columns.map((column) => column.name)).toEqual(["a", "b"]);
    expect(cells(table)).toEqual([
      ["1", "x"],
      ["2", "y"],
    ]);
  });

  it("reads delimiters, quotes and line ends inside quoted cells", async () => {
    const table = await read('a;b\n"x; ""y""";"line 1\nline 2"\nz;w\n');
    expect(cells(table)[0]).toEqual(['x; "y"', "line 1\nline 2"]);
  });

  it("reads lines that end with a carriage return alone", async () => {
    expect(cells(await read("a,b\r1,x\r2,y\r"))).toEqual([
      ["1", "x"],
      ["2", "y"],
    ]);
  });

  it("keeps blank lines as missing cells where there is one column", async () => {
    expect(cells(await read("a\n1\n\n3\n"))).toEqual([["1"], [undefined], ["3"]]);
  });

  it.each(["12.34.5", "0x10", "1_000", "12 - 14", "1e"])("does not take %s for a number", async (cell) => {
    const table = await read(`a,b\n"${cell}",1\n"${cell}",2\n`);
    expect(typesOf(table)).toEqual(["category", "number"]);
  });

  it.each(["+1", ".5", "5.", "1E5", "-0.25e-3"])("takes %s for a number", async (cell) => {
    expect(cells(await read(`a\n${cell}\n`))).toEqual([[String(Number(cell))]]);
  });

  it("names the cells that are no numbers in a column of which 99% are", async () => {
    const lines = Array.from({ length: 200 }, (_unused, row) =>
      row === 120 ? "12 kg" : row === 150 ? "oops" : String(row),
    );
    const error = await errorOf(read(`weight\n${lines.join("\n")}\n`));
    expect(error.code).toBe("cell-not-number");
    expect(error.message).toMatch(
      /row 122, column "weight": expected a finite number, received "12 kg", and 1 more such cell/,
    );
    expect(error.details).toMatchObject({ row: 122, column: "weight", received: "12 kg" });
  });

  it("counts lines inside quoted cells when it names a row", async () => {
    const error = await errorOf(read('a,b\n"1\n2\n3",1\nx,inf\n'));
    expect(error.message).toMatch(/row 5, column "b".*received "inf"/);
  });

  it.each([
    [79, "category"],
    [80, "number"],
  ])("reads a column of which %i% are numbers as %s", async (numbers, type) => {
    const lines = Array.from({ length: 100 }, (_unused, row) => (row < numbers ? String(row % 7) : "closed"));
    expect(typesOf(await read(`a\n${lines.join("\n")}\n`))).toEqual([type]);
  });

  it.each(["inf", "-Infinity", "1e999"])("refuses the infinite number %s", async (cell) => {
    const error = await errorOf(read(`a\n1\n${cell}\n`));
    expect(error.message).toMatch(`row 3, column "a": expected a finite number, received "${cell}"`);
  });

  it("follows told types", async () => {
    const types = { zip: "category", flag: "boolean", n: "number" } as const;
    const table = await read("zip,flag,n\n01234,1,5\n99999,0,NA\n", { types });
    expect(cells(table)).toEqual([
      ["01234", "1", "5"],
      ["99999", "0", undefined],
    ]);
    expect(typesOf(table)).toEqual(["category", "boolean", "number"]);
  });

  it.each([
    [{ a: "number" }, "a\n1\nx\n", "cell-not-number", /row 3.*received "x"/],
    [{ a: "boolean" }, "a\nyes\nmaybe\n", "cell-not-boolean", /row 3.*received "maybe"/],
    [{ heigth: "number" }, "height\n1\n", "column-missing", /"heigth"/],
  ] as const)("refuses what does not fit the told types %o", async (types, content, code, message) => {
    const error = await errorOf(read(content, { types }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it("takes __proto__ as a column like any other", async () => {
    const table = await read("__proto__,constructor\n1,__proto__\n2,toString\n", {
      types: JSON.parse('{"__proto__": "category"}'),
    });
    expect(typesOf(table)).toEqual(["category", "category"]);
    expect(cells(table)[0]).toEqual(["1", "__proto__"]);
    expect(({} as Record<string, unknown>)[0]).toBeUndefined();
  });

  it.each([
    ["an empty file", "", "file-empty", /is empty/],
    ["only white space", " \n\n", "file-empty", /is empty/],
    ["only a header", "a,b\n", "rows-missing", /a header and no rows/],
    ["a short row", "a,b\n1,2\n3\n", "row-ragged", /row 3: expected 2 cells as in the header, received 1/],
    ["a long row", "a,b\n1,2,3\n", "row-ragged", /row 2: expected 2 cells as in the header, received 3/],
    ["an open quote", 'a,b\n1,2\n"3,4\n', "csv-quote", /opens after row 2 is never closed/],
    ["a quote inside a cell", 'a,b\n5" pipe,2\n', "csv-quote", /row 2: a double quote stands inside/],
    ["text after a quote", 'a,b\n"5"x,2\n', "csv-quote", /row 2: text follows a closing/],
  ])("refuses %s in one sentence", async (_name, content, code, message) => {
    const error = await errorOf(read(content));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.kind).toBe("input");
    expect(error.hint).toMatch(/\S/);
  });

  it("decides by all cells, not by the first ones", async () => {
    const numbersFirst = Array.from({ length: 9000 }, (_unused, row) =>
      row < 8500 ? `0${row}` : `AB${row % 3}`,
    );
    const late = await read(`zip\n${numbersFirst.join("\n")}\n`);
    expect(typesOf(late)).toEqual(["category"]);
    expect(cellText(late.columns[0] as CellColumn, 5)).toBe("05");
    const wordsFirst = Array.from({ length: 20000 }, (_unused, row) =>
      row < 150 ? (row === 0 ? "oops" : "closed") : String(row),
    );
    const error = await errorOf(read(`n\n${wordsFirst.join("\n")}\n`));
    expect(error.message).toMatch(/row 2, column "n".*received "oops", and 149 more such cells/);
  });

  it("gives back what was written", async () => {
    const word = fc
      .string({ maxLength: 6 })
      .filter((text) => text.trim() === text && !/^(na|nan)?$/i.test(text) && !text.includes("\uFFFD"));
    const rows = fc.array(fc.tuple(word, fc.double({ noDefaultInfinity: true, noNaN: true })), {
      minLength: 1,
      maxLength: 8,
    });
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const content = `w,n\n${written.map(([text, number]) => `${quoted(text)},${number}`).join("\n")}\n`;
        const table = await read(content, { types: { w: "category" } });
        expect(cells(table)).toEqual(written.map(([text, number]) => [text, String(Number(String(number)))]));
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});

describe("reading a CSV file", () => {
  it("refuses a missing file, naming the nearest one", async () => {
    writeFileSync(join(folder, "wine-list.csv"), "a\n1\n");
    const error = await errorOf(readCsv(join(folder, "wine-lst.csv")));
    expect(error).toMatchObject({
      code: "file-missing",
      kind: "input",
      hint: 'Did you mean "wine-list.csv"?',
    });
  });

  it("takes names for near by what stands before their endings", async () => {
    writeFileSync(join(folder, "one.csv"), "a\n1\n");
    expect((await errorOf(readCsv(join(folder, "homes.csv")))).hint).toBe("Check the path.");
    expect((await errorOf(readCsv(join(folder, "one.xlsx")))).hint).toBe('Did you mean "one.csv"?');
  });

  it("refuses a folder", async () => {
    expect(await errorOf(readCsv(folder))).toMatchObject({ code: "file-is-folder", kind: "input" });
  });

  it.each([
    ["zero bytes", Uint8Array.of(97, 44, 98, 10, 0, 0, 0), "file-not-text"],
    [
      "damaged UTF-8",
      new Uint8Array([...Buffer.from("city,y\nMünchen,1\nK"), 0xff, 44, 49]),
      "file-encoding",
    ],
    [
      "damaged UTF-8 in the header",
      new Uint8Array([...Buffer.from("größe,y"), 0xff, 10, 50, 44, 49]),
      "header-invalid",
    ],
  ])("refuses %s", async (_name, bytes, code) => {
    expect(await errorOf(readCsv(fileOf(bytes)))).toMatchObject({ code });
  });

  it("reads on, and counts lines on, where quotes first come far into the file", async () => {
    const plain = "1,x\r\n".repeat(150_000);
    const path = (tail: string) => fileOf(`\uFEFFa,b\r\n${plain}${tail}`);
    const table = await readCsv(path('2,"y, ""z"""\r\n3,w'));
    expect(table.rows).toBe(150_002);
    expect(cells(table).slice(-3)).toEqual([
      ["1", "x"],
      ["2", 'y, "z"'],
      ["3", "w"],
    ]);
    expect((await errorOf(readCsv(path('2,"y"\r\n3\r\n')))).message).toMatch(/row 150003: expected 2 cells/);
    expect((await errorOf(readCsv(path('2,y\r\n"3,w\r\n')))).message).toMatch(
      /opens after row 150002 is never closed/,
    );
  });

  it("reads a row that is longer than what is read at once", async () => {
    const long = "word ".repeat(200_000).trim();
    expect(cells(await readCsv(fileOf(`a,b\n${long},1\nx,2\n`)))).toEqual([
      [long, "1"],
      ["x", "2"],
    ]);
  });

  it("reads characters that lie across the borders of what is read at once", async () => {
    const words = Array.from({ length: 60_000 }, (_, row) => "ä€𝄞".repeat(1 + (row % 3)));
    const table = await readCsv(fileOf(`a\n${words.join("\n")}\n`));
    expect((table.columns[0] as Extract<Column, { type: "category" }>).categories).toEqual([
      "ä€𝄞",
      "ä€𝄞ä€𝄞",
      "ä€𝄞ä€𝄞ä€𝄞",
    ]);
    expect(table.rows).toBe(60_000);
  });

  it("tells how far it is, and stops when it is told", async () => {
    const path = fileOf(`a\n${"12345\n".repeat(100_000)}`);
    const seen: number[] = [];
    await readCsv(path, { onProgress: ({ bytesRead, totalBytes }) => seen.push(bytesRead / totalBytes) });
    expect(seen).toEqual(seen.toSorted());
    expect(seen.at(-1)).toBe(1);
    expect(await errorOf(readCsv(path, { signal: AbortSignal.abort() }))).toMatchObject({
      kind: "interrupted",
    });
  });

  it.each([
    ["digits", 1797, 65],
    ["breast-cancer", 569, 31],
    ["wine", 178, 14],
    ["diabetes", 442, 11],
  ])("reads the bundled %s table", async (name, rows, columns) => {
    const table = await readCsv(fileURLToPath(new URL(`../../../../data/${name}.csv`, import.meta.url)));
    expect([table.rows, table.columns.length]).toEqual([rows, columns]);
    expect(table.columns.slice(0, -1).every((column) => column.type === "number")).toBe(true);
  });
});
