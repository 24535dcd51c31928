import { describe, expect, test } from "vitest";
import { randomKey, STREAMS, uniform } from "../../base/random.ts";
import { lowerProgram } from "../../runtime/lower.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { hostArray } from "../../runtime/session.ts";
import { BATCH } from "../tensor.ts";
import { counterUniform, input } from "./index.ts";

const KEYS = [0, 1, 0xffffffff, randomKey(7, STREAMS.dropout, 3, 12)];
const BATCH_SIZE = 37;

function program() {
  const key = input("key", { dtype: "uint32", shape: [] });
  const rows = input("rows", { dtype: "float32", shape: [BATCH] });
  const numbers = counterUniform(key, [BATCH, 3, 11]);
  const outputs = [{ name: "numbers", tensor: numbers }];
  return { kind: "single", inputs: [key, rows], outputs, batchInput: "rows" } as const;
}

const rowMajor = (key: number) => Array.from({ length: BATCH_SIZE * 33 }, (_, index) => uniform(key, index));

describe.each(["cpu", "webgpu"] as const)("the form for %s", (device) => {
  test("gives exactly the numbers of base/random.ts, for every key", async () => {
    const session = await nodeRuntime.create(lowerProgram(program(), { device }));
    for (const key of KEYS) {
      const rows = hostArray("float32", [BATCH_SIZE], new Float32Array(BATCH_SIZE));
      const { numbers } = await session.run({ key: hostArray("uint32", [], [key]), rows });
      expect([...(numbers.data as Float32Array)]).toEqual(rowMajor(key));
    }
    await session.release();
  });
});

test("the reference gives exactly the numbers of base/random.ts", () => {
  const feeds = new Map([["key", { dtype: "uint32", shape: [], data: Float64Array.of(KEYS[3]) } as const]]);
  const [numbers] = evaluateGraph([program().outputs[0].tensor], feeds, { batchSize: BATCH_SIZE });
  expect([...numbers.data]).toEqual(rowMajor(KEYS[3]));
});
