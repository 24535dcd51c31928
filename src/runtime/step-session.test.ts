import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lowerProgram } from "./lower.ts";
import { sampleFeeds, sampleLoop } from "./runtime.samples.ts";
import { nodeRuntime } from "./session.node.ts";
import type { HostArray, RuntimeSession } from "./session.ts";

const STEPS = 6;
/** WebGPU sums in another order; a few dozen operations on numbers of order one. */
const WEBGPU_TOLERANCE = 1e-5;
// Where the machine has a WebGPU adapter (SwiftShader is one), TRAINWELL_TEST_WEBGPU=1 asks for it too.
const devices = process.env.TRAINWELL_TEST_WEBGPU === "1" ? (["cpu", "webgpu"] as const) : (["cpu"] as const);

type HostArrays = Record<string, HostArray>;

const stateOf = (results: HostArrays) =>
  Object.fromEntries(Object.entries(results).filter(([name]) => name.startsWith("state:")));

function largestDifference(actual: HostArrays, expected: HostArrays): number {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  const differences = Object.entries(expected).flatMap(([name, value]) => {
    expect(actual[name].shape, name).toEqual(value.shape);
    return Array.from(value.data as Float32Array, (element, index) =>
      Math.abs(element - Number(actual[name].data[index])),
    );
  });
  return Math.max(...differences);
}

describe.each(devices)("single steps on %s", (device) => {
  const tolerance = device === "cpu" ? 0 : WEBGPU_TOLERANCE;
  let scan: RuntimeSession;
  let steps: RuntimeSession;
  beforeAll(async () => {
    scan = await nodeRuntime.create(lowerProgram(sampleLoop()));
    steps = await nodeRuntime.create(lowerProgram(sampleLoop(), { device: "webgpu" }), {
      device,
      steps: true,
    });
  });
  afterAll(() => Promise.all([scan.release(), steps.release()]));

  test.each([1, 3, 5])("compute what the Scan computes, with batches of %i", async (batchSize) => {
    const feeds = sampleFeeds(STEPS, batchSize);
    const results = await steps.run(feeds);
    expect(largestDifference(results, await scan.run(feeds))).toBeLessThanOrEqual(tolerance);
  });

  test("continue from the state that a call returned, and from any other one", async () => {
    const feeds = sampleFeeds(STEPS);
    const first = await steps.run(feeds);
    const expected = await scan.run({ ...feeds, ...stateOf(await scan.run(feeds)) });
    const second = await steps.run({ ...feeds, ...stateOf(first) });
    expect(largestDifference(second, expected)).toBeLessThanOrEqual(tolerance);
    // The state on the device is now a later one: what is fed counts.
    expect(largestDifference(await steps.run({ ...feeds, ...stateOf(first) }), expected)).toBeLessThanOrEqual(
      tolerance,
    );
    expect(largestDifference(await steps.run(sampleFeeds(STEPS)), first)).toBeLessThanOrEqual(tolerance);
  });

  test("take other data when they are fed other arrays", async () => {
    const feeds = sampleFeeds(2);
    await steps.run(feeds);
    const pixels = {
      ...feeds.pixels,
      data: Uint8Array.from(feeds.pixels.data as Uint8Array, (x) => 255 - x),
    };
    const changed = { ...feeds, pixels };
    const expected = await scan.run(changed);
    expect(largestDifference(await steps.run(changed), expected)).toBeLessThanOrEqual(tolerance);
    expect(largestDifference(await scan.run(feeds), expected)).toBeGreaterThan(1e-3);
  });

  test("return only the outputs asked for", async () => {
    expect(Object.keys(await steps.run(sampleFeeds(2), ["loss"]))).toEqual(["loss"]);
  });

  test.each([
    ["a row number beyond the block", "rows", { data: new Int32Array(8).fill(12) }, /row number 12/],
    ["rows of bytes of another width", "pixels", { shape: [6, 8] }, /Input "pixels": expected uint8/],
    ["a block of another type", "target", { dtype: "int32" }, /Input "target": expected float32/],
  ])("refuse %s", async (_, name, change, message) => {
    const feeds = sampleFeeds(2);
    const changed = { ...feeds, [name]: { ...feeds[name], ...change } as HostArray };
    await expect(steps.run(changed)).rejects.toThrow(message);
  });
});
