import { describe, expect, test } from "vitest";
import { add, input } from "../graph/operations/index.ts";
import { BATCH, type DType } from "../graph/tensor.ts";
import { lowerProgram } from "./lower.ts";
import { nodeRuntime } from "./session.node.ts";
import { hostArray, hostZeros } from "./session.ts";
import { webRuntime } from "./session.web.ts";

const DTYPES: DType[] = ["float32", "float64", "int32", "int64", "uint8", "uint32", "bool"];

describe.each([nodeRuntime, webRuntime])("the $name runtime", (runtime) => {
  test("takes and returns every element type", async () => {
    const inputs = DTYPES.map((dtype) => input(dtype, { dtype, shape: [BATCH, 2] }));
    const outputs = inputs.map((tensor, index) => ({ name: DTYPES[index], tensor }));
    const model = lowerProgram({ kind: "single", inputs, outputs, batchInput: "float32" });
    const session = await runtime.create(model);
    expect(session.inputs).toEqual(DTYPES.map((dtype) => ({ name: dtype, dtype, shape: ["batch", 2] })));
    expect(session.outputs).toEqual(session.inputs);
    const feeds = Object.fromEntries(DTYPES.map((dtype) => [dtype, hostArray(dtype, [2, 2], [1, 0, 1, 1])]));
    expect(await session.run(feeds)).toEqual(feeds);
    await session.release();
  });

  test.each([1e9, 0, 1.5])("refuses %d threads in its own words", async (threads) => {
    await expect(runtime.create(new Uint8Array(), { threads })).rejects.toMatchObject({
      code: "threads-out-of-range",
    });
  });

  test("checks feeds before it runs", async () => {
    const x = input("x", { dtype: "float32", shape: [BATCH, 2] });
    const outputs = [{ name: "y", tensor: add(x, x) }];
    const session = await runtime.create(
      lowerProgram({ kind: "single", inputs: [x], outputs, batchInput: "x" }),
    );
    const refused = session.run({ x: hostZeros("float32", [2, 3]) });
    await expect(refused).rejects.toMatchObject({ code: "feed-shape", details: { input: "x" } });
    await session.release();
  });

  test("says that a model is refused, and why", async () => {
    const refused = runtime.create(Uint8Array.of(1, 2, 3, 4));
    await expect(refused).rejects.toMatchObject({ code: "session-failed", kind: "failure" });
  });
});
