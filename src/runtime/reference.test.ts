import { expect, test } from "vitest";
import { add, constant, input, scalar, sum } from "../graph/operations/index.ts";
import { BATCH, type Tensor } from "../graph/tensor.ts";
import { evaluateGraph } from "./reference.ts";

const x = input("x", { dtype: "float64", shape: [BATCH, 2] });
const rows = (data: number[]) =>
  new Map([["x", { dtype: "float64", shape: [data.length / 2, 2], data: Float64Array.from(data) } as const]]);

test("several outputs come back in their order, in concrete shapes", () => {
  const [total, byColumn] = evaluateGraph([sum(x), sum(x, { axes: [0] })], rows([1, 2, 3, 4, 5, 6]), {
    batchSize: 3,
  });
  expect([total.shape, ...total.data]).toEqual([[], 21]);
  expect([byColumn.shape, ...byColumn.data]).toEqual([[2], 9, 12]);
});

test("a graph of 100,000 nodes in a row does not exhaust the stack", () => {
  let node: Tensor = scalar(0, "float64");
  const one = constant("float64", [], [1]);
  for (let i = 0; i < 100_000; i++) node = add(node, one);
  expect(evaluateGraph([node], new Map())[0].data[0]).toBe(100_000);
});

test("a missing input is named", () => {
  expect(() => evaluateGraph([sum(x)], new Map())).toThrow(
    'input "x": expected float64[batch, 2], received nothing.',
  );
});

test("a feed that does not fit the batch size is refused", () => {
  expect(() => evaluateGraph([sum(x)], rows([1, 2]), { batchSize: 2 })).toThrow(
    'input "x": expected shape [2,2], received [1,2] with 2 elements.',
  );
});
