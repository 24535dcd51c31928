import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TrainwellError } from "../../base/errors.ts";
import { type CellColumn, cellText, type Table } from "../table/table.ts";
import { idxBytes, npyBytes, xlsxBytes } from "./files.samples.ts";
import { readTable } from "./read-table.node.ts";
import type { ReadOptions } from "./sources/source-reader.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trainwell-packed-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const text = (content: string) => new TextEncoder().encode(content);

async function read(name: string, content: Uint8Array | string, options: ReadOptions = {}): Promise<Table> {
  await writeFile(join(folder, name.split("#")[0]), content);
  return readTable(join(folder, name), options);
}

/** The message of the one sentence that reading ends with. */
async function refusal(
  name: string,
  content: Uint8Array | string,
  options: ReadOptions = {},
): Promise<string> {
  const error = await read(name, content, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TrainwellError);
  const { kind, message, hint } = error as TrainwellError;
  expect([kind, message.split(". ").length, (hint ?? "").length > 0]).toEqual(["input", 1, true]);
  return message;
}

function cells(table: Table): (string | undefined)[][] {
  return [
    table.columns.map(({ name }) => name),
    ...Array.from({ length: table.rows }, (_, row) =>
      table.columns.map((column) => cellText(column as CellColumn, row)),
    ),
  ];
}

const CSV = "a,b\n1,x\n2,y\n";
const CELLS = [
  ["a", "b"],
  ["1", "x"],
  ["2", "y"],
];
const LINES = '{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n';

describe("packed tables", () => {
  it.each([
    ["a.csv.gz", () => gzipSync(CSV)],
    ["a.gz", () => gzipSync(CSV)],
    ["a.jsonl.gz", () => gzipSync(LINES)],
    ["a.json.gz", () => gzipSync(`[${LINES.trim().replace("\n", ",")}]`)],
    [
      "a.zip",
      () => zipSync({ "deep/a.csv": text(CSV), "__MACOSX/deep/._a.csv": text("?"), ".DS_Store": text("?") }),
    ],
    ["a.zip", () => zipSync({ "a.csv": text(CSV), "README.txt": text("words\nabout it\n") })],
    ["a.zip", () => zipSync({ "a.csv": text(CSV) }, { level: 0 })],
    ["a.zip#b.csv", () => zipSync({ "a.csv": text("c\n1\n"), "b.csv": text(CSV) })],
  ] as [string, () => Uint8Array][])("are read from %s", async (name, content) => {
    const table = await read(name, content());
    expect(cells(table)).toEqual(CELLS);
    expect(table.notes).toBeUndefined();
  });

  it("are read a second time where numbers turn out to be words", async () => {
    const rows = Array.from({ length: 9000 }, (_, row) => (row < 8500 ? `0${row}` : `AB${row % 3}`));
    const table = await read("a.csv.gz", gzipSync(`zip\n${rows.join("\n")}\n`));
    expect(cellText(table.columns[0] as CellColumn, 5)).toBe("05");
  });

  it("are refused where several or none is packed, with their names", async () => {
    const two = zipSync({ "a.csv": text(CSV), "b.csv": text(CSV) });
    expect(await refusal("a.zip", two)).toBe("a.zip holds 2 files (a.csv, b.csv); expected one table.");
    expect(await refusal("a.zip#c.csv", two)).toBe('a.zip holds no file "c.csv".');
    expect(await refusal("b.zip", zipSync({}))).toBe("b.zip holds no file; expected one table.");
  });

  it("are refused cut off and damaged", async () => {
    const [packed, zip] = [gzipSync(CSV.repeat(500)), zipSync({ "a.csv": text(CSV.repeat(500)) })];
    expect(await refusal("a.csv.gz", packed.subarray(0, -12))).toMatch(
      /^a\.csv\.gz cannot be unpacked: it ends/,
    );
    const damaged = packed.map((byte, at) => (at > 15 && at < 30 ? byte ^ 0xff : byte));
    expect(await refusal("b.csv.gz", damaged)).toMatch(
      /^b\.csv\.gz cannot be unpacked: its packed bytes are/,
    );
    expect(await refusal("a.zip", zip.subarray(0, -30))).toMatch(/^a\.zip cannot be unpacked: its directory/);
  });

  it("are refused packed twice, encrypted, or as a tar", async () => {
    expect(await refusal("a.gz.gz", gzipSync(gzipSync(CSV)))).toMatch(/is a gzip archive within another/);
    const tar = new Uint8Array(1024);
    tar.set(text("a.csv"));
    tar.set(text("ustar"), 257);
    expect(await refusal("a.tar.gz", gzipSync(tar))).toMatch(/is a tar archive/);
    const locked = zipSync({ "a.csv": text(CSV) });
    const directory = locked.findIndex((_, at) => locked[at] === 0x50 && locked[at + 2] === 1);
    locked[directory + 8] |= 1;
    expect(await refusal("a.zip", locked)).toMatch(/a\.zip, a\.csv cannot be unpacked: it is encrypted/);
  });
});

