import { expect, test } from "vitest";
import { formatSingle } from "./format-single.ts";

test("numbers have no more digits than tell them from other float32 numbers", () => {
  const numbers = [0.1, 1 / 3, 16777217, 1e-30, -2.5e9, 0, 123456.789, 0.35048362612724304];
  const cells = Array.from(Float32Array.from(numbers), formatSingle);
  expect(cells.slice(0, 2)).toEqual(["0.1", "0.33333334"]);
  expect(Float32Array.from(cells, Number)).toEqual(Float32Array.from(numbers));
  for (const cell of cells)
    expect(cell.replace(/e.*|[^0-9]/g, "").replace(/^0+|0+$/g, "").length).toBeLessThan(10);
});
