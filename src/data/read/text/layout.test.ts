import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TableOptions } from "../../table/building/table-builder.ts";
import { type CellColumn, cellText, type Table } from "../../table/table.ts";
import { readCsv } from "./csv.node.ts";
import { parseCsv } from "./csv.ts";

let folder: string;
let files = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-layout-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function readFile(content: string | Uint8Array, options: TableOptions = {}): Promise<Table> {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  return readCsv(path, options);
}

/** Both doors read alike, so every case goes through both. */
const doors: [string, (content: string, options?: TableOptions) => Promise<Table>][] = [
  ["a file", readFile],
  ["text in memory", (content, options) => parseCsv(content, options)],
];

function cells(table: Table): (string | undefined)[][] {
  return [
    table.columns.map(({ name }) => name),
    ...Array.from({ length: table.rows }, (_, row) =>
      table.columns.map((column) => cellText(column as CellColumn, row)),
    ),
  ];
}

const AB = [
  ["a", "b"],
  ["1", "x"],
  ["2", "y"],
];

describe.each(doors)("the header of %s", (_, read) => {
  const iris = "5.1,3.5,Iris-setosa\n4.9,3.0,Iris-setosa\n6.2,3.4,Iris-virginica\n";

  it.each([
    ["numbers like those below", "5,3.5\n4,3.0\n6,3.4\n", "column1,column2"],
    ["numbers and a word that comes again", iris, "column1,column2,column3"],
    ["one column of numbers", "5\n4\n6\n", "column1"],
    ["words that all come again", "p,x\nq,x\np,y\nq,y\nq,x\np,y\n", "column1,column2"],
    ["a gap and numbers", "NA;3,5\n4,1;3,0\n6,2;3,4\n", "column1,column2"],
  ])("is told to be none from %s", async (_name, content, names) => {
    const table = await read(content);
    expect(table.columns.map(({ name }) => name).join()).toBe(names);
    expect(table.rows).toBe(content.trim().split("\n").length);
    expect(table.notes!.filter((note) => note.startsWith("Row "))).toHaveLength(1);
    expect(table.notes![0]).toMatch(/^Row 1 .* the file has no header .*--header reads the row as names\.$/);
  });

  it.each([
    ["words above numbers", "a,b\n1,2\n3,4\n"],
    ["positions above numbers", "0,1,2\n0.5,0.1,0.2\n0.3,0.2,0.9\n"],
    ["years above numbers", "country,2001,2002\nA,2000,2010\nB,1990,2005\n"],
    ["wavelengths", "400.5,401.2,402.7,403.1,404\n0.1,0.2,0.3,0.1,0.2\n0.2,0.1,0.1,0.5,0.2\n"],
    ["words above words", "a,b\nx,y\nz,w\nx,w\nz,y\nx,y\n"],
    ["a word above numbers beside a number", "name,7\nA,1\nB,2\n"],
  ])("is told from %s, without a note", async (_name, content) => {
    const table = await read(content);
    expect(table.columns.map(({ name }) => name).join()).toBe(content.split("\n")[0]);
    expect(table.notes).toBeUndefined();
  });

  it("is what it is told to be", async () => {
    expect(cells(await read("5,3\n4,2\n", { header: true }))).toEqual([
      ["5", "3"],
      ["4", "2"],
    ]);
    expect(cells(await read("a,b\nx,y\n", { header: false }))[0]).toEqual(["column1", "column2"]);
    expect((await read("a,b\nx,y\n", { header: false })).notes).toBeUndefined();
  });

  it("follows from the columns that are expected", async () => {
    const expected = { types: { column1: "number", column2: "category" }, allowAbsentTypes: true } as const;
    expect(cells(await read("1,x\n2,y\n", expected))[0]).toEqual(["column1", "column2"]);
    const named = { types: { "5": "number" }, allowAbsentTypes: true } as const;
    expect(cells(await read("5,6\n5,6.5\n4,3\n", named))[0]).toEqual(["5", "6"]);
  });

  it("is asked about where numbers count up within those below", async () => {
    const table = await read("1,2,3\n0,5,1\n4,1,9\n");
    expect(cells(table)[0]).toEqual(["1", "2", "3"]);
    expect(table.notes).toEqual([
      "Row 1 (1, 2, 3) is read as names of columns, though it could be a row of numbers; --no-header reads " +
        "it so.",
    ]);
  });

  it.each([
    [
      "a comment",
      '# made by hand, "today"\n# twice\na,b\n1,x\n2,y\n',
      /^Rows 1 and 2 above the table are left out as comments/,
    ],
    [
      "a title",
      "Report of 2024\n\na,b\n1,x\n2,y\n",
      /^Row 1 above the header is left out as a title: "Report of 2024"/,
    ],
    ["a title of as many cells", "Report,,\na,b,c\n1,x,1\n2,y,1\n", /^Row 1 above the header/],
    [
      "a title and an empty row of as many cells",
      "Report;;\n;;\na;b;c\n1;x;1\n2;y;1\n",
      /^Row 1 above the header is left out as a title: "Report"/,
    ],
    ["empty rows of as many cells", ";;\n;;\na;b;c\n1;x;1\n2;y;1\n", undefined],
    ["an empty row of two cells", ",\na,b\n1,x\n2,y\n", undefined],
    [
      "a title with commas above semicolons",
      "Sales, 2024, all\na;b\n1;x\n2;y\n",
      /^Row 1 above the header .*: "Sales, 2024, all"/,
    ],
    [
      "a title and a line of delimiters",
      "Report,,\n,,\na,b,c\n1,x,1\n2,y,1\n",
      /^Row 1 above the header is left out/,
    ],
    ["blank lines", "\n\n\na,b\n1,x\n2,y\n", undefined],
    ["a comment in the middle", "a,b\n1,x\n# so far, so good, well\n2,y\n", /^Row 3 is left out as comments/],
    ["itself again below", "a,b\n1,x\na,b\n2,y\na,b\n", /^Rows 3 and 5 repeat the header and are left out/],
    [
      "units below",
      "a,b,c\n[cm],,[kg]\n1,x,1\n2,y,1\n",
      /^Row 2 below the header holds units \("\[cm\]", "\[kg\]"\)/,
    ],
    ["units without brackets", "a,c,b\ncm,kg,\n1,1,x\n2,1,y\n", /^Row 2 below the header holds units/],
    [
      "sums below",
      "b,a\nx,1\ny,2\nTotal,3\nmean:,1.5\n",
      /^Rows 4 and 5 below the table are left out as totals or means/,
    ],
    ["a German sum", "a;b\n1;x\n2;y\nGesamt;3\n", /^Row 4 below the table is left out/],
    [
      "rows of delimiters below",
      "a,b\n1,x\n2,y\n,\n,\n",
      /^Rows 4 and 5 at the end without any value are left out/,
    ],
    [
      "a delimiter at the end of lines",
      "a,b,\n1,x,\n2,y,\n",
      /^Column 3 without a name or a value is left out/,
    ],
    [
      "a delimiter at the end of the header",
      "a,b,\n1,x\n2,y\n",
      /^Column 3 without a name or a value is left out/,
    ],
    ["a delimiter at the end of rows", "a,b\n1,x,\n2,y,\n", /^Rows 2 and 3 end with a delimiter too many/],
    [
      "a saved index",
      ",a,b\n0,1,x\n1,2,y\n",
      /^Column 1 has no name and numbers the rows, so it is left out/,
    ],
  ])("and what it names is read with %s", async (_name, content, note) => {
    const table = await read(content);
    const inOrder = cells(table).map((row) => ["a", "b"].map((name) => row[cells(table)[0].indexOf(name)]));
    expect(inOrder).toEqual(AB);
    if (note === undefined) expect(table.notes).toBeUndefined();
    else {
      expect(table.notes).toHaveLength(1);
      expect(table.notes![0]).toMatch(note);
    }
  });

  it("may lack the name of what names the rows, as R writes them", async () => {
    const table = await read('"a","b"\n"r1",1,"x"\n"r2",2,"y"\n"r3",3,"x"\n');
    expect(table.columns.map(({ name }) => name)).toEqual(["column1", "a", "b"]);
    const numbered = await read('"a","b"\n"1",1,"x"\n"2",2,"y"\n"3",3,"x"\n');
    expect(numbered.columns.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(numbered.notes).toEqual([expect.stringMatching(/^Column 1 has no name and numbers the rows/)]);
  });

  it("may break a name into lines, which is one line in the table", async () => {
    const table = await read('"price\n(EUR)",b\n1,x\n2,y\n');
    expect(table.columns.map(({ name }) => name)).toEqual(["price (EUR)", "b"]);
  });

  it("may be the comment above rows of numbers, and may begin with #", async () => {
    expect(cells(await read("# a,b\n1.5,7\n2.5,9\n"))[0]).toEqual(["a", "b"]);
    const plain = await read("#a,b\n1,x\n2,y\n");
    expect([cells(plain)[0], plain.notes]).toEqual([["#a", "b"], undefined]);
  });

  it("gives columns without a name of their own one, and says so", async () => {
    const table = await read("a,,a,a_2,a\n1,x,3,4,5\n2,x,3,4,5\n");
    expect(table.columns.map(({ name }) => name)).toEqual(["a", "column2", "a_3", "a_2", "a_4"]);
    expect(table.notes).toEqual([
      'Names that come twice in the header got a number: column 3 "a_3", column 5 "a_4"; rename them in ' +
        "the file.",
      'Column 2 has no name in the header and is called "column2"; name them in the file.',
    ]);
  });

  it("keeps words such as total where they are values", async () => {
    const inner = await read("a,b\ntotal,1\nx,2\ntotal,3\n");
    expect([inner.rows, inner.notes]).toEqual([3, undefined]);
    const words = await read("a,b\nx,y\nmean,w\n");
    expect([words.rows, words.notes]).toEqual([2, undefined]);
    const hashes = await read("a,b\n#1,2\n#2,3\n");
    expect([hashes.rows, hashes.notes]).toEqual([2, undefined]);
  });

  it("does not hide a row with too few or too many cells", async () => {
    for (const [content, row] of [
      ["a,b\n1,2,3\n4,5,6\n", 2],
      ["a,b,c\n1,2,3\nSource: somewhere\n", 3],
      ["# note\n\na,b\n1,2\n3\n", 5],
      ['a,b\r\n"x\r\ny\r\nz",1\r\n2\r\n', 5],
    ] as const)
      await expect(read(content)).rejects.toMatchObject({ code: "row-ragged", details: { row } });
  });

  it("divides cells by bars, and by blanks with a note", async () => {
    const bars = await read("a|b\n1|x\n2|y\n");
    expect([cells(bars), bars.notes]).toEqual([AB, undefined]);
    const blanks = await read('  a     b\n1.5   "x y"\n  22   z\n');
    expect(cells(blanks)).toEqual([
      ["a", "b"],
      ["1.5", "x y"],
      ["22", "z"],
    ]);
    expect(blanks.notes).toEqual([
      "Cells are divided by blanks; put commas between them where that is wrong.",
    ]);
    const aligned = await read(
      '18.0   8   307.0\t"chevrolet malibu"\n15.0   8   350.0\t"buick skylark"\n16.0   8   304.0\t"amc ' +
        'rebel"\n',
    );
    expect([aligned.columns.length, aligned.rows]).toEqual([4, 3]);
    const sentences = await read("text\nhello world\nthree words here\n");
    expect(sentences.columns.map(({ name }) => name)).toEqual(["text"]);
  });

  it("counts rows as an editor does", async () => {
    const quoted = (end: string) => `a,b${end}"x${end}y",1${end}"p${end}q${end}r",2${end}z,"inf"${end}`;
    for (const end of ["\n", "\r\n"])
      await expect(read(quoted(end), { types: { b: "number" } })).rejects.toMatchObject({
        details: { row: 7 },
      });
    const titled = '# one\n# two\n\nMy title\n\na,b\n"x",1\n5" pipe,2\n';
    await expect(read(titled)).rejects.toMatchObject({ code: "csv-quote", details: { row: 8 } });
  });
});

describe("the encoding of a file", () => {
  const content = "größe,ort\n1,Köln\n2,Łódź\n";

  it.each([
    ["UTF-16 with a mark", "utf16le", "\uFEFF", /UTF-16 text \(little-endian\)/],
    ["UTF-16 without a mark", "utf16le", "", /UTF-16 text \(little-endian\)/],
    ["UTF-16 of the other order", "swapped", "\uFEFF", /UTF-16 text \(big-endian\)/],
  ])("is found to be %s, and said", async (_name, encoding, mark, note) => {
    const bytes = Buffer.from(mark + content, "utf16le");
    const table = await readFile(encoding === "swapped" ? bytes.swap16() : bytes);
    expect(cells(table)).toEqual([
      ["größe", "ort"],
      ["1", "Köln"],
      ["2", "Łódź"],
    ]);
    expect(table.notes).toHaveLength(1);
    expect(table.notes![0]).toMatch(note);
  });

  it.each([0, 100_000])("is found to be Windows-1252 after %i lines, and said", async (lines) => {
    const bytes = Buffer.concat([
      Buffer.from(`n,ort\n${"1,x\n".repeat(lines)}2,K`),
      Buffer.of(0xf6),
      Buffer.from("ln "),
      Buffer.of(0x80),
      Buffer.from("\n"),
    ]);
    const table = await readFile(bytes);
    expect(cells(table).at(-1)).toEqual(["2", "Köln €"]);
    expect(table.notes).toEqual([
      "The file is no UTF-8 text and was read as Windows-1252 (Western European); save it as UTF-8 if " +
        "letters look wrong.",
    ]);
  });

  it("is UTF-8 where characters lie across what is read at once", async () => {
    const table = await readFile(`a\n${"ä€𝄞\n".repeat(100_000)}`);
    expect([table.rows, table.notes]).toEqual([100_000, undefined]);
  });
});

describe("a line that does not end", () => {
  it.each([
    ["at the beginning", ""],
    ["below rows", "a,b\n1,2\n"],
    ["below quotes", 'a,b\n"1",2\n'],
  ])("stops at the limit %s", async (_name, begin) => {
    const error = await readFile(begin + "x,".repeat(9 << 20)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: "input", message: expect.stringMatching(/longer than 16 MiB/) });
  });
});

describe("very many columns", () => {
  it("are read, and read again where later cells are words", async () => {
    const width = 25_000;
    const row = (cell: string) => Array.from({ length: width }, () => cell).join(",");
    const header = Array.from({ length: width }, (_, index) => `c${index}`).join(",");
    const rows = Array.from({ length: 12 }, () => row("1")).join("\n");
    const numbers = await readFile(`${header}\n${rows}\n`);
    expect([numbers.columns.length, numbers.columns[width - 1].type]).toEqual([width, "number"]);
    const words = await readFile(`${header}\n${rows}\n${row("x")}\n${row("y")}\n${row("z")}\n${row("w")}\n`);
    expect(words.columns.every(({ type }) => type === "category")).toBe(true);
    expect(cellText(words.columns[0] as CellColumn, 12)).toBe("x");
  });

  it("are refused where no table has so many", async () => {
    const error = await readFile(`${",".repeat(600_000)}\n1\n`).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "columns-many", details: { row: 1 } });
  });
});