describe("unpacking is bounded", () => {
  const zeros = (mebibytes: number) => new Uint8Array(mebibytes << 20);

  it("by the size that a zip archive declares", async () => {
    const zip = zipSync({ "a.csv": text(`a\n${"1\n".repeat(50_000)}`) });
    const directory = zip.findIndex((_, at) => zip[at] === 0x50 && zip[at + 1] === 0x4b && zip[at + 2] === 1);
    new DataView(zip.buffer).setUint32(directory + 24, 1000, true);
    expect(await refusal("a.zip", zip)).toBe(
      "a.zip, a.csv unpacks to more than the 1000 bytes that its header declares.",
    );
    new DataView(zip.buffer).setUint32(directory + 24, 2 ** 31, true);
    expect(await refusal("b.zip", zip)).toBe(
      "b.zip, a.csv unpacks to 2 GiB; at most 1 GiB are unpacked of a file of its size.",
    );
  });

  it("by the header of an array, in .npy.gz, .npz and IDX", async () => {
    const header = npyBytes("'|u1'", [10], new Uint8Array(0));
    const npy = new Uint8Array([...header, ...zeros(1)]);
    const more = /unpacks to more than the \d+ bytes that its header declares/;
    expect(await refusal("a.npy.gz", gzipSync(npy))).toMatch(more);
    expect(await refusal("a.npz", zipSync({ "x.npy": npy }))).toMatch(more);
    const idx = new Uint8Array([...idxBytes([1, 2, 2], new Uint8Array(4)), ...zeros(1)]);
    expect(await refusal("a-images-idx3-ubyte.gz", gzipSync(idx))).toMatch(more);
  });

  it("by a limit that follows from the packed size, whatever headers declare", async () => {
    const header = npyBytes("'|u1'", [2 ** 32], new Uint8Array(0));
    const npy = new Uint8Array([...header, ...zeros(1)]);
    const limit = /unpacks to 4 GiB; at most 1 GiB are unpacked of a file of its size/;
    expect(await refusal("a.npy.gz", gzipSync(npy))).toMatch(limit);
    expect(await refusal("a.npz", zipSync({ "x.npy": npy }))).toMatch(limit);
    const idx = new Uint8Array([0, 0, 8, 3, 0, 4, 0, 0, 0, 0, 64, 0, 0, 0, 0, 4, ...zeros(1)]);
    expect(await refusal("a-images-idx3-ubyte.gz", gzipSync(idx))).toMatch(
      /unpacks to 16 GiB; at most 1 GiB/,
    );
  });
});

