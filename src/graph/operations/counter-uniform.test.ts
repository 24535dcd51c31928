import { expect, test } from "vitest";
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

// Where the machine has a WebGPU adapter, TRAINWELL_TEST_WEBGPU=1 asks for the third place.
const onWebgpu = process.env.TRAINWELL_TEST_WEBGPU === "1";
const PLACES = [
  { form: "cpu", device: "cpu" },
  { form: "webgpu", device: "cpu" },
  ...(onWebgpu ? [{ form: "webgpu", device: "webgpu" } as const] : []),
] as const;

test.each(PLACES)(
  "the form for $form, run on $device, gives exactly the numbers of base/random.ts",
  async ({ form, device }) => {
    const session = await nodeRuntime.create(lowerProgram(program(), { device: form }), { device });
    for (const key of KEYS) {
      const rows = hostArray("float32", [BATCH_SIZE], new Float32Array(BATCH_SIZE));
      const { numbers } = await session.run({ key: hostArray("uint32", [], [key]), rows });
      expect([...(numbers.data as Float32Array)]).toEqual(rowMajor(key));
    }
    await session.release();
  },
);

test("the reference gives exactly the numbers of base/random.ts", () => {
  const feeds = new Map([["key", { dtype: "uint32", shape: [], data: Float64Array.of(KEYS[3]) } as const]]);
  const [numbers] = evaluateGraph([program().outputs[0].tensor], feeds, { batchSize: BATCH_SIZE });
  expect([...numbers.data]).toEqual(rowMajor(KEYS[3]));
});
