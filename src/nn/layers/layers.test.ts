import { describe, expect, test } from "vitest";
import { maskUniform, randomKey } from "../../base/random.ts";
import { gradients } from "../../graph/differentiate.ts";
import { constant, multiply, sum } from "../../graph/operations/index.ts";
import { isFloat, sizeOf } from "../../graph/tensor.ts";
import { type BuiltSample, buildSample, type NetworkSample, outputOf, valuesOf } from "../network.samples.ts";
import { allLayers } from "./index.ts";
import { layerSamples } from "./layers.samples.ts";

const samples = allLayers().flatMap(({ kind }) =>
  (layerSamples[kind] ?? []).flatMap((sample) =>
    [true, false].map((training) => ({ kind, training, options: JSON.stringify(sample.layers[0]), sample })),
  ),
);

test("every layer has samples", () => {
  const missing = allLayers().filter(({ kind }) => !layerSamples[kind]?.length);
  expect(
    missing.map(({ kind }) => kind),
    "Each kind of layer has samples in nn/layers/layers.samples.ts",
  ).toEqual([]);
});

describe.each(samples)("$kind, training $training, $options", ({ training, sample }) => {
  test("has the gradient that differences of its output show", () => {
    checkGradients(buildSample({ ...sample, training }));
  });

  test("gives finite numbers for one row and for another batch size", () => {
    for (const rows of [1, 2]) {
      const output = outputOf({ ...sample, training, blocks: withRows(sample, rows) });
      expect(output.length % rows).toBe(0);
      expect(output.every(Number.isFinite)).toBe(true);
    }
  });
});

function withRows({ blocks }: NetworkSample, rows: number): NetworkSample["blocks"] {
  return Object.fromEntries(
    Object.entries(blocks).map(([name, block]) => [
      name,
      { ...block, data: block.data.slice(0, rows * sizeOf(block.rowShape)) },
    ]),
  );
}

/**
 * Compares gradients of a weighted sum of the output with central differences, for every float input and
 * parameter.
 */
function checkGradients(built: BuiltSample): void {
  const { output } = built.built;
  const size = valuesOf(built, [output])[0].length / built.batchSize;
  const weights = constant(
    "float64",
    output.shape.map((dimension) => Math.max(1, dimension)),
    Float64Array.from({ length: size }, (_, i) => Math.cos(3 * i)),
  );
  const total = sum(multiply(multiply(output, output), weights));
  const wrt = [...built.inputs, ...built.parameters].filter(([, tensor]) => isFloat(tensor.dtype));
  const analytic = valuesOf(
    built,
    gradients(
      total,
      wrt.map(([, tensor]) => tensor),
    ),
  );
  wrt.forEach(([name], index) => {
    const numeric = differences(built, name, () => valuesOf(built, [total])[0][0]);
    // Central differences with h = 1e-5 err by about h² and 1e-16 / h: 1e-9 for numbers of this size.
    expect(analytic[index], name).toEqual(numeric.map((slope) => expect.closeTo(slope, 7)));
  });
}

function differences(built: BuiltSample, name: string, evaluate: () => number): number[] {
  const feed = built.feeds.get(name)!;
  const step = 1e-5;
  const at = (index: number, value: number) => {
    built.feeds.set(name, { ...feed, data: feed.data.with(index, value) });
    return evaluate();
  };
  const slopes = Array.from(
    feed.data,
    (value, index) => (at(index, value + step) - at(index, value - step)) / (2 * step),
  );
  built.feeds.set(name, feed);
  return slopes;
}

function close(values: readonly number[], decimals = 12): unknown[] {
  return values.map((value) => expect.closeTo(value, decimals));
}

const activations = allLayers().flatMap(({ kind, traits }) => (traits.activation ? [kind] : []));

interface Textbook {
  readonly kind: string;
  /** Inputs; -2 and 3 by default. */
  readonly at?: readonly number[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of one that learns it. */
  readonly slope?: number;
  readonly values: readonly number[];
}

/** Of -4, -1, 0.5 and 3.5 the values of torch.nn.functional, by PyTorch 2.13 in float64. */
const AT = [-4, -1, 0.5, 3.5];

const TEXTBOOK: readonly Textbook[] = [
  { kind: "relu", values: [0, 3] },
  { kind: "leakyRelu", values: [-0.02, 3] },
  { kind: "prelu", slope: 0.1, values: [-0.2, 3] },
  { kind: "elu", values: [Math.exp(-2) - 1, 3] },
  { kind: "silu", values: [-2 / (1 + Math.exp(2)), 3 / (1 + Math.exp(-3))] },
  { kind: "tanh", values: [Math.tanh(-2), Math.tanh(3)] },
  { kind: "sigmoid", values: [1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-3))] },
  { kind: "softmax", at: [0, Math.log(3)], values: [0.25, 0.75] },
  // torch.nn.functional.gelu of -2 and 3, by PyTorch 2.13.
  { kind: "gelu", values: [-0.04550026389635842, 2.99595030590511] },
  { kind: "gelu", options: { approximation: "tanh" }, values: [-0.04540230591222494, 2.996362607918227] },
  { kind: "selu", at: AT, values: [-1.72589862819, -1.111330737813, 0.525350493678, 3.677453455744] },
  { kind: "mish", at: AT, values: [-0.072591740792, -0.303401461374, 0.375245211305, 3.493990715118] },
  { kind: "softplus", at: AT, values: [0.018149927918, 0.313261687518, 0.97407698418, 3.529750418273] },
  { kind: "hardSwish", at: AT, values: [0, -1 / 3, 1.75 / 6, 3.5] },
];

