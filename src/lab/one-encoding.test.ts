import { describe, expect, test } from "vitest";
import { splitRows } from "../data/split/split.ts";
import { type CellValue, tableFromColumns } from "../data/table/building/column-table.ts";
import type { Table } from "../data/table/table.ts";
import { designFor } from "./committee.ts";
import { buildsOn } from "./improve/improve-round.ts";
import { baselineOn } from "./prepare/baseline-recipe.ts";
import { chooseTargetFor } from "./prepare/choose-target.ts";
import { fitData } from "./prepare/fit-data.ts";
import { changeAsTold, type ToldChanges } from "./prepare/told-changes.ts";

const ROWS = 200;
const rows = Array.from({ length: ROWS }, (_, row) => row);
const tableOf = (columns: Readonly<Record<string, (row: number) => CellValue>>): Table =>
  tableFromColumns(Object.entries(columns).map(([name, cell]) => [name, rows.map(cell)]));

const y = (row: number) => (Math.sin(row * row) > 0 ? "yes" : "no");
const x = (row: number) => Math.cos(row * 1.7);
/** Twenty departments that come often, and one in a single row. */
const dept = (row: number) => (row === 77 ? "rare" : `dept ${row % 20}`);

/** Whether the recipe for a table builds on the rows of every member of its committee, and on the split. */
function buildsEverywhere(table: Table, told: ToldChanges): boolean[] {
  const recipe = changeAsTold(baselineOn(table, told), told);
  const target = chooseTargetFor(table, recipe);
  const split = splitRows(table, { ...recipe.data.split, target });
  const prepared = { table, target, recipe, split, dataHash: "" };
  const trained = [split, ...designFor(prepared).members].map(({ train }) => train);
  return trained.map((train) => buildsOn((tried) => [fitData(prepared, tried, train).dataset])(recipe));
}

const seeds = Array.from({ length: 12 }, (_, seed) => seed);

describe.each([
  ["21 words of which one comes once", { x, dept }],
  ["such words alone", { dept }],
  ["a number with one other value in 200 rows", { flag: (row: number) => Number(row === 20) }],
  ["a number with one value in 200 rows", { x, seen: (row: number) => (row === 20 ? 3 : null) }],
  ["such a number alone", { seen: (row: number) => (row === 20 ? 3 : null) }],
  ["a word in one of 200 rows", { mark: (row: number) => (row === 20 ? "odd" : null), x }],
])("one recipe builds on all rows that it is tried on: %s", (_, columns) => {
  test.each(seeds)("with seed %i", (seed) => {
    const told = { target: "y", seed };
    const verdicts = buildsEverywhere(tableOf({ ...columns, y }), told);
    expect(verdicts).toHaveLength(11);
    expect(verdicts).not.toContain(false);
  });
});

test("the recipe is made for the columns that are left and the encoding that was told", () => {
  const table = tableOf({ x, code: (row) => `code ${row % 40}`, y });
  const layers = (path: string, value: unknown) => {
    const told = { target: "y", set: [{ path, value }] };
    expect(buildsEverywhere(table, told)).not.toContain(false);
    return baselineOn(table, told).network.layers.map(({ kind }) => kind);
  };
  expect(layers("data.missing", "zero")).toContain("embedding");
  expect(layers("data.exclude", ["code"])).not.toContain("embedding");
  expect(layers("data.categories", "oneHot")).not.toContain("embedding");
});
