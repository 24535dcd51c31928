import { describe, expect, it } from "vitest";
import type { ColumnHints } from "../column-reading.ts";
import { readWords } from "./read-words.ts";
import { sentinelsOf } from "./sentinels.ts";

/** Cells with how often each comes: "12 x3" is 12 three times. */
function read(cells: readonly string[], hints: ColumnHints = {}) {
  const words = [...new Set(cells)];
  const counts = words.map((word) => cells.filter((cell) => cell === word).length);
  const result = readWords({ words, counts, hints });
  const gaps = result.type === "unreadable" ? [] : [...result.gaps].map((place) => words[place]);
  return { ...result, gaps, words };
}

const times = (cell: string, count: number) => new Array<string>(count).fill(cell);
const digits = ["1", "2", "3", "4", "5", "6", "7", "8"];

it("takes grades in signs for words, and one sign for a missing cell", () => {
  const of = (words: readonly string[]) => readWords({ words, counts: words.map(() => 5), hints: {} });
  expect(of(["*", "**", "***"])).toMatchObject({ type: "category", gaps: new Set() });
  expect(of(["*"])).toMatchObject({ type: "number", gaps: new Set([0]) });
  expect(of(["*", "1.5"])).toMatchObject({ type: "number", gaps: new Set([0]) });
});