describe("values computed by hand", () => {
  test("dense multiplies by its weight [inputs, units] and adds its bias", () => {
    const output = outputOf({
      layers: [{ id: "d", kind: "dense", units: 3 }],
      blocks: { features: { rowShape: [2], data: [1, 2, -1, 0.5] } },
      state: { "d.weight": [1, 2, 3, 4, 5, 6], "d.bias": [10, 20, 30] },
    });
    expect(output).toEqual([19, 32, 45, 11, 20.5, 30]);
  });

  test.each(TEXTBOOK)("$kind has its textbook values", ({ kind, at = [-2, 3], options, slope, values }) => {
    const state: NetworkSample["state"] = slope === undefined ? {} : { "layer.slope": [slope] };
    const layers = [{ id: "layer", kind, ...options }];
    const blocks = { features: { rowShape: [2], data: at } };
    // Those at AT were written with twelve digits.
    expect(outputOf({ layers, blocks, state })).toEqual(close(values, at === AT ? 11 : 12));
  });

  test("every activation has textbook values", () => {
    const told = TEXTBOOK.map(({ kind }) => kind);
    const missing = activations.filter((kind) => !told.includes(kind));
    expect(missing, "Add values from a book or from PyTorch to TEXTBOOK").toEqual([]);
  });

  test.each([...activations, "softmax"])("%s stays finite at ±1e4, and so does its gradient", (kind) => {
    const built = buildSample({
      layers: [{ id: "layer", kind }],
      blocks: { features: { rowShape: [2], data: [1e4, -1e4] } },
    });
    const slopes = gradients(sum(built.built.output), [built.inputs.get("features")!]);
    for (const values of valuesOf(built, [built.built.output, ...slopes]))
      expect(values.every(Number.isFinite)).toBe(true);
  });

  test("the slope at zero is 0 for ReLU and alpha for ELU, as in PyTorch", () => {
    for (const [kind, slope] of [
      ["relu", 0],
      ["elu", 1],
    ] as const) {
      const built = buildSample({
        layers: [{ id: "layer", kind }],
        blocks: { features: { rowShape: [1], data: [0] } },
      });
      const [gradient] = gradients(built.built.output, [built.inputs.get("features")!]);
      expect(valuesOf(built, [gradient])).toEqual([[slope]]);
    }
  });

  test("embedding looks up rows of its table, and only rows that were read get gradients", () => {
    const built = buildSample({
      ...layerSamples.embedding[0],
      state: { "layer.table": [...Array(12).keys()] },
    });
    const [slopes] = gradients(built.built.output, [built.parameters.get("layer.table")!]);
    expect(valuesOf(built, [built.built.output, slopes])).toEqual([
      [6, 7, 8, 0, 1, 2, 6, 7, 8],
      [1, 1, 1, 0, 0, 0, 2, 2, 2, 0, 0, 0],
    ]);
  });

  test("add, multiply and concatenate join their inputs in order", () => {
    const joined = (kind: string) =>
      outputOf({
        layers: [{ id: "layer", kind, inputs: ["features", "other"] }],
        blocks: { features: { rowShape: [2], data: [1, 2] }, other: { rowShape: [2], data: [10, 20] } },
      });
    expect(joined("add")).toEqual([11, 22]);
    expect(joined("multiply")).toEqual([10, 40]);
    expect(joined("concatenate")).toEqual([1, 2, 10, 20]);
  });
});

describe("dropout", () => {
  const data = Array.from({ length: 2000 }, (_, index) => index + 1);
  const sample: NetworkSample = {
    layers: [{ id: "drop", kind: "dropout", rate: 0.25 }],
    blocks: { features: { rowShape: [20], data } },
    key: randomKey(7, 3),
  };

  test("keeps element i where maskUniform(key, i) >= rate, and scales what is kept", () => {
    const output = outputOf({ ...sample, training: true });
    const expected = data.map((value, index) =>
      maskUniform(randomKey(7, 3), index) >= 0.25 ? value / 0.75 : 0,
    );
    expect(output).toEqual(close(expected, 9));
    // 2000 draws at 0.25 have the deviation 19.4: within five of them.
    expect(Math.abs(output.filter((value) => value === 0).length - 500)).toBeLessThan(97);
  });

  test("another key drops others, and evaluation drops none", () => {
    const once = outputOf({ ...sample, training: true });
    expect(outputOf({ ...sample, training: true, key: randomKey(8, 3) })).not.toEqual(once);
    expect(outputOf(sample)).toEqual(data);
  });

  test("a rate of zero changes nothing in training", () => {
    const layers = [{ id: "drop", kind: "dropout", rate: 0 }];
    expect(outputOf({ ...sample, layers, training: true })).toEqual(data);
  });
});

