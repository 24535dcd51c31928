import { describe, expect, test } from "vitest";
import { normal, randomKey } from "../../base/random.ts";
import { splitRows } from "../../data/split/split.ts";
import { tableFromColumns } from "../../data/table/building/column-table.ts";
import { baselineOn } from "./baseline-recipe.ts";
import { withFittingScale } from "./choose-scaling.ts";
import { chooseTargetFor } from "./choose-target.ts";
import { tailOf } from "./heavy-tails.ts";

const ROWS = 400;
const key = randomKey(8);
const gaussian = (stream: number) => Array.from({ length: ROWS }, (_, row) => normal(key, 10 * row + stream));
const lognormal = gaussian(0).map((value) => Math.exp(1.5 * value));

function scaleFor(inputs: readonly number[], outputs: readonly number[]): string {
  const table = tableFromColumns([
    ["x", [...inputs]],
    ["y", [...outputs]],
  ]);
  const recipe = baselineOn(table, { target: "y" });
  const target = chooseTargetFor(table, recipe);
  const split = splitRows(table, { ...recipe.data.split, target });
  return withFittingScale({ table, target, split, recipe }).data.normalize;
}

describe("the scale of inputs with long tails", () => {
  const noise = gaussian(1).map((value) => 0.1 * value);

  test("is unbent where the target follows their size", () => {
    expect(
      scaleFor(
        lognormal,
        lognormal.map((x, row) => 2 * x + noise[row]),
      ),
    ).toBe("standardize");
  });

  test("is reshaped where the target follows their order of magnitude", () => {
    expect(["log", "rank"]).toContain(
      scaleFor(
        lognormal,
        lognormal.map((x, row) => Math.log(x) + noise[row]),
      ),
    );
  });

  test("is left where nothing is clearly better, and where tails are short", () => {
    expect(scaleFor(lognormal, noise)).toBe("softClip");
    const short = gaussian(2);
    expect(
      scaleFor(
        short,
        short.map((x, row) => x ** 3 + noise[row]),
      ),
    ).toBe("softClip");
  });
});

test("tails are told by quantiles, of columns of many numbers alone", () => {
  const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
  const table = tableFromColumns([
    ["normal", gaussian(3)],
    ["lognormal", lognormal],
    ["counts", [...rows].map((row) => (row % 40 === 0 ? 20 : row % 3))],
  ]);
  expect(tailOf(table, "normal", { rows })).toBeCloseTo(1.7, 0);
  expect(tailOf(table, "lognormal", { rows })).toBeGreaterThan(6);
  expect(tailOf(table, "counts", { rows })).toBeUndefined();
  expect(tailOf(table, "absent", { rows })).toBeUndefined();
});
