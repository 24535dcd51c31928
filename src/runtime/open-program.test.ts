import { expect, test } from "vitest";
import { counterMask, input, multiply, reshape, scalar, where } from "../graph/operations/index.ts";
import { BATCH } from "../graph/tensor.ts";
import { lowerProgram, lowerUnsized } from "./lower.ts";
import { openProgram } from "./open-program.ts";
import type { LoopProgram, Program } from "./program.ts";
import { sampleFeeds, sampleLoop } from "./runtime.samples.ts";
import { nodeRuntime } from "./session.node.ts";
import { type HostArray, hostArray } from "./session.ts";
import { webRuntime } from "./session.web.ts";

type HostArrays = Record<string, HostArray>;

async function runBoth(program: Program, feeds: HostArrays, runtime = nodeRuntime): Promise<HostArrays[]> {
  const fixed = await runtime.create(lowerProgram(program));
  const fed = await openProgram(runtime, lowerUnsized(program));
  expect(fed.inputs.map(({ name }) => name)).toEqual(fixed.inputs.map(({ name }) => name));
  const results = [await fixed.run(feeds), await fed.run(feeds)];
  await Promise.all([fixed.release(), fed.release()]);
  return results;
}

/** Rows of some columns, of which a mask leaves a part. */
function maskedRows(columns: number): LoopProgram {
  const rows = input("x", { dtype: "float32", shape: [BATCH, columns] });
  const key = input("key", { dtype: "uint32", shape: [] });
  const mask = counterMask(key, scalar(0.5), [BATCH, columns]);
  const total = input("total", { dtype: "float32", shape: [1, 1] });
  const kept = where(mask, rows, multiply(rows, scalar(0)));
  return {
    kind: "loop",
    carried: [{ name: "total", pieces: [{ input: total, output: total }] }],
    blocks: [{ name: "x", rows }],
    stepInputs: [key],
    stepOutputs: [{ name: "kept", tensor: kept }],
  };
}

function feedsOf(columns: number): HostArrays {
  const numbers = Array.from({ length: 6 * columns }, (_, index) => index + 1);
  return {
    "state:total": hostArray("float32", [1], [0]),
    x: hostArray("float32", [6, columns], numbers),
    rows: hostArray("int32", [2, 3], [0, 1, 2, 3, 4, 5]),
    key: hostArray("uint32", [2], [7, 99]),
  };
}

test.each([nodeRuntime, webRuntime])(
  "a model that is fed with its sizes computes the same ($name)",
  async (runtime) => {
    const [fixed, fed] = await runBoth(sampleLoop(), sampleFeeds(6), runtime);
    expect(fed).toEqual(fixed);
  },
);

test("one model serves several sizes, with masks of each", async () => {
  expect(lowerUnsized(maskedRows(5)).model).toEqual(lowerUnsized(maskedRows(8)).model);
  expect(lowerProgram(maskedRows(5))).not.toEqual(lowerProgram(maskedRows(8)));
  for (const columns of [5, 8]) {
    const [fixed, fed] = await runBoth(maskedRows(columns), feedsOf(columns));
    expect(fed).toEqual(fixed);
    expect(fed.kept.shape).toEqual([2, 3, columns]);
  }
});

test.each([nodeRuntime, webRuntime])("a reshape to a scalar follows another ($name)", async (runtime) => {
  const x = input("x", { dtype: "float32", shape: [1, 1] });
  const tensor = reshape(reshape(x, [1]), []);
  const program: Program = { kind: "single", inputs: [x], outputs: [{ name: "y", tensor }] };
  const [fixed, fed] = await runBoth(program, { x: hostArray("float32", [1, 1], [7]) }, runtime);
  expect(fed).toEqual(fixed);
  expect(fed.y).toEqual(hostArray("float32", [], [7]));
});

test("weights of another size than the fed ones are refused", async () => {
  const session = await openProgram(nodeRuntime, lowerUnsized(sampleLoop()));
  const feeds = sampleFeeds(1);
  const short = { ...feeds, "state:parameters": hostArray("float32", [3], [1, 2, 3]) };
  await expect(session.run(short)).rejects.toThrow("ONNX Runtime failed to run the model");
  await session.release();
});