describe("batch normalization", () => {
  const sample: NetworkSample = {
    layers: [{ id: "norm", kind: "batchNormalization", momentum: 0.1, epsilon: 1e-5 }],
    blocks: { features: { rowShape: [2], data: [1, 10, 2, 30, 6, 20] } },
    state: {
      "norm.scale": [2, 1],
      "norm.shift": [0.5, 0],
      "norm.runningMean": [1, 1],
      "norm.runningVariance": [4, 9],
    },
  };

  test("normalizes by the batch's mean and biased variance in training", () => {
    // Feature 0: mean 3, variance (4 + 1 + 9) / 3. Feature 1: mean 20, variance 200 / 3.
    const [a, b] = [Math.sqrt(14 / 3 + 1e-5), Math.sqrt(200 / 3 + 1e-5)];
    const expected = [(2 * -2) / a + 0.5, -10 / b, (2 * -1) / a + 0.5, 10 / b, (2 * 3) / a + 0.5, 0];
    expect(outputOf({ ...sample, training: true })).toEqual(close(expected));
  });

  test(
    "moves the running statistics by momentum towards the mean and the unbiased variance, as PyTorch " +
      "does",
    () => {
      const built = buildSample({ ...sample, training: true });
      const { bufferUpdates } = built.built;
      expect([...bufferUpdates.keys()]).toEqual(["norm.runningMean", "norm.runningVariance"]);
      const [means, variances] = valuesOf(built, [...bufferUpdates.values()]);
      expect(means).toEqual(close([0.9 * 1 + 0.1 * 3, 0.9 * 1 + 0.1 * 20]));
      expect(variances).toEqual(close([0.9 * 4 + 0.1 * 7, 0.9 * 9 + 0.1 * 100]));
    },
  );

  test("normalizes by the running statistics in evaluation, and leaves them", () => {
    const [a, b] = [Math.sqrt(4 + 1e-5), Math.sqrt(9 + 1e-5)];
    const expected = [0.5, 9 / b, 2 / a + 0.5, 29 / b, 10 / a + 0.5, 19 / b];
    expect(outputOf(sample)).toEqual(close(expected));
    expect(buildSample(sample).built.bufferUpdates.size).toBe(0);
  });

  test("of images it normalizes each channel over the batch and the window", () => {
    const data = [1, 2, 3, 4, 10, 20, 30, 40];
    const image: NetworkSample = {
      layers: [{ id: "norm", kind: "batchNormalization" }],
      blocks: { features: { rowShape: [2, 2], data } },
      training: true,
      state: { "norm.scale": [1, 1], "norm.shift": [0, 0] },
    };
    const built = buildSample(image);
    const [output, means, variances] = valuesOf(built, [
      built.built.output,
      ...built.built.bufferUpdates.values(),
    ]);
    // Channel 0 holds 1, 2, 10, 20 and channel 1 holds 3, 4, 30, 40.
    expect(means).toEqual(close([0.825, 1.925]));
    expect(variances).toEqual(close([0.9 + 0.1 * (232.75 / 3), 0.9 + 0.1 * (1042.75 / 3)]));
    expect(output[0]).toBeCloseTo((1 - 8.25) / Math.sqrt(232.75 / 4 + 1e-5), 12);
  });

  test("the statistics of a batch do not see what the running ones are", () => {
    const other = { ...sample, state: { ...sample.state, "norm.runningMean": [7, 7] }, training: true };
    expect(outputOf(other)).toEqual(outputOf({ ...sample, training: true }));
  });
});

test("a layer that gets the wrong input says its id, what it expects and what it received", () => {
  const build = (layers: NetworkSample["layers"]) => () =>
    buildSample({
      layers,
      blocks: {
        features: { rowShape: [2], data: [1, 2] },
        other: { rowShape: [3], data: [1, 2, 3] },
        codes: { rowShape: [], data: [1], dtype: "int32" },
      },
    });
  expect(build([{ id: "sum", kind: "add", inputs: ["features", "other"] }])).toThrow(
    /layer "sum" .*at least two inputs of one shape.*\[batch, 2\].*\[batch, 3\]/,
  );
  expect(build([{ id: "e", kind: "embedding", units: 2 }])).toThrow(
    /layer "e" .*one block of category codes/,
  );
  expect(build([{ id: "h", kind: "dense", units: 2, inputs: ["codes"] }])).toThrow(/layer "h"/);
  expect(build([{ id: "n", kind: "tanh", inputs: ["codes"] }])).toThrow(/layer "n" .*one input of floats/);
  expect(build([{ id: "r", kind: "reshape", shape: [3] }])).toThrow(/layer "r" .*one input with 3 numbers/);
});
