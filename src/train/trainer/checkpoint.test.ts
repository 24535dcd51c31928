import { expect, test } from "vitest";
import { encodeSafetensors } from "../../interop/safetensors.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint.ts";
import type { TrainingState } from "./state.ts";

const state: TrainingState = {
  step: 12,
  parameters: Float32Array.of(0.1, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45),
  buffers: Float32Array.of(3),
  slots: [Float32Array.of(1, 2, 3, 4, 5), Float32Array.of(6, 7, 8, 9, 10)],
  best: { parameters: Float32Array.of(5, 4, 3, 2, 1), buffers: Float32Array.of(2) },
  stopper: { best: 0.1 + 0.2, bestEpoch: 2, evaluationsSinceBest: 1 },
  epochLoss: { sum: 1 / 3, examples: 48 },
  historyRows: 7,
};

test.each<[string, TrainingState]>([
  ["with everything", state],
  [
    "before the first evaluation",
    { ...state, best: undefined, stopper: { ...state.stopper, best: Number.POSITIVE_INFINITY } },
  ],
  ["that diverged", { ...state, epochLoss: { sum: Number.NaN, examples: 0 } }],
  ["without slots and buffers", { ...state, slots: [], buffers: new Float32Array() }],
])("a state %s comes back bit for bit", (_, before) => {
  const bytes = encodeCheckpoint(before);
  const after = decodeCheckpoint(bytes, "the test");
  expect(after).toEqual(before);
  expect(encodeCheckpoint(after)).toEqual(bytes);
});

test("bytes that are no checkpoint are refused in a sentence that says why", () => {
  const vector = (data: Float32Array) => ({ dtype: "float32" as const, shape: [data.length], data });
  const file = (metadata: Record<string, string>, names: readonly string[] = ["parameters", "buffers"]) =>
    encodeSafetensors(new Map(names.map((name) => [name, vector(Float32Array.of(1))])), metadata);
  const format = "trainwell-checkpoint-1";
  const numbers = {
    step: 1,
    slots: 0,
    stopper: { best: "Infinity", bestEpoch: 0, evaluationsSinceBest: 0 },
    epochLoss: { sum: 0, examples: 0 },
    historyRows: 0,
  };
  const good = JSON.stringify(numbers);
  const many = JSON.stringify({ ...numbers, slots: 1e9 });
  expect(decodeCheckpoint(file({ format, state: good }), "it").step).toBe(1);
  for (const [bytes, why] of [
    [file({ state: good }), "its format is not stated, not trainwell-checkpoint-1"],
    [
      file({ format: "trainwell-model-1", state: good }),
      "its format is trainwell-model-1, not trainwell-checkpoint-1",
    ],
    [file({ format }), "its step and counters cannot be read"],
    [file({ format, state: "{}" }), "its step and counters cannot be read"],
    [file({ format, state: many }), "its step and counters cannot be read"],
    [file({ format, state: good }, ["parameters"]), 'its vector "buffers" is missing'],
  ] as const) {
    expect(() => decodeCheckpoint(bytes, "it")).toThrow(
      `it is not a checkpoint that Trainwell can read: ${why}.`,
    );
  }
  expect(() => decodeCheckpoint(Uint8Array.of(1, 2, 3), "it")).toThrow(/^it /);
});