describe("JSON files", () => {
  it.each([
    ["an array of objects", '[{"a":1,"b":"x"},\n {"a":2,"b":"y"}]'],
    ["an object a line", LINES],
    ["columns as arrays", '{"a":[1,2],"b":["x","y"]}'],
    ["columns by row", '{"a":{"0":1,"1":2},"b":{"0":"x","1":"y"}}'],
    ["a byte order mark", '\uFEFF[{"a":1,"b":"x"},{"a":2,"b":"y"}]'],
  ])("make a table of %s, whatever they are called", async (_name, content) => {
    expect(cells(await read("a.json", content))).toEqual(CELLS);
    if (content.startsWith("[") || content === LINES)
      expect(cells(await read("a.csv", content))).toEqual(CELLS);
  });

  it("take the rows from within an object, and say so", async () => {
    const table = await read("a.json", '{"meta":{"n":2},"rows":[{"a":1,"b":"x"},{"a":2,"b":"y"}]}');
    expect(cells(table)).toEqual(CELLS);
    expect(table.notes).toEqual(['The rows are those of "rows"; "meta" beside it is not read.']);
  });

  it("are refused with the row that is wrong, or what they hold", async () => {
    expect(await refusal("a.json", '[{"a":1},\n{"a":]')).toBe(
      'a.json, row 2: the text is no JSON from "]" on.',
    );
    expect(await refusal("b.json", "[1, 2]")).toBe(
      "b.json, row 1: expected an object with a value for each column.",
    );
    expect(await refusal("c.json", "3")).toMatch(/c\.json holds a single value; expected an array/);
    expect(await refusal("d.json", '{"a":[{"x":1}],"b":[{"x":1}]}')).toMatch(/holds an object with 2 tables/);
    expect(await refusal("e.json", "")).toMatch(/e\.json/);
  });

  it("stop at a line that does not end", async () => {
    expect(await refusal("a.jsonl", `{"a":1}\n"${"x".repeat(17 << 20)}`)).toMatch(
      /a\.jsonl, row 2: the row is longer than 16 MiB and does not end/,
    );
  });
});

