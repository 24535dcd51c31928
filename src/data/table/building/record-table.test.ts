import { describe, expect, it } from "vitest";
import { tableFromRecords } from "./record-table.ts";

describe("tableFromRecords", () => {
  it("makes a column for each key, by the kind of its values", () => {
    const table = tableFromRecords([
      {
        size: 1.5,
        count: 3n,
        colour: "red",
        old: true,
        when: new Date(0),
        pixels: [
          [1, 2],
          [3, 4],
        ],
        bytes: Uint8Array.of(1, 2),
      },
      {
        size: null,
        count: 4n,
        colour: undefined,
        old: false,
        when: null,
        pixels: [
          [5, 6],
          [7, 8],
        ],
        bytes: Uint8Array.of(3, 4),
      },
    ]);
    expect(table.columns).toEqual([
      { type: "number", name: "size", data: Float64Array.of(1.5, NaN) },
      { type: "number", name: "count", data: Float64Array.of(3, 4) },
      { type: "category", name: "colour", data: Int32Array.of(0, -1), categories: ["red"] },
      { type: "boolean", name: "old", data: Uint8Array.of(1, 0), labels: ["false", "true"] },
      {
        type: "date",
        name: "when",
        data: Float64Array.of(0, NaN),
        reading: { date: { format: "%Y-%m-%dT%H:%M:%S%z", offset: 0 } },
      },
      {
        type: "tensor",
        name: "pixels",
        dtype: "float32",
        rowShape: [2, 2],
        data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8),
      },
      { type: "tensor", name: "bytes", dtype: "uint8", rowShape: [2], data: Uint8Array.of(1, 2, 3, 4) },
    ]);
  });

  it("takes a key that some records lack as missing there", () => {
    const { columns } = tableFromRecords([{ a: 1 }, { b: "x" }, { a: 3, b: "y" }]);
    expect(columns).toEqual([
      { type: "number", name: "a", data: Float64Array.of(1, NaN, 3) },
      { type: "category", name: "b", data: Int32Array.of(-1, 0, 1), categories: ["x", "y"] },
    ]);
  });

  it("reads columns as the types that were told", () => {
    const types = { zip: "category", price: "number", sold: "boolean" } as const;
    const { columns } = tableFromRecords(
      [
        { zip: 12, price: "3.5", sold: "yes" },
        { zip: 7, price: "", sold: "no" },
      ],
      { types },
    );
    expect(columns).toEqual([
      { type: "category", name: "zip", data: Int32Array.of(0, 1), categories: ["12", "7"] },
      { type: "number", name: "price", data: Float64Array.of(3.5, NaN) },
      { type: "boolean", name: "sold", data: Uint8Array.of(1, 0), labels: ["no", "yes"] },
    ]);
  });

  it("takes a hostile key as any other", () => {
    const { columns } = tableFromRecords([JSON.parse('{"__proto__": 1, "constructor": 2}')]);
    expect(columns.map(({ name }) => name)).toEqual(["__proto__", "constructor"]);
  });

  it.each([
    [
      "mixed kinds",
      [{ a: 1 }, { a: "x" }],
      'row 2, column "a": expected a number as in the rows before, received "x"',
    ],
    ["an infinite number", [{ a: 1 / 0 }], 'row 1, column "a": expected a finite number, received Infinity'],
    ["an object in a cell", [{ a: new Map() }], "received an object"],
    ["two values of one column", [{ "a.b": 1, a: { b: 2 } }], 'column "a.b" has two values'],
    [
      "arrays of other shapes",
      [{ a: [1, 2] }, { a: [1] }],
      "expected an array of shape [2] as in the rows before, received [1]",
    ],
    ["an array without end", [{ a: JSON.parse("[".repeat(50_000) + "]".repeat(50_000)) }], "finite numbers"],
    ["a ragged array", [{ a: [[1, 2], [3]] }], "whose parts have one length"],
    ["an array of words", [{ a: ["x"] }], "an array of finite numbers"],
    [
      "a missing array",
      [{ a: [1] }, {}],
      'row 2, column "a": expected an array as in the other rows, received no value',
    ],
    ["a record that is none", [1], "row 1: expected an object"],
    ["no records", [], "has no rows"],
  ])("refuses %s", (_, records, message) => {
    expect(() => tableFromRecords(records)).toThrow(message);
  });
});
