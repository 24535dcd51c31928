import { expect, test } from "vitest";
import { traitsOf } from "../nn/traits-of.ts";
import { hostArray } from "../runtime/session.ts";
import { layOut } from "./layout.ts";
import { planProbes, probeStatistics } from "./probes.ts";

const LAYERS = [
  { id: "first", kind: "dense", units: 2 },
  { id: "relu", kind: "relu" },
  { id: "second", kind: "dense", units: 1 },
  { id: "tanh", kind: "tanh" },
  { id: "sigmoid", kind: "sigmoid" },
].map((layer) => ({ ...layer, traits: traitsOf(layer) }));
const PARAMETERS = [
  { name: "first.weight", layer: "first", shape: [2, 2], decay: true },
  { name: "first.bias", layer: "first", shape: [2], decay: false },
  { name: "second.weight", layer: "second", shape: [2, 1], decay: true },
];
/** The pieces are the decayed parameters (weights) and the others (the bias). */
const LAYOUT = layOut(PARAMETERS);

type Network = Parameters<typeof planProbes>[0];
const plan = planProbes({ layers: LAYERS, parameters: PARAMETERS } as unknown as Network, LAYOUT);

const before = Float32Array.of(1, 2, 0, 2, 3, 4, 6, 8);
const step = {
  before,
  // Every weight moves by ½.
  after: before.map((weight) => weight + 0.5),
  gradients: [Float32Array.of(1, 1, 1, 1, 5, 12), Float32Array.of(4, 4)],
  activations: [
    hostArray("float32", [1, 4, 2], [0, 0, 1, 0, 0, 0, 3, 0]),
    hostArray("float32", [1, 4, 1], [0.995, -0.995, 0.5, -0.5]),
    hostArray("float32", [1, 4, 1], [0.996, 0.004, 0.5, 0.9]),
  ],
};

test("a layer's norms are over all its parameters, wherever they lie", () => {
  const statistics = probeStatistics(plan, step);
  // The first layer's weights are 1, 2, 0, 2 and its bias is 6, 8; the second layer's weights are 3, 4.
  expect(statistics["first.weightNorm"]).toBeCloseTo(Math.sqrt(9 + 100), 12);
  expect(statistics["second.weightNorm"]).toBeCloseTo(5, 12);
  expect(statistics["first.gradientNorm"]).toBeCloseTo(6, 12);
  expect(statistics["second.gradientNorm"]).toBeCloseTo(13, 12);
  expect(statistics["first.updateRatio"]).toBeCloseTo(Math.sqrt(6 / 4) / Math.sqrt(109), 12);
  expect(statistics["second.updateRatio"]).toBeCloseTo(Math.sqrt(2 / 4) / 5, 12);
});

test("weights that are all zero give a finite ratio", () => {
  const statistics = probeStatistics(plan, { ...step, before: new Float32Array(8) });
  expect(statistics["second.updateRatio"]).toBeGreaterThan(1e9);
  expect(Number.isFinite(statistics["second.updateRatio"])).toBe(true);
});

test("an activation's statistics are over the batch and its units", () => {
  const statistics = probeStatistics(plan, step);
  expect(statistics["relu.mean"]).toBe(0.5);
  // The squared distances from ½: 2.5² + 7 times ½².
  expect(statistics["relu.std"]).toBeCloseTo(Math.sqrt((6.25 + 7 / 4) / 8), 12);
  expect(statistics["relu.zeroFraction"]).toBe(6 / 8);
  // The second unit is zero for every row.
  expect(statistics["relu.deadUnits"]).toBe(0.5);
  expect(statistics["relu.saturatedFraction"]).toBeUndefined();
});

test("saturation is counted at both ends of a bounded activation's range", () => {
  const statistics = probeStatistics(plan, step);
  expect(statistics["tanh.saturatedFraction"]).toBe(0.5);
  expect(statistics["sigmoid.saturatedFraction"]).toBe(0.5);
});

test(
  "a channel of images is dead only where all its places are, and of [a, b] the more favourable view " +
    "counts",
  () => {
    const deadOf = (shape: number[], values: number[]) => {
      const activations = [hostArray("float32", shape, values), ...step.activations.slice(1)];
      return probeStatistics(plan, { ...step, activations })["relu.deadUnits"];
    };
    // Two images of two channels of 1 by 2: the first channel has one living place, the second has none.
    expect(deadOf([1, 2, 2, 1, 2], [0, 1, 0, 0, 0, 0, 0, 0])).toBe(0.5);
    expect(deadOf([1, 1, 2, 2, 1], [0, 1, 0, 2])).toBe(0);
    // One row of [2, 3]: every column lives at one of the two places, and the second row is dead.
    expect(deadOf([1, 1, 2, 3], [1, 2, 3, 0, 0, 0])).toBe(0);
    expect(deadOf([1, 1, 2, 3], [1, 0, 0, 0, 0, 0])).toBe(0.5);
  },
);
