import { expect, test } from "vitest";
import { maskUniform, randomKey, STREAMS, uniform } from "../../base/random.ts";
import { lowerProgram } from "../../runtime/lower.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { hostArray } from "../../runtime/session.ts";
import { webRuntime } from "../../runtime/session.web.ts";
import { BATCH } from "../tensor.ts";
import { counterMask, counterUniform, input } from "./index.ts";

const KEYS = [0, 1, 0xffffffff, randomKey(7, STREAMS.dropout, 3, 12)];
const BATCH_SIZE = 37;

function program() {
  const key = input("key", { dtype: "uint32", shape: [] });
  const rows = input("rows", { dtype: "float32", shape: [BATCH] });
  const bound = input("bound", { dtype: "float32", shape: [] });
  const outputs = [
    { name: "numbers", tensor: counterUniform(key, [BATCH, 3, 11]) },
    { name: "mask", tensor: counterMask(key, bound, [BATCH, 3, 11]) },
  ];
  return { kind: "single", inputs: [key, rows, bound], outputs, batchInput: "rows" } as const;
}

const indices = Array.from({ length: BATCH_SIZE * 33 }, (_, index) => index);
const rowMajor = (key: number) => indices.map((index) => uniform(key, index));
const maskOf = (key: number, bound: number) =>
  indices.map((index) => Number(maskUniform(key, index) >= bound));
/** The ends of the range, a bound that some element meets exactly, and its neighbours among the 24 bits. */
const boundsOf = (key: number) => {
  const met = maskUniform(key, 17);
  return [0, 0.1, 0.5, 1 - 2 ** -24, met, met + 2 ** -24, met - 2 ** -24].map(Math.fround);
};

// Where the machine has a WebGPU adapter, TRAINWELL_TEST_WEBGPU=1 asks for the third place.
const onWebgpu = process.env.TRAINWELL_TEST_WEBGPU === "1";
const PLACES = [
  { form: "cpu", device: "cpu", runtime: nodeRuntime },
  { form: "cpu", device: "cpu", runtime: webRuntime },
  { form: "webgpu", device: "cpu", runtime: nodeRuntime },
  ...(onWebgpu ? [{ form: "webgpu", device: "webgpu", runtime: nodeRuntime } as const] : []),
] as const;

test.each(PLACES)(
  "the form for $form, run on $device ($runtime.name), gives exactly the numbers of base/random.ts",
  async ({ form, device, runtime }) => {
    const session = await runtime.create(lowerProgram(program(), { device: form }), { device });
    for (const key of KEYS) {
      const rows = hostArray("float32", [BATCH_SIZE], new Float32Array(BATCH_SIZE));
      for (const bound of boundsOf(key)) {
        const feeds = { key: hostArray("uint32", [], [key]), rows, bound: hostArray("float32", [], [bound]) };
        const { numbers, mask } = await session.run(feeds);
        expect([...(numbers.data as Float32Array)]).toEqual(rowMajor(key));
        expect([...(mask.data as Uint8Array)]).toEqual(maskOf(key, bound));
      }
    }
    await session.release();
  },
);

test("the reference gives exactly the numbers of base/random.ts", () => {
  const feeds = new Map([
    ["key", { dtype: "uint32", shape: [], data: Float64Array.of(KEYS[3]) } as const],
    ["bound", { dtype: "float32", shape: [], data: Float64Array.of(0.25) } as const],
  ]);
  const outputs = program().outputs.map(({ tensor }) => tensor);
  const [numbers, mask] = evaluateGraph(outputs, feeds, { batchSize: BATCH_SIZE });
  expect([...numbers.data]).toEqual(rowMajor(KEYS[3]));
  expect([...mask.data]).toEqual(maskOf(KEYS[3], 0.25));
});

test.each([nodeRuntime, webRuntime])("a loop is fed the counters of its masks ($name)", async (runtime) => {
  const key = input("key", { dtype: "uint32", shape: [] });
  const bound = input("bound", { dtype: "float32", shape: [] });
  const x = input("x", { dtype: "float32", shape: [BATCH] });
  const shapes = [
    [BATCH, 7],
    [2, BATCH, 3],
    [BATCH, 6],
  ];
  const model = lowerProgram({
    kind: "loop",
    carried: [],
    blocks: [{ name: "x", rows: x }],
    stepInputs: [key],
    callInputs: [bound],
    stepOutputs: shapes.map((shape, index) => ({
      name: String(index),
      tensor: counterMask(key, bound, shape),
    })),
  });
  expect(Buffer.from(model).includes("BitwiseXor")).toBe(false);
  const session = await runtime.create(model);
  expect(session.inputs.map(({ name }) => name).sort()).toEqual(["bound", "key", "rows", "x"]);
  // A smaller batch after a larger one, and a larger one again.
  for (const batch of [5, 2, 9]) {
    const masks = await session.run({
      key: hostArray("uint32", [KEYS.length], KEYS),
      bound: hostArray("float32", [], [0.25]),
      x: hostArray("float32", [1], [0]),
      rows: hostArray("int32", [KEYS.length, batch], new Int32Array(KEYS.length * batch)),
    });
    for (const [index, perRow] of [7, 6, 6].entries()) {
      const expected = KEYS.flatMap((key) => maskOf(key, 0.25).slice(0, perRow * batch));
      expect([...(masks[index].data as Uint8Array)]).toEqual(expected);
    }
  }
  await session.release();
});
