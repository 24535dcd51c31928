import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { withGradientRules } from "../../graph/differentiate.ts";
import { multiply, negate, relu, scalar, stopGradient, sum } from "../../graph/operations/index.ts";
import { allLayers, defineLayer } from "../../nn/layers/index.ts";
import { layerSamples } from "../../nn/layers/layers.samples.ts";
import { allLosses, defineLoss } from "../../nn/losses/index.ts";
import { operations } from "../../operations.ts";
import { parseRecipe } from "../../recipe/schema.ts";
import { checkGradients, type GradientCheck } from "./index.ts";

function recipe(layers: readonly Record<string, unknown>[], sections: Record<string, unknown> = {}) {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: { layers },
      loss: { kind: "softmaxCrossEntropy" },
      ...sections,
    },
    { source: "the test" },
  );
}

function verdicts({ tensors }: GradientCheck): Record<string, string> {
  return Object.fromEntries(tensors.map(({ name, verdict }) => [name, verdict]));
}

const EVERYTHING = [
  { id: "hidden", kind: "dense", units: 6 },
  { id: "norm", kind: "batchNormalization" },
  { id: "relu", kind: "relu" },
  { id: "drop", kind: "dropout", rate: 0.25 },
  { id: "output", kind: "dense", units: "outputs" },
];

describe("a recipe's training step", () => {
  test("is right in train mode, with masks held fixed; a bias before batch normalization vanishes", () => {
    const check = checkGradients({ recipe: recipe(EVERYTHING) });
    expect(verdicts(check)).toEqual({
      "hidden.weight": "right",
      "hidden.bias": "vanishes",
      "norm.scale": "right",
      "norm.shift": "right",
      "output.weight": "right",
      "output.bias": "right",
    });
    expect(check).toMatchObject({ holds: true, blame: [], confidence: null });
    expect(check.tensors.find(({ name }) => name === "hidden.weight")).toMatchObject({
      layer: "hidden",
      shape: [7, 6],
      checked: 42,
    });
  });

  test("is right with penalties, an own loss for values and clipping, which comes after", () => {
    const sections = {
      loss: { kind: "huber" },
      penalties: { l1: 0.01, l2: 0.1 },
      clip: { value: 1e-3, globalNorm: 1e-3 },
    };
    const check = checkGradients({ recipe: recipe(EVERYTHING, sections) });
    expect(check.holds).toBe(true);
    expect(new Set(check.tensors.map(({ verdict }) => verdict))).toEqual(new Set(["right", "vanishes"]));
  });

  test("of convolutions and pooling is right on generated images", () => {
    const check = checkGradients({
      recipe: recipe([
        { id: "conv", kind: "convolution2d", units: 3, kernel: 3 },
        { id: "relu", kind: "relu" },
        { id: "pool", kind: "maxPool2d", kernel: 2 },
        { id: "flat", kind: "flatten" },
        { id: "output", kind: "dense", units: "outputs" },
      ]),
    });
    expect(check.tensors.find(({ name }) => name === "conv.weight")).toMatchObject({ verdict: "right" });
    expect(check.holds).toBe(true);
  });

  test("with a planted error names the operation and the layer that break the chain", () => {
    const wrong = (factor: number) =>
      withGradientRules(
        (operation) =>
          operation.name === "tanh"
            ? (context) => [multiply(operation.gradient!(context)[0]!, scalar(factor, "float64"))]
            : operation.gradient,
        () =>
          checkGradients({
            recipe: recipe([
              { id: "first", kind: "dense", units: 4 },
              { id: "bend", kind: "tanh" },
              { id: "output", kind: "dense", units: "outputs" },
            ]),
          }),
      );
    const check = wrong(1.01);
    expect(check.holds).toBe(false);
    expect(verdicts(check)).toEqual({
      "first.weight": "wrong",
      "first.bias": "wrong",
      "output.weight": "right",
      "output.bias": "right",
    });
    expect(check.blame).toMatchObject([{ operation: "tanh", layer: "bend", input: 0, kind: "wrong" }]);
    expect(wrong(1 + 1e-5).verdict).toBe("look closer");
    expect(wrong(1 + 1e-4).verdict).toBe("suspect");
  });
});