describe("the words of a column", () => {
  it("are numbers with gaps, whatever the marks of missing cells are", () => {
    const marks = ["?", "-", ".", "n/a", "N/A", "unknown", "#N/A", "None", "null", "missing", "—", "NaN"];
    expect(read([...digits, ...marks])).toMatchObject({ type: "number", gaps: marks });
    expect(read([...digits, ...times("closed", 2)])).toMatchObject({ type: "number", gaps: ["closed"] });
  });

  it.each([
    ["a word that comes once", [...digits, "closed"]],
    ["two different words", [...digits, ...digits, ...times("closed", 2), ...times("open", 2)]],
    ["what was meant as a number", [...digits, ...times("1..2", 2)]],
    ["an infinite number", [...digits, "inf"]],
    ["a number in another unit", [...times("5 kg", 18), "5 lb"]],
    ["a share without its sign", [...times("5%", 18), "0.05"]],
  ])("are no numbers because of %s, which is told", (_, cells) => {
    expect(read(cells)).toMatchObject({ type: "unreadable", code: "cell-not-number" });
  });

  it("are words where their numbers have several units, and that is said", () => {
    const mixed = [...digits.map((digit) => `${digit} kg`), "3 lb", "4 lb", "5 lb"];
    expect(read(mixed)).toMatchObject({ type: "category", remarks: [{ kind: "units" }] });
    expect(read([...times("12%", 5), ...times("0.12", 5)])).toMatchObject({ type: "category" });
    expect(read([...times("9th", 9), "1st"])).toMatchObject({ type: "category" });
  });

  it("keep the values that only look like marks", () => {
    expect(read(["+", "-", "+"])).toMatchObject({ type: "category", gaps: [] });
    expect(read(["gable", "None", "hip", "unknown"])).toMatchObject({ type: "category", gaps: [] });
    expect(read(["open", "-"])).toMatchObject({ type: "category", gaps: [] });
    expect(read(["gable", "?", "hip", "NA"])).toMatchObject({ type: "category", gaps: ["?", "NA"] });
    expect(read(["yes", "?", "no"])).toMatchObject({ type: "boolean", gaps: ["?"] });
  });

  it("are what is told: NA is a value of categories, and a share need not be written", () => {
    expect(read(["NA", "DE", "FR"], { type: "category" })).toMatchObject({ type: "category", gaps: [] });
    expect(read(["12%", "0.5", "3"], { type: "percent" })).toMatchObject({
      type: "number",
      values: Float64Array.of(12, 0.5, 3),
      reading: { number: { decimal: ".", unit: "%" } },
    });
    expect(read(["1.234", "2.5"], { decimal: "," })).toMatchObject({ values: Float64Array.of(1.234, 2.5) });
    expect(read(["1.234", "2.500"], { decimal: "," })).toMatchObject({ values: Float64Array.of(1234, 2500) });
    expect(read(["1", "-999.0", "x", "2"], { gaps: ["-999", "x"] })).toMatchObject({
      values: Float64Array.of(1, NaN, NaN, 2),
      reading: { gaps: ["-999", "x"] },
    });
  });

  it.each([
    [["01234", "99999"], "leadingZeros"],
    [["007", "12", "0815"], "leadingZeros"],
    [["1234567890123456", "9876543210987654"], "manyDigits"],
  ])("%o are codes", (cells, why) => {
    expect(read(cells)).toMatchObject({ type: "category", remarks: [{ kind: "codes", why }] });
    expect(read(cells, { type: "number" })).toMatchObject({ type: "number" });
  });

  it.each([
    [["0", "10"]],
    [["0.5", "00.7"]],
    [["05.5", "12.25", "07"]],
    [["-05", "12"]],
    [[...times("12", 60), ...times("5", 60), "007"]],
  ])("%o are no codes", (cells) => expect(read(cells)).toMatchObject({ type: "number" }));

  it.each([
    ["A12", "B13"],
    ["12A", "12B"],
    ["555-1234", "555-9876"],
    ["1/2", "3/4"],
    ["10-19", "20-29"],
    ["12:30-13:00", "9:05-10:00"],
    ["2024-01-32", "2024-02-01"],
    ["2024-07", "1050-13"],
    ["Mar 5", "Apr 7"],
    ["10.0.0.1", "10.0.0.12"],
    ["v1.2", "v1.3"],
    ["1.2.3", "1.3.0"],
    ["< 1 year", "10+ years"],
  ])("%s and %s are words", (...cells) =>
    expect(read(cells)).toMatchObject({ type: "category", remarks: [] }),
  );

  it("are read as in training, and as they are where that does not fit", () => {
    const reading = { number: { decimal: ",", unit: "€" }, gaps: ["closed"] } as const;
    const hints = { type: "number", reading: reading } as const;
    expect(read(["1,5 €", "2", "closed"], hints)).toMatchObject({ values: Float64Array.of(1.5, 2, NaN) });
    expect(read(["1.5", "12.25"], hints)).toMatchObject({ values: Float64Array.of(1.5, 12.25) });
    expect(read(["1.500"], hints)).toMatchObject({ values: Float64Array.of(1500) });
    expect(read(["1.5 $"], hints)).toMatchObject({ type: "unreadable" });
    expect(read(["11%"], { type: "number", reading: {} })).toMatchObject({ type: "unreadable" });
  });
});

describe("a value that may stand for a missing one", () => {
  const ages = Array.from({ length: 100 }, (_, row) => 20 + (row % 50));
  it("is far outside and often", () => {
    expect(sentinelsOf(Float64Array.of(...ages, -999, -999, -999))).toEqual([
      { kind: "sentinel", value: -999, cells: 3 },
    ]);
    expect(sentinelsOf(Float64Array.of(...ages, 9999, NaN, 9999, 9999))).toHaveLength(1);
  });

  it.each([
    ["seldom", [...ages, -999]],
    ["near the others", [...ages, 99, 99, 99]],
    ["an end of the scale", [...ages, 80, 80, 80, 80]],
    [
      "where a skewed scale ends",
      [...new Array(80).fill(0), ...new Array(20).fill(1), 2, 5, 9, 13, 16, 16, 16],
    ],
    ["most of the column", [...ages.slice(0, 10), ...new Array<number>(50).fill(0)]],
    ["all there is", new Array<number>(9).fill(-999)],
    ["none", []],
  ])("is not one that is %s", (_, values) => expect(sentinelsOf(Float64Array.from(values))).toEqual([]));
});
