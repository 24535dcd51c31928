import { describe, expect, it } from "vitest";
import { parseCsv } from "../read/text/csv.ts";
import { allRows } from "../table/table.ts";
import { chooseTarget } from "../target/task.ts";
import { applyPreprocessing } from "./apply-preprocessing.ts";
import { partName, partOfDate, partsThatVary } from "./date-parts.ts";
import { fitPreprocessing } from "./fit-preprocessing.ts";
import { featureNames, parsePreprocessing } from "./preprocessing.ts";

const namesOf = (...dates: readonly string[]) =>
  partsThatVary(Float64Array.from(dates, (date) => Date.parse(date))).map(
    (part) => partName(part).split(" ")[0],
  );
const unique = (names: readonly string[]) => [...new Set(names)];

describe("the parts of dates", () => {
  it("are those that vary", () => {
    expect(unique(namesOf("2022-01-01", "2023-05-17"))).toEqual([
      "elapsed",
      "year",
      "month",
      "day",
      "weekday",
    ]);
    expect(unique(namesOf("2022-01-01", "2022-06-01"))).toEqual(["elapsed", "month"]);
    expect(unique(namesOf("1970-01-01T10:00Z", "1970-01-01T11:30Z"))).toEqual(["elapsed", "hour", "minute"]);
    expect(unique(namesOf("2022-01-05", "2022-01-05"))).toEqual(["elapsed"]);
  });

  it("go round with their period, and elapse in days", () => {
    const at = (date: string, part: Parameters<typeof partOfDate>[1]) => partOfDate(Date.parse(date), part);
    const weekday = { kind: "cycle", of: "weekday", curve: "sin", times: 1 } as const;
    // Mondays are where the week begins, whose sine is 0, and Tuesdays a seventh further.
    expect(at("2024-05-27", weekday)).toBeCloseTo(0, 12);
    expect(at("2024-05-28T23:00Z", weekday)).toBeCloseTo(Math.sin((2 * Math.PI) / 7), 12);
    expect(at("2024-06-04", weekday)).toBeCloseTo(Math.sin((2 * Math.PI) / 7), 12);
    expect(at("2024-05-28", { kind: "elapsed", from: Date.parse("2024-05-27") })).toBe(1);
    expect(at("1899-12-31", { kind: "year" })).toBe(1899);
    const hour = { kind: "cycle", of: "hour", curve: "cos", times: 1 } as const;
    expect(at("2024-05-28T12:00Z", hour)).toBeCloseTo(-1, 12);
  });
});

const CSV = ["day,y", ...Array.from({ length: 40 }, (_, row) => `${day(row)},${row / 3}`), ""].join("\n");

function day(row: number): string {
  if (row === 3) return "?";
  return new Date(Date.UTC(row < 30 ? 2022 : 2030, row % 12, 1 + (row % 28))).toISOString().slice(0, 10);
}

describe("a preprocessing of dates", () => {
  it("is fitted on the training rows alone, and stored", async () => {
    const table = await parseCsv(CSV);
    const target = chooseTarget(table, { target: "y" });
    const train = allRows(30);
    const preprocessing = fitPreprocessing(table, train, { target });
    const names = featureNames(preprocessing);
    expect(names).not.toContain("day (year)");
    expect(names.filter((name) => name.includes("missing"))).toEqual(["day is missing"]);
    expect(preprocessing.inputs[0]).toMatchObject({
      part: { kind: "elapsed", from: Date.UTC(2022, 0, 1) },
      statistics: { min: 0, missing: 1 },
    });
    const stored = parsePreprocessing(JSON.parse(JSON.stringify(preprocessing)), "the test");
    expect(stored).toEqual(preprocessing);
    const [features] = applyPreprocessing(table, stored).blocks;
    expect(features.rowShape).toEqual([names.length]);
    const elapsed = Array.from(train, (row) => features.data[row * names.length]);
    expect(elapsed.reduce((sum, value) => sum + value, 0) / 30).toBeCloseTo(0, 5);
    expect(features.data[3 * names.length + names.indexOf("day is missing")]).toBe(1);
    expect([...features.data].every(Number.isFinite)).toBe(true);
  });

  it("reads rows of a table in memory as in training", async () => {
    const table = await parseCsv(CSV.replaceAll(/(\d{4})-(\d\d)-(\d\d)/g, "$3/$2/$1"));
    const target = chooseTarget(table, { target: "y" });
    const preprocessing = fitPreprocessing(table, allRows(40), { target });
    const one = {
      type: "category",
      name: "day",
      data: Int32Array.of(0),
      categories: ["05/06/2022"],
    } as const;
    const [{ data }] = applyPreprocessing({ source: "the row", rows: 1, columns: [one] }, preprocessing, {
      target: "none",
    }).blocks;
    const { from } =
      preprocessing.inputs[0].kind === "numeric" ? (preprocessing.inputs[0].part as never) : { from: 0 };
    const { shift, scale } = preprocessing.inputs[0] as { shift: number; scale: number };
    expect(data[0] * scale + shift).toBeCloseTo((Date.UTC(2022, 5, 5) - from) / 86_400_000, 2);
  });
});