describe("Excel files", () => {
  const STYLES =
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>' +
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/><xf ' +
    'numFmtId="20"/></cellXfs>';
  const TEXTS = ["<t>a</t>", "<t>when</t>", "<r><t>x &amp; </t></r><r><t>y</t></r><rPh><t>no</t></rPh>"];
  const row = (number: number, inner: string) => `<row r="${number}">${inner}</row>`;
  const shared = (place: string, index: number) => `<c r="${place}" t="s"><v>${index}</v></c>`;
  const inline = (place: string, content: string) =>
    `<c r="${place}" t="inlineStr"><is><t>${content}</t></is></c>`;
  const number = (place: string, value: string, style = 0) =>
    `<c r="${place}" s="${style}"><v>${value}</v></c>`;
  const header = row(1, shared("A1", 0) + shared("B1", 1));

  it("give numbers, texts, dates, percentages, truth and formulas as they are", async () => {
    const rows =
      row(1, ["A1", "B1", "C1", "D1", "E1", "F1"].map((place, at) => inline(place, "abcdef"[at])).join("")) +
      row(
        2,
        number("A2", "1.5E-2") +
          number("B2", "45296", 1) +
          number("C2", "45296.4375", 2) +
          number("D2", "0.125", 3) +
          '<c r="E2" t="b"><v>1</v></c>' +
          shared("F2", 2),
      ) +
      row(
        3,
        number("A3", "2") +
          number("B3", "59", 1) +
          number("C3", "45297", 2) +
          number("D3", "0.5", 3) +
          '<c r="E3" t="b"><v>0</v></c><c r="F3" t="str"><f>A1</f><v>z</v></c>',
      );
    const table = await read("a.xlsx", xlsxBytes({ One: rows }, { styles: STYLES, texts: TEXTS }));
    expect(cells(table)).toEqual([
      ["a", "b", "c", "d", "e", "f"],
      ["0.015", "2024-01-05", "2024-01-05T10:30:00", "0.125", "true", "x & y"],
      ["2", "1900-02-28", "2024-01-06T00:00:00", "0.5", "false", "z"],
    ]);
    expect(table.columns.map(({ type }) => type).slice(1, 3)).toEqual(["date", "date"]);
  });

  it("are read from the first sheet that is shown, with a note, or from the one that is named", async () => {
    const sheet = (value: string) => header + row(2, number("A2", value) + number("B2", "5"));
    const book = xlsxBytes(
      { Zero: sheet("0"), One: sheet("1"), Two: sheet("2") },
      { texts: TEXTS, hidden: ["Zero"] },
    );
    const first = await read("a.xlsx", book);
    expect([cells(first)[1][0], first.notes]).toEqual([
      "1",
      ['The first sheet, "One", is read; --sheet NAME reads another: "Two".'],
    ]);
    expect(cells(await read("a.xlsx", book, { sheet: "Two" }))[1]).toEqual(["2", "5"]);
    expect(cells(await read("a.xlsx#Two", book))[1]).toEqual(["2", "5"]);
    expect(cells(await read("a.xlsx", book, { usualSheet: "Two" }))[1]).toEqual(["2", "5"]);
    expect(cells(await read("a.xlsx", book, { usualSheet: "Elsewhere" }))[1]).toEqual(["1", "5"]);
    expect(await refusal("a.xlsx", book, { sheet: "Twoo" })).toBe('a.xlsx has no sheet "Twoo".');
    expect(await refusal("a.csv", CSV, { sheet: "Two" })).toMatch(
      /a\.csv has no sheets, of which "Two" was named/,
    );
  });

  it("are read from where the table stands, below a title, with the rows of the sheet", async () => {
    const rows =
      row(2, inline("B2", "Sales")) +
      row(4, inline("B4", "n") + inline("C4", "m")) +
      Array.from({ length: 6 }, (_, at) =>
        row(5 + at, number(`B${5 + at}`, String(at)) + number(`C${5 + at}`, "7")),
      ).join("") +
      row(12, inline("B12", "Total") + number("C12", "42"));
    const table = await read("a.xlsx", xlsxBytes({ One: rows }));
    expect([table.rows, table.columns.map(({ name, type }) => `${name}: ${type}`)]).toEqual([
      6,
      ["n: number", "m: number"],
    ]);
    expect(table.notes).toEqual([
      'Row 2 above the header is left out as a title: "Sales"; --header reads the first row as names.',
      "Row 12 below the table is left out as totals or means; rename the label to keep them.",
    ]);
  });

  it("count days from 1904 where the workbook does", async () => {
    const book = xlsxBytes(
      { One: header + row(2, number("A2", "1") + number("B2", "43834", 1)) },
      { styles: STYLES, texts: TEXTS, date1904: true },
    );
    expect(cells(await read("a.xlsx", book))[1][1]).toBe("2024-01-05");
  });

  it("are refused with a formula without a value, and damaged", async () => {
    const book = xlsxBytes({ One: `${header}${row(2, '<c r="A2"><f>1+1</f></c>')}` }, { texts: TEXTS });
    expect(await refusal("a.xlsx", book)).toBe(
      "a.xlsx, row 2, column 1: a formula has no value saved beside it.",
    );
    expect(await refusal("b.xlsx", book.subarray(0, -40))).toMatch(/^b\.xlsx cannot be unpacked/);
    expect(await refusal("c.xlsx", xlsxBytes({ One: "<row><c>" }))).toMatch(
      /^c\.xlsx is no sound Excel file/,
    );
    expect(await refusal("d.xlsx", "a,b\n1,2\n")).toMatch(/^d\.xlsx/);
  });

  it("are told from other office documents", async () => {
    const word = zipSync({ "[Content_Types].xml": text("<Types/>"), "word/document.xml": text("<x/>") });
    expect(await refusal("a.docx", word)).toBe("a.docx is a Word document; expected a table.");
    const old = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0, 0, 0);
    expect(await refusal("a.xls", old)).toMatch(/is an old or encrypted Office document/);
  });
});

describe("what is no table", () => {
  it.each([
    ["a PDF document", "a.csv", text("%PDF-1.7\n%âãÏÓ\n1 0 obj\n")],
    ["a PNG image", "a.csv", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)],
    ["an HTML page", "a.csv", text('\n<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title>')],
    ["an XML document", "a.csv", text('<?xml version="1.0"?><rows><row a="1"/></rows>')],
    ["a pointer of Git LFS", "a.csv", text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n")],
    ["an SQLite database", "a.db", text("SQLite format 3\0\0\0")],
    ["an HDF5 file", "a.h5", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10, 0)],
    ["not a text file", "a.csv", Uint8Array.from({ length: 500 }, (_, at) => (at * 37) % 251)],
  ])("is called %s", async (what, name, content) => {
    expect(await refusal(name, content)).toContain(`${name} is ${what}`);
  });

  it.each(["MATLAB,b", "RDX,b", "Rar!,b", "BZh,b"])("is not seen in a header such as %s", async (header) => {
    expect((await read("a.csv", `${header}\n1,x\n`)).rows).toBe(1);
  });
});
