import { describe, expect, test } from "vitest";
import { buildSample, type NetworkSample, outputOf } from "../../network.samples.ts";

/** Two images [4, 5, 6] of ((7·i) mod 11 − 5) / 4, with scale 1 and shift 0. */
function normalized(kind: string, options: Record<string, unknown> = {}): number[] {
  const data = Array.from({ length: 2 * 4 * 5 * 6 }, (_, i) => (((i * 7) % 11) - 5) / 4);
  return outputOf({
    layers: [{ id: "l", kind, affine: false, ...options }],
    blocks: { features: { rowShape: [4, 5, 6], data } },
  });
}

/** The first value of each channel of the second image. */
function corners(values: readonly number[]): number[] {
  return [0, 1, 2, 3].map((channel) => values[120 + 30 * channel]);
}

function close(values: readonly number[], digits = 11): unknown[] {
  return values.map((value) => expect.closeTo(value, digits));
}

describe("normalization of images is PyTorch's (2.13, float64)", () => {
  const byImage = [-0.324094351741, 0.020947124178, 0.371309284664, 0.606206548621];

  test.each([
    ["groupNormalization", { groups: 2 }, [-0.308652827548, 0.005231403857, 0.328985035851, 0.647357651191]],
    ["groupNormalization", { groups: 4 }, byImage],
    ["instanceNormalization", {}, byImage],
    ["layerNormalization", { axes: [-2, -1] }, byImage],
    ["rmsNormalization", {}, [-0.316227513035, 0, 0.342996847465, 0.637792285262]],
  ] as const)("%s %j", (kind, options, expected) => {
    expect(corners(normalized(kind, options))).toEqual(close(expected));
  });
});

test("layer normalization gives each row its scale and shift, by hand", () => {
  const sample: NetworkSample = {
    layers: [{ id: "l", kind: "layerNormalization", epsilon: 1e-9 }],
    blocks: { features: { rowShape: [3], data: [1, 2, 3, 10, 10, 40] } },
    state: { "l.scale": [1, 2, 3], "l.shift": [0, 0.5, 1] },
  };
  // Row 0: mean 2, variance 2/3. Row 1: mean 20, variance 200.
  const [a, b] = [Math.sqrt(2 / 3), Math.sqrt(200)];
  expect(outputOf(sample)).toEqual(close([-1 / a, 0.5, 3 / a + 1, -10 / b, -20 / b + 0.5, 60 / b + 1], 8));
});

test("scale and shift of images belong to channels in group, and to places in layer normalization", () => {
  const shapes = (kind: string, options: Record<string, unknown>) => {
    const { parameters } = buildSample({
      layers: [{ id: "l", kind, ...options }],
      blocks: { features: { rowShape: [4, 5, 6], data: new Array(120).fill(1) } },
    });
    return Object.fromEntries([...parameters].map(([name, tensor]) => [name, tensor.shape]));
  };
  expect(shapes("groupNormalization", { groups: 2 })).toEqual({ "l.scale": [4], "l.shift": [4] });
  expect(shapes("instanceNormalization", {})).toEqual({});
  expect(shapes("layerNormalization", { axes: [3, 1] })).toEqual({ "l.scale": [4, 6], "l.shift": [4, 6] });
  expect(shapes("rmsNormalization", {})).toEqual({ "l.scale": [6] });
});

test("batch normalization of sequences and images has a mean for each channel, which is axis 1", () => {
  for (const rowShape of [
    [2, 3],
    [2, 3, 1],
  ]) {
    const built = buildSample({
      layers: [{ id: "l", kind: "batchNormalization" }],
      blocks: { features: { rowShape, data: [1, 2, 3, 10, 20, 30] } },
      training: true,
    });
    expect(built.parameters.get("l.scale")!.shape).toEqual([2]);
    expect(built.built.bufferUpdates.get("l.runningMean")!.shape).toEqual([2]);
  }
});

test.each([
  ["groupNormalization", { groups: 3 }, /layer "l" .*whose channels 3 groups divide/],
  ["layerNormalization", { axes: [0] }, /layer "l" .*the axes 0 beside the batch/],
  ["layerNormalization", { axes: [-1, 3] }, /the axes -1, 3 beside the batch/],
  ["rmsNormalization", { axes: [4] }, /the axes 4 beside the batch/],
])("%s with %j says what it expects", (kind, options, message) => {
  expect(() => normalized(kind, options)).toThrow(message);
});