const OUTPUT = { id: "output", kind: "dense", units: "outputs" };
const PLAIN = [{ id: "first", kind: "dense", units: 4 }, { id: "bend", kind: "tanh" }, OUTPUT];
const FLAT = { id: "flat", kind: "flatten" };
const SHARED = [
  { id: "first", kind: "dense", units: 7 },
  { id: "bend", kind: "tanh" },
  { id: "again", shares: "first" },
  OUTPUT,
];
const BALANCED = { kind: "softmaxCrossEntropy", classWeights: "balanced" };
const SEQUENCE = { rowShape: [5, 4] };

describe("what a recipe has beside its layers is part of the gradients, or comes after them:", () => {
  test.each([
    ["mixup with balanced classes", PLAIN, { training: { mixup: 0.2 }, loss: BALANCED }, {}],
    [
      "several values",
      PLAIN,
      { loss: { kind: "meanSquaredError" }, data: { target: ["a", "b"] } },
      { outputs: 2 },
    ],
    ["several labels", PLAIN, { loss: { kind: "focal" }, data: { target: ["a", "b"] } }, {}],
    ["a limit of norms", PLAIN, { penalties: { maxNorm: 0.1, l2: 0.01 } }, {}],
    ["accumulation and averages", PLAIN, { training: { accumulate: 3, averaging: { kind: "ema" } } }, {}],
    ["calibrated weights", PLAIN, { network: { layers: PLAIN, initialization: { kind: "lsuv" } } }, {}],
    ["a layer that shares another", SHARED, {}, {}],
    [
      "a dropout that grows",
      [PLAIN[0], { id: "drop", kind: "dropout", rate: { from: 0, to: 0.5 } }, OUTPUT],
      {},
      {},
    ],
    [
      "attention with dropout",
      [{ id: "attend", kind: "selfAttention", heads: 2, dropout: 0.3 }, FLAT, OUTPUT],
      {},
      SEQUENCE,
    ],
    [
      "recurrent layers",
      [
        { id: "lstm", kind: "lstm", units: 3, returnSequences: true },
        { id: "gru", kind: "gru", units: 3 },
        OUTPUT,
      ],
      {},
      SEQUENCE,
    ],
  ])("%s", (_, layers, sections, shapes) => {
    const check = checkGradients(
      { recipe: recipe(layers, sections), ...shapes },
      { coordinates: 12, exhaustiveUpTo: 24 },
    );
    expect(check.tensors.filter(({ verdict }) => verdict !== "right")).toEqual([]);
    expect(check.tensors.length).toBeGreaterThan(3);
  });

  test("mixup of codes is refused, since they have no mixture", () => {
    const layers = [{ id: "code", kind: "embedding", units: 3, inputs: ["category:c"] }, OUTPUT];
    const mixing = recipe(layers, { training: { mixup: 0.2 } });
    expect(() => checkGradients({ recipe: mixing })).toThrow(/holds codes of categories/);
  });
});

const layerCases = allLayers().flatMap(({ kind }) =>
  (layerSamples[kind] ?? [])
    // Random numbers are no codes, which an embedding can be given among the features.
    .filter(({ layers, blocks }) => layers.length === 1 && !(kind === "embedding" && blocks.features))
    .map((sample, index) => [`${kind} ${index}`, sample] as const),
);

test.each(layerCases)("the layer %s is right by its parameters and inputs", (_, sample) => {
  const last = sample.layers[sample.layers.length - 1];
  const { id: _id, inputs: _inputs, ...layer } = last;
  const inputs = Object.fromEntries(
    Object.entries(sample.blocks).map(([name, { rowShape, cardinality }]) => [
      name,
      cardinality === undefined ? rowShape : { rowShape, cardinality },
    ]),
  );
  const check = checkGradients({ layer, inputs }, { coordinates: 24, exhaustiveUpTo: 48 });
  expect(check.tensors.filter(({ verdict }) => verdict !== "right" && verdict !== "vanishes")).toEqual([]);
});

