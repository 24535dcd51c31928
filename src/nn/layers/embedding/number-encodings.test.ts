import { describe, expect, test } from "vitest";
import { normal } from "../../../base/random.ts";
import { applyPreprocessing } from "../../../data/prepare/apply-preprocessing.ts";
import { fitPreprocessing } from "../../../data/prepare/fit-preprocessing.ts";
import { tableFromColumns } from "../../../data/table/building/column-table.ts";
import { allRows } from "../../../data/table/table.ts";
import { chooseTarget } from "../../../data/target/task.ts";
import type { LayerDefinition } from "../../layer.ts";
import { tryLayer } from "../../layer-trial.ts";
import { periodic } from "./periodic.ts";
import { piecewiseLinear } from "./piecewise-linear.ts";

const ROWS = 600;
const BINS = 6;

const encode = (definition: LayerDefinition, options: object, data: readonly number[]) =>
  tryLayer(definition, { options: { ...options }, inputs: [{ rowShape: [1], data }] }).output;

describe("the piecewise linear encoding", () => {
  test("has as many training rows in each bin, where the numbers are ranked, however they are spread", () => {
    const numbers = Array.from({ length: ROWS }, (_, row) => Math.exp(3 * normal(1, row)));
    const table = tableFromColumns([
      ["x", numbers],
      ["y", numbers.map((_, row) => row)],
    ]);
    const target = chooseTarget(table, { target: "y", task: "regression" });
    const preprocessing = fitPreprocessing(table, allRows(ROWS), { target, normalize: "rank" });
    const [{ data }] = applyPreprocessing(table, preprocessing).blocks;
    const { data: encoded } = encode(piecewiseLinear as unknown as LayerDefinition, { bins: BINS }, [
      ...(data as Float32Array),
    ]);
    const counts = new Array(BINS).fill(0);
    for (let row = 0; row < ROWS; row++) {
      const filled = Array.from(encoded.subarray(row * BINS, (row + 1) * BINS));
      counts[
        Math.max(
          0,
          filled.findLastIndex((share) => share > 0),
        )
      ]++;
    }
    // A row at a bound may fall to either side.
    for (const count of counts) expect(Math.abs(count - ROWS / BINS)).toBeLessThanOrEqual(2);
  });

  test("fills the bins before a number's, and leaves those behind it empty", () => {
    const { shape, data } = encode(
      piecewiseLinear as unknown as LayerDefinition,
      { bins: 4 },
      [0, -9, 9, 0.2],
    );
    expect(shape).toEqual([4, 1, 4]);
    const rows = [0, 1, 2, 3].map((row) => Array.from(data.subarray(4 * row, 4 * row + 4)));
    expect(rows[0]).toEqual([1, 1, 0, 0]);
    // Beyond the outermost bounds the first and the last bin go on as lines.
    expect(rows[1][0]).toBeLessThan(-1);
    expect(rows[1].slice(1)).toEqual([0, 0, 0]);
    expect(rows[2].slice(0, 3)).toEqual([1, 1, 1]);
    expect(rows[2][3]).toBeGreaterThan(2);
    expect(rows[3][2]).toBeCloseTo(0.2 / 0.6744897501960817, 12);
  });
});

test("waves of one number are a sine and a cosine of the same angle", () => {
  const { shape, data } = encode(periodic as unknown as LayerDefinition, { frequencies: 3 }, [0.5, -2]);
  expect(shape).toEqual([2, 1, 6]);
  for (const row of [0, 1]) {
    for (const wave of [0, 1, 2]) {
      expect(data[6 * row + wave] ** 2 + data[6 * row + 3 + wave] ** 2).toBeCloseTo(1, 12);
    }
  }
});
