import { describe, expect, it } from "vitest";
import { splitRows } from "../data/split/split.ts";
import { type CellValue, tableFromColumns } from "../data/table/building/column-table.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { designFor } from "./committee.ts";
import { chooseTargetFor } from "./prepare/choose-target.ts";
import type { Prepared } from "./prepare/prepare.ts";

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

  it("keeps to the one split for told dev rows", () => {
    const prepared = preparedBy(byColumn, (row) => ["train", "train", "dev", "test"][row % 4]);
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

  const groupOf = (row: number) => `group ${row % 12}`;
  const poolOf = ({ split }: Prepared) => [...split.train, ...split.dev].sort((a, b) => a - b);

  it("cross-validates by groups, none of which is on both sides", () => {
    const prepared = preparedBy({ method: "group", column: "part" }, groupOf);
    const design = designFor(prepared);
    expect(design).toMatchObject({ kind: "crossValidation", repeats: 2 });
    const first = design.members.filter(({ repeat }) => repeat === 0);
    expect(first.flatMap(({ dev }) => [...dev]).sort((a, b) => a - b)).toEqual(poolOf(prepared));
    for (const { train, dev } of design.members) {
      const trained = new Set([...train].map(groupOf));
      expect([...dev].some((row) => trained.has(groupOf(row)))).toBe(false);
      expect(train.length + dev.length).toBe(poolOf(prepared).length);
    }
  });

  it("keeps to the one split where there are fewer groups than folds", () => {
    const prepared = preparedBy({ method: "group", column: "part" }, (row) => `group ${row % 4}`);
    expect(designFor(prepared).kind).toBe("fixedSplit");
  });

  it("goes forward in time: nothing is judged by rows that are earlier than those trained on", () => {
    // Times run against the order of the rows.
    const day = (row: number) => new Date(Date.UTC(2024, 0, 1) - row * 864e5).toISOString().slice(0, 10);
    const prepared = preparedBy({ method: "time", column: "part" }, day);
    const design = designFor(prepared);
    expect(design).toMatchObject({ kind: "crossValidation", repeats: 2, forward: true });
    const half = poolOf(prepared).length / 2;
    for (const { train, dev } of design.members) {
      expect(train.length).toBeGreaterThanOrEqual(half - 1);
      expect(dev.length).toBeGreaterThan(0);
      // A later row has an earlier time here.
      expect(Math.min(...train)).toBeGreaterThan(Math.max(...dev));
    }
    const sizes = design.members.slice(0, 5).map(({ train }) => train.length);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(
      design.members.flatMap(({ dev }) => [...dev]).some((row) => prepared.split.test.includes(row)),
    ).toBe(false);
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
