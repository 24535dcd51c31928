import { describe, expect, it } from "vitest";
import { splitRows } from "../data/split/split.ts";
import { type CellValue, tableFromColumns } from "../data/table/table.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { chooseTargetFor } from "./choose-target.ts";
import { designFor } from "./committee.ts";
import type { Prepared } from "./prepare.ts";

const ROWS = 60;

function preparedBy(
  split: { method: string; column?: string },
  words: (row: number) => string,
  x = (row: number) => row / 7,
): Prepared {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const columns: [string, CellValue[]][] = [
    ["x", rows.map(x)],
    ["part", rows.map(words)],
    ["y", rows.map((row) => (row % 3 === 0 ? "a" : "b"))],
  ];
  const table = tableFromColumns(columns);
  const json = { schema: 1, data: { target: "y", split }, loss: { kind: "softmaxCrossEntropy" } };
  const network = { layers: [{ id: "output", kind: "dense", units: "outputs" }] };
  const recipe = parseRecipe({ ...json, network }, { source: "the test" });
  const target = chooseTargetFor(table, recipe);
  return {
    table,
    target,
    recipe,
    split: splitRows(table, { ...recipe.data.split, target }),
    dataHash: "",
  };
}

const byColumn = { method: "column", column: "part" };

describe("designFor", () => {
  it("makes every row but the test rows a dev row once a repeat, where a column tells only the test rows", () => {
    const prepared = preparedBy(byColumn, (row) => (row % 5 === 0 ? "test" : "other"));
    const design = designFor(prepared);
    const pool = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 5 !== 0);
    expect(design.kind).toBe("crossValidation");
    for (let repeat = 0; repeat < design.repeats; repeat++) {
      const members = design.members.filter((member) => member.repeat === repeat);
      const devRows = members.flatMap((member) => [...member.dev]).sort((a, b) => a - b);
      expect(devRows).toEqual(pool);
      for (const { train, dev } of members) {
        expect([...train, ...dev].sort((a, b) => a - b)).toEqual(pool);
      }
    }
  });

  it.each([
    ["told dev rows", byColumn, (row: number) => ["train", "train", "dev", "test"][row % 4]],
    ["groups", { method: "group", column: "part" }, (row: number) => `group ${row % 12}`],
  ])("keeps to the one split for %s", (_, split, words) => {
    const prepared = preparedBy(split, words);
    const design = designFor(prepared);
    expect(design.kind).toBe("fixedSplit");
    for (const member of design.members) {
      expect(member.train).toBe(prepared.split.train);
      expect(member.dev).toBe(prepared.split.dev);
    }
  });

  it("keeps copies of a row in one fold", () => {
    const original = (row: number) => (row % 3 === 2 ? row - 1 : row);
    const prepared = preparedBy(
      { method: "random" },
      (row) => `word ${original(row) % 9}`,
      (row) => original(row) / 7,
    );
    const design = designFor(prepared);
    expect(prepared.split.copies).toBeDefined();
    expect(design.members).toHaveLength(10);
    for (const { train, dev } of design.members) {
      const trained = new Set(Array.from(train, original));
      expect(Array.from(dev).filter((row) => trained.has(original(row)))).toEqual([]);
    }
  });

  it("keeps to one split where rows hold so many pixels that ten trainings would take too long", () => {
    const prepared = preparedBy(byColumn, (row) => (row % 5 === 0 ? "test" : "other"));
    const images = (side: number) => ({
      ...prepared.table,
      columns: [
        ...prepared.table.columns,
        {
          type: "tensor" as const,
          name: "image",
          dtype: "uint8" as const,
          rowShape: [3, side, side],
          data: new Uint8Array(ROWS * 3 * side * side),
        },
      ],
    });
    // 48 rows in the pool: 48 · 3 · 128² is below 2^22, 48 · 3 · 192² above.
    expect(designFor({ ...prepared, table: images(128) }).kind).toBe("crossValidation");
    const design = designFor({ ...prepared, table: images(192) });
    expect(design).toMatchObject({ kind: "fixedSplit", repeats: 3 });
    expect(design.members).toHaveLength(3);
  });
});