test.each(allLosses().map(({ kind }) => [kind]))("the loss %s is right by the network's output", (kind) => {
  const check = checkGradients({ loss: { kind } });
  expect(check.verdict).toBe("right");
});

describe("a user's own", () => {
  test("layer of the documentation holds", () => {
    defineLayer({
      kind: "testSoftShrink",
      title: "Soft shrink",
      help: "Moves each value towards zero.",
      options: z.strictObject({ by: z._default(z.number(), 0.5) }),
      traits: { activation: {} },
      build(_context, [x], { by }) {
        const size = operations.subtract(operations.abs(x), operations.scalar(by, x.dtype));
        return operations.multiply(operations.sign(x), operations.relu(size));
      },
    });
    const check = checkGradients({ layer: { kind: "testSoftShrink" }, inputs: { features: [4] } });
    expect(check).toMatchObject({ holds: true, verdict: "right" });
  });

  const options = z.strictObject({ slope: z._default(z.number(), 0.3) });

  test("layer is checked under its registered name", () => {
    defineLayer({
      kind: "testOwnLayer",
      title: "Own",
      help: "A layer of the tests.",
      options,
      traits: {},
      build: (context, [x], { slope }) => {
        const scale = context.parameter("scale", { shape: [4], initializer: "ones", decay: false });
        return multiply(relu(multiply(x, scale)), scalar(slope, x.dtype));
      },
    });
    const check = checkGradients({ layer: { kind: "testOwnLayer", slope: 2 }, inputs: { features: [4] } });
    expect(verdicts(check)).toEqual({ features: "right", "layer.scale": "right" });
  });

  test("layer that stops a gradient by mistake is told so", () => {
    defineLayer({
      kind: "testStoppingLayer",
      title: "Stopping",
      help: "A layer of the tests.",
      options: z.strictObject({}),
      traits: {},
      build: (_, [x]) => multiply(x, stopGradient(x)),
    });
    const check = checkGradients({ layer: { kind: "testStoppingLayer" }, inputs: { features: [4] } });
    expect(check.verdict).toBe("wrong");
    expect(check.blame).toMatchObject([{ operation: "stopGradient", layer: "layer", kind: "stops" }]);
  });

  test("loss is checked under its registered name", () => {
    defineLoss({
      kind: "testOwnLoss",
      title: "Own",
      help: "A loss of the tests.",
      options: z.strictObject({}),
      targets: ["values"],
      judgedBy: { values: "rmse" },
      chanceLevel: () => undefined,
      perExample: (output, target) => sum(negate(multiply(output, target)), { axes: [1] }),
      prediction: (output) => output,
    });
    expect(checkGradients({ loss: { kind: "testOwnLoss" } }).verdict).toBe("right");
  });
});

test("the examples of the documentation hold", () => {
  const byName = checkGradients({
    f: ({ w, b }) => (w[0] * 2 + b[0] - 1) ** 2,
    gradient: ({ w, b }) => {
      const error = 2 * (w[0] * 2 + b[0] - 1);
      return { w: [2 * error], b: [error] };
    },
    at: { w: [0.3], b: [-0.1] },
  });
  const ofOne = checkGradients({
    f: (x) => x[0] ** 2 * x[1],
    gradient: (x) => [2 * x[0] * x[1], x[0] ** 2],
    at: [3, -1],
  });
  const dense = checkGradients({ layer: { kind: "dense", units: 3 }, inputs: { features: [4] } });
  const huber = checkGradients({ loss: { kind: "huber" } });
  expect([byName, ofOne, dense, huber].map(({ verdict }) => verdict)).toEqual(Array(4).fill("right"));
});
