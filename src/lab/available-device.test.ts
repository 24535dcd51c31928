import { expect, test } from "vitest";
import type { ProgressEvent } from "../run/progress.ts";
import { sampleRecipe } from "../train/training.samples.ts";
import { availableDevice, PrecisionNote } from "./available-device.ts";

test("the CPU is there without a question", async () => {
  const events: ProgressEvent[] = [];
  expect(await availableDevice("cpu", (event) => events.push(event))).toEqual({
    device: "cpu",
    float16: false,
  });
  expect(events).toEqual([]);
});

test("WebGPU is used where it works, and otherwise the CPU with one note that says why", async () => {
  const events: ProgressEvent[] = [];
  const { device } = await availableDevice("webgpu", (event) => events.push(event));
  if (process.env.TRAINWELL_TEST_WEBGPU === "1") expect(device).toBe("webgpu");
  if (device === "webgpu") expect(events).toEqual([]);
  else {
    expect(events).toEqual([
      { type: "note", message: expect.stringMatching(/^WebGPU cannot be used here \(.+\), so the CPU/) },
    ]);
  }
});

test.each([
  ["cpu", "the CPU does not compute in float16"],
  ["webgpu", "the WebGPU adapter has no shader-f16"],
] as const)("mixed precision without float16 is noted once, on %s", (device, reason) => {
  const messages: string[] = [];
  const note = new PrecisionNote((event) => event.type === "note" && messages.push(event.message));
  note.sayFor(sampleRecipe(), { device, float16: false });
  expect(messages).toEqual([]);
  const mixed = sampleRecipe({ training: { precision: "mixed" } });
  note.sayFor(mixed, { device: "webgpu", float16: true });
  expect(messages).toEqual([]);
  note.sayFor(mixed, { device, float16: false });
  note.sayFor(mixed, { device, float16: false });
  expect(messages).toEqual([`training.precision is "mixed", but ${reason}, so all is computed in float32.`]);
});
