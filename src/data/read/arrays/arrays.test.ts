import { describe, expect, it } from "vitest";
import { tableFromArrays } from "./arrays.ts";

const bytes = (count: number) => Uint8Array.from({ length: count }, (_, index) => index % 256);

describe("tableFromArrays", () => {
  it("makes columns of cells of one axis, and columns of arrays of more", () => {
    const table = tableFromArrays({
      size: { shape: [2], data: Int16Array.of(3, -4) },
      colour: { shape: [2], data: ["red", "blue"] },
      new: { shape: [2, 1], data: Uint8Array.of(1, 0), isBoolean: true },
      sound: { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    });
    expect(table.columns).toEqual([
      { type: "number", name: "size", data: Float64Array.of(3, -4) },
      { type: "category", name: "colour", data: Int32Array.of(0, 1), categories: ["red", "blue"] },
      { type: "boolean", name: "new", data: Uint8Array.of(1, 0), labels: ["false", "true"] },
      {
        type: "tensor",
        name: "sound",
        dtype: "float32",
        rowShape: [3],
        data: Float32Array.of(1, 2, 3, 4, 5, 6),
      },
    ]);
    expect(table.targetColumn).toBeUndefined();
  });

  it("puts Keras' four arrays together, with a column of parts", () => {
    const table = tableFromArrays({
      x_train: { shape: [2, 2, 2], data: bytes(8) },
      y_train: { shape: [2, 1], data: Uint8Array.of(10, 9) },
      x_test: { shape: [1, 2, 2], data: Uint8Array.of(8, 9, 10, 11) },
      y_test: { shape: [1, 1], data: Uint8Array.of(10) },
    });
    const [x, y, split] = table.columns;
    expect(x).toMatchObject({ name: "x", rowShape: [1, 2, 2], data: bytes(12) });
    expect(y).toEqual({ type: "category", name: "y", data: Int32Array.of(1, 0, 1), categories: ["9", "10"] });
    expect(split).toMatchObject({
      name: "split",
      data: Int32Array.of(0, 0, 1),
      categories: ["train", "test"],
    });
    expect(table).toMatchObject({ rows: 3, targetColumn: "y", splitColumn: "split" });
  });

  it("turns images whose channels come last", () => {
    // A row of 2 × 2 pixels of three channels.
    const { columns } = tableFromArrays({ x: { shape: [1, 2, 2, 3], data: bytes(12) } });
    expect(columns[0]).toMatchObject({
      rowShape: [3, 2, 2],
      data: Uint8Array.of(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11),
    });
    const { columns: kept } = tableFromArrays({ x: { shape: [1, 3, 2, 2], data: bytes(12) } });
    expect(kept[0]).toMatchObject({ rowShape: [3, 2, 2], data: bytes(12) });
  });

  it.each([
    ["no array", {}, "has no array"],
    ["no rows", { x: { shape: [0, 2], data: bytes(0) } }, "has no rows"],
    [
      "other numbers of rows",
      { x: { shape: [2, 2], data: bytes(4) }, y: { shape: [3], data: bytes(3) } },
      '2 rows in "x" and 3 in "y"',
    ],
    ["a shape that does not fit", { x: { shape: [2, 2], data: bytes(5) } }, "has 5 elements"],
    ["a single number", { x: { shape: [], data: bytes(1) } }, 'a single number as "x"'],
    [
      "a part that is missing",
      {
        x_train: { shape: [2], data: bytes(2) },
        x_test: { shape: [2], data: bytes(2) },
        y_train: { shape: [2], data: bytes(2) },
      },
      'has "y_train", but no test part of it',
    ],
    [
      "parts of other shapes",
      { x_train: { shape: [1, 2], data: bytes(2) }, x_test: { shape: [1, 3], data: bytes(3) } },
      "uint8 [2] and uint8 [3]",
    ],
    [
      "numbers that are not finite",
      { x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, NaN) } },
      'array "x", row 2: expected finite numbers within float32, received NaN',
    ],
  ])("refuses %s", (_, arrays, message) => {
    expect(() => tableFromArrays(arrays, { source: "a.npz" })).toThrow(message);
  });
});
