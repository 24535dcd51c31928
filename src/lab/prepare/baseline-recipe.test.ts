import { expect, test } from "vitest";
import { tableFromColumns } from "../../data/table/building/column-table.ts";
import { baselineOn } from "./baseline-recipe.ts";

/** Ten common towns in the training rows; the dev and test rows bring thirty more, each its own. */
const rows = Array.from({ length: 120 }, (_, row) => ({
  part: row < 80 ? "train" : row < 100 ? "dev" : "test",
  town: row < 80 ? `town ${row % 10}` : `village ${row % 30}`,
  x: Math.sin(row),
  y: Math.cos(row),
}));
const table = tableFromColumns([
  ["part", rows.map(({ part }) => part)],
  ["town", rows.map(({ town }) => town)],
  ["x", rows.map(({ x }) => x)],
  ["y", rows.map(({ y }) => y)],
]);

const layersFor = (split: { method: "column" | "random"; column: string | null }) =>
  baselineOn(table, { target: "y", split }).network.layers.map(({ kind }) => kind);

test("the first recipe is made for the words of the training rows, not for those that only others have", () => {
  expect(layersFor({ method: "column", column: "part" })).not.toContain("embedding");
});

test("the same table divided by chance has all the words in its training rows, and embeds them", () => {
  expect(layersFor({ method: "random", column: null })).toContain("embedding");
});
