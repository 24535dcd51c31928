import { expect, test } from "vitest";
import type { DataBlock } from "../data/prepare/dataset.ts";
import { checkEmbeddedCodes } from "./embedded-codes.ts";

const layers = [
  { id: "words", kind: "embedding", units: 2, cardinality: 4 },
  { id: "again", kind: "shared", shares: "words", inputs: ["tensor:other"] },
  { id: "both", kind: "add", inputs: ["words", "again"] },
];
const block = (data: readonly number[], extra: Partial<DataBlock> = {}): DataBlock => ({
  name: "features",
  dtype: "float32",
  rowShape: [3],
  data: Float32Array.from(data),
  ...extra,
});
const check =
  (...blocks: DataBlock[]) =>
  () =>
    checkEmbeddedCodes({ network: { layers } }, { blocks });

test("whole codes below the cardinality are taken", () => {
  expect(check(block([0, 1, 2, 3, 3, 0]))).not.toThrow();
});

test.each([
  [[0, 1, 2, 3, 4, 0], 4],
  [[0, 1, 2, 3, -1, 0], -1],
  [[0, 1, 2, 3, 0.5, 0], 0.5],
  [[0, 1, 2, 3, Number.NaN, 0], "NaN"],
])("of %j the code that is none is told with its row", (data, code) => {
  const said = `network.layers.words embeds the codes 0 to 3; row 2 of the block "features" has ${code}.`;
  expect(check(block(data))).toThrow(said);
});

test("a layer that shares the embedding is checked too", () => {
  const other = block([9, 0, 0], { name: "tensor:other" });
  expect(check(block([0, 0, 0]), other)).toThrow(
    /layers\.again embeds .* row 1 of the block "tensor:other" has 9/,
  );
});

test("codes that preprocessing scales are refused", () => {
  const normalization = { axis: 0, shift: [1, 1, 1], scale: [2, 2, 2] };
  expect(check(block([0, 1, 2], { normalization }))).toThrow(
    /whose numbers are scaled; expected them as they are/,
  );
});
