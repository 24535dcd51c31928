import { expect, test } from "vitest";
import { samplePlan } from "../training.samples.ts";
import { mostStepsInMemory, mostStepsPerCall } from "./call-size.ts";

/** Rows of that many floats in batches of 100; the class of each takes 4 bytes. */
function plan({ width, device = "cpu" }: { width: number; device?: "cpu" | "webgpu" }) {
  const { training, trainRows, blocks, device: own } = samplePlan({ training: { batchSize: 100 } });
  const [features, ...others] = blocks;
  return {
    training,
    trainRows,
    device: { ...own, kind: device },
    blocks: [{ ...features, rowShape: [width] }, ...others],
  };
}

test("a call gathers no more small rows than take 16 MB, and makes no more than 256 steps", () => {
  // 250 floats and a class are 1,004 bytes a row, and 159 times 100 of them are 16 MB.
  expect(mostStepsPerCall(plan({ width: 250 }))).toBe(159);
  expect(mostStepsPerCall(plan({ width: 10 }))).toBe(256);
});

test("large rows, which each step gathers for itself, do not limit a call on the CPU", () => {
  const large = { width: 3072 };
  expect(mostStepsInMemory(plan(large))).toBe(13);
  expect(mostStepsPerCall(plan(large))).toBe(256);
  expect(mostStepsPerCall(plan({ ...large, device: "webgpu" }))).toBe(13);
});

test("at least one step is made, however much it takes", () => {
  expect(mostStepsInMemory(plan({ width: 1_000_000 }))).toBe(1);
});
