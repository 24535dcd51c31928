import { describe, expect, it } from "vitest";
import type { DataBlock } from "../../data/prepare/dataset.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { inputStatistics } from "./input-statistics.ts";

const bytes = (
  rowShape: number[],
  data: number[],
  scaling: Partial<DataBlock["normalization"]>,
): DataBlock => ({
  name: "features",
  dtype: "uint8",
  rowShape,
  data: Uint8Array.from(data),
  normalization: { axis: 0, shift: [0], scale: [1], ...scaling },
});

describe("the statistics of a network's inputs", () => {
  it("are of each channel of images, as the graph scales them, over the rows asked for", () => {
    // Two rows of [2, 1, 2]: the first channel holds 0, 10, 20, 30 and the second 5, 5, 7, 7.
    const block = bytes([2, 1, 2], [0, 10, 5, 5, 20, 30, 7, 7], { shift: [10, 5], scale: [10, 2] });
    const [first, second] = inputStatistics({ blocks: [block] }, Int32Array.of(0, 1));
    expect(first).toEqual({
      name: "features, channel 1",
      ofArray: true,
      mean: 0.5,
      std: Math.sqrt(1.25),
      min: -1,
      max: 2,
    });
    expect(second).toMatchObject({ name: "features, channel 2", mean: 0.5, min: 0, max: 1 });
    expect(inputStatistics({ blocks: [block] }, Int32Array.of(1))[1]).toMatchObject({ mean: 1, std: 0 });
  });

  it("are of each feature of sequences, over all times", () => {
    // One row of three times of two features.
    const block = bytes([3, 2], [1, 100, 2, 200, 3, 0], { axis: 1, shift: [0, 0], scale: [1, 100] });
    expect(inputStatistics({ blocks: [block] }, Int32Array.of(0))).toMatchObject([
      { mean: 2, min: 1, max: 3 },
      { mean: 1, min: 0, max: 2 },
    ]);
  });

  it("are of each column of numbers, and of nothing else", () => {
    const features = { name: "features", dtype: "float32", rowShape: [2], names: ["a", "b"] } as const;
    const codes = { name: "category:c", dtype: "int32", rowShape: [], data: Int32Array.of(0, 1) } as const;
    const blocks = [{ ...features, data: Float32Array.of(1, 2, 3, 6) }, codes];
    expect(inputStatistics({ blocks }, Int32Array.of(0, 1))).toEqual([
      { name: "a", mean: 2, std: 1, min: 1, max: 3 },
      { name: "b", mean: 4, std: 2, min: 2, max: 6 },
    ]);
  });
});

it("a part of the rows is spread over them, so that a table in the order of its classes gives all of them", () => {
  const rows = Int32Array.from({ length: 10 }, (_, row) => 10 + row);
  expect([...spreadRows(rows, 4)]).toEqual([10, 12, 15, 17]);
  expect(spreadRows(rows, 10)).toBe(rows);
});
