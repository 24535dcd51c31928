import { describe, expect, test } from "vitest";
import { gradients } from "../../graph/differentiate.ts";
import { sum } from "../../graph/operations/index.ts";
import { sizeOf } from "../../graph/tensor.ts";
import { buildSample, type NetworkSample, outputOf, valuesOf } from "../network.samples.ts";

/** ((7·i) mod 11 − 5) / 4, which tells the axes apart. */
function ramp(...shape: number[]): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, i) => (((i * 7) % 11) - 5) / 4);
}

/** ((5·i) mod 13 − 6) / 8. */
function weights(...shape: number[]): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, i) => (((i * 5) % 13) - 6) / 8);
}

function sampleOf(
  kind: string,
  options: Record<string, unknown>,
  {
    rows = 2,
    rowShape = [4, 5, 6],
    state = {} as Record<string, number[]>,
    data = ramp(rows, ...rowShape),
  } = {},
): NetworkSample {
  return {
    layers: [{ id: "l", kind, ...options }],
    blocks: { features: { rowShape, data } },
    state,
  };
}

function close(values: readonly number[], digits = 11): unknown[] {
  return values.map((value) => expect.closeTo(value, digits));
}

/** Sums over each image of an output. */
function sums(values: readonly number[], images: number): number[] {
  const size = values.length / images;
  return Array.from({ length: images }, (_, image) =>
    values.slice(image * size, (image + 1) * size).reduce((total, value) => total + value, 0),
  );
}

describe("convolution", () => {
  test(
    "with stride, padding, dilation and groups is PyTorch's conv2d (2.13, float64) summed over each " +
      "image",
    () => {
      const options = {
        units: 6,
        kernel: [3, 2],
        stride: [2, 1],
        padding: [1, 2],
        dilation: [1, 2],
        groups: 2,
      };
      const state = { "l.weight": weights(6, 2, 3, 2), "l.bias": weights(6) };
      const output = outputOf(sampleOf("convolution2d", options, { state }));
      const expected = [
        -16.84375, 1.125, 10.15625, -8.1875, 4.78125, 14.09375, -15.6875, 1.21875, 11.21875, -8.1875, 6.125,
        14.34375,
      ];
      expect(sums(output, 12)).toEqual(close(expected));
    },
  );

  test('with padding "same" puts the odd zeros at the end, as PyTorch', () => {
    const state = { "l.weight": weights(2, 4, 4, 3) };
    const options = { units: 2, kernel: [4, 3], padding: "same", bias: false };
    const output = outputOf(sampleOf("convolution2d", options, { state }));
    expect(output).toHaveLength(2 * 2 * 5 * 6);
    expect(output.slice(0, 7)).toEqual(close([0.1875, 0.65625, -1.25, 2.34375, 1.125, -0.4375, 1.125]));
    expect(output.slice(26, 30)).toEqual(close([-0.6875, -1.375, 0.34375, 0.875]));
  });

  test('with padding "same" and a stride gives ⌈size / stride⌉ places', () => {
    const { built } = buildSample(
      sampleOf("convolution2d", { units: 1, kernel: 3, padding: "same", stride: [2, 4] }),
    );
    expect(built.output.shape).toEqual([-1, 1, 3, 2]);
  });

  test('with padding "causal" sees no later step', () => {
    const state = { "l.weight": [1, 10, 100], "l.bias": [0] };
    const at = { rows: 1, rowShape: [1, 5], data: [1, 2, 3, 4, 5], state };
    const options = { units: 1, kernel: 3, padding: "causal" };
    expect(outputOf(sampleOf("convolution1d", options, at))).toEqual([100, 210, 321, 432, 543]);
    expect(outputOf(sampleOf("convolution1d", { ...options, dilation: 2 }, at))).toEqual([
      100, 200, 310, 420, 531,
    ]);
  });

  test("separable is depthwise, then pointwise", () => {
    const depthwise = [1, 2, 3, 4, 5, 6, 7, 8];
    const data = [1, 0, 0, 1, 2, 1, 1, 0];
    const at = { rows: 1, rowShape: [2, 2, 2], data };
    const one = sampleOf(
      "depthwiseConvolution2d",
      { kernel: 2, bias: false },
      { ...at, state: { "l.weight": depthwise } },
    );
    // Channel 0: 1·1 + 1·4; channel 1: 2·5 + 1·6 + 1·7.
    expect(outputOf(one)).toEqual([5, 23]);
    const both = sampleOf(
      "separableConvolution2d",
      { units: 2, kernel: 2 },
      {
        ...at,
        state: { "l.depthwiseWeight": depthwise, "l.pointwiseWeight": [1, 1, 2, -1], "l.bias": [0.5, 0] },
      },
    );
    expect(outputOf(both)).toEqual([28.5, -13]);
  });

  test("transposed is PyTorch's conv_transpose2d and conv_transpose1d (2.13, float64)", () => {
    const options = {
      units: 6,
      kernel: [3, 2],
      stride: [2, 3],
      padding: [1, 0],
      outputPadding: [1, 2],
      groups: 2,
      dilation: [1, 2],
      bias: false,
    };
    const built = buildSample(
      sampleOf("transposedConvolution2d", options, { state: { "l.weight": weights(4, 3, 3, 2) } }),
    );
    expect(built.built.output.shape).toEqual([-1, 6, 10, 20]);
    const expected = [
      0.21875, -0.03125, 0.9375, 0.9375, -0.0625, 0.5625, 0.1875, 0.28125, 0.78125, 0.53125, 0.6875, 0.03125,
    ];
    expect(sums(valuesOf(built, [built.built.output])[0], 12)).toEqual(close(expected));
    const sequence = sampleOf(
      "transposedConvolution1d",
      { units: 2, kernel: 3, stride: 2, padding: 1 },
      { rows: 1, rowShape: [2, 3], state: { "l.weight": weights(2, 2, 3), "l.bias": weights(2) } },
    );
    expect(outputOf(sequence)).toEqual(
      close([-0.125, -2.59375, -0.71875, -0.09375, -0.96875, 0.5, -1.78125, 0.09375, 0.40625, -0.65625]),
    );
  });

  test("tells initializers the fans of its groups", () => {
    const fansOf = (kind: string, options: Record<string, unknown>) => {
      const found: unknown[] = [];
      const { layers, blocks } = sampleOf(kind, options);
      buildSample(
        { layers, blocks },
        { onParameter: ({ name, fans }) => /weight$/i.test(name) && found.push(fans) },
      );
      return found;
    };
    expect(fansOf("convolution2d", { units: 6, kernel: [3, 2] })).toEqual([{ fanIn: 24, fanOut: 36 }]);
    expect(fansOf("convolution2d", { units: 6, kernel: [3, 2], groups: 2 })).toEqual([
      { fanIn: 12, fanOut: 18 },
    ]);
    expect(fansOf("separableConvolution2d", { units: 6, kernel: 3, multiplier: 2 })).toEqual([
      { fanIn: 9, fanOut: 18 },
      { fanIn: 8, fanOut: 6 },
    ]);
    expect(fansOf("transposedConvolution2d", { units: 6, kernel: 4, stride: 2 })).toEqual([
      { fanIn: 16, fanOut: 96 },
    ]);
  });
});

/** The gradient of the sum of a layer's output with respect to its input. */
function slopesOf(sample: NetworkSample): number[] {
  const built = buildSample(sample);
  const [slopes] = gradients(sum(built.built.output), [built.inputs.get("features")!]);
  return valuesOf(built, [slopes])[0];
}

describe("pooling", () => {
  const at = { rows: 1, rowShape: [1, 5, 6] };

  test("averages with and without the padding, as PyTorch with count_include_pad", () => {
    const window = { kernel: 3, stride: 2, padding: 1 };
    const first = (options: object) =>
      outputOf(sampleOf("averagePool2d", { ...window, ...options })).slice(0, 9);
    expect(first({})).toEqual(close([1, 4, 0, 0, 1, -5, -1, 1, -3].map((value) => value / 36)));
    expect(first({ countPadding: false })).toEqual(
      close([1 / 16, 1 / 6, 0, 0, 1 / 36, -5 / 36, -1 / 16, 1 / 24, -1 / 8]),
    );
  });

  test("in ceil mode reaches over the end as PyTorch does, and never counts what it adds", () => {
    const window = { kernel: [2, 3], stride: [2, 2], padding: [1, 1], ceilMode: true };
    expect(outputOf(sampleOf("averagePool2d", window, at))).toEqual(
      close([-3, 5, 3, -4.5, 4, 3, -1, -1.5, -1, 1, -3, 3].map((value) => value / 24)),
    );
    expect(outputOf(sampleOf("averagePool2d", { ...window, countPadding: false }, at))).toEqual(
      close([-9, 10, 6, -18, 6, 3, -1, -3, -1.5, 1, -3, 6].map((value) => value / 24)),
    );
    expect(outputOf(sampleOf("maxPool2d", { ...window, stride: [2, 3] }, at))).toEqual([
      0.5, 1.25, -0.75, 1, 1.25, 1, 1.25, 1, 0.5,
    ]);
  });

  test("the gradient of a maximum goes in equal shares to the values that tie, in each window that overlaps", () => {
    const data = [2, 2, 1, 2, 0, 2, 2, 2, 2];
    const sample = sampleOf("maxPool2d", { kernel: 2, stride: 1 }, { rows: 1, rowShape: [1, 3, 3], data });
    expect(outputOf(sample)).toEqual([2, 2, 2, 2]);
    expect(slopesOf(sample)).toEqual(close(sharesByHand(data, { size: 3, kernel: 2 })));
    const tiles = sampleOf("maxPool2d", { kernel: 2 }, { rows: 1, rowShape: [1, 2, 2], data: [3, 3, 1, 3] });
    expect(slopesOf(tiles)).toEqual(close([1 / 3, 1 / 3, 0, 1 / 3]));
  });

  test("padding never wins a maximum, and gets no gradient", () => {
    const data = [-3, -1, -2, -5];
    const sample = sampleOf(
      "maxPool2d",
      { kernel: 2, stride: 1, padding: 1 },
      { rows: 1, rowShape: [1, 2, 2], data },
    );
    expect(outputOf(sample)).toEqual([-3, -1, -1, -2, -1, -1, -2, -2, -5]);
    expect(slopesOf(sample)).toEqual([1, 4, 3, 1]);
  });

  test("global pooling leaves a number for each channel", () => {
    const data = [1, 5, 3, -1, -2, -3];
    const one = { rows: 1, rowShape: [2, 3], data };
    expect(outputOf(sampleOf("globalMaxPool", {}, one))).toEqual([5, -1]);
    expect(outputOf(sampleOf("globalAveragePool", {}, one))).toEqual(close([3, -2]));
  });
});

/**
 * Σ over windows of 1 / ties for each value that attains its window's maximum, for a square image and stride
 * 1.
 */
function sharesByHand(data: readonly number[], { size, kernel }: { size: number; kernel: number }): number[] {
  const shares = data.map(() => 0);
  for (let top = 0; top + kernel <= size; top++) {
    for (let left = 0; left + kernel <= size; left++) {
      const window = Array.from(
        { length: kernel ** 2 },
        (_, i) => (top + Math.floor(i / kernel)) * size + left + (i % kernel),
      );
      const greatest = Math.max(...window.map((place) => data[place]));
      const attain = window.filter((place) => data[place] === greatest);
      for (const place of attain) shares[place] += 1 / attain.length;
    }
  }
  return shares;
}

describe("resizing", () => {
  test("upsampling repeats or interpolates as PyTorch's interpolate does", () => {
    const at = { rows: 1, rowShape: [1, 2, 3] };
    expect(outputOf(sampleOf("upsample", { factor: [1, 2] }, at))).toEqual([
      -1.25, -1.25, 0.5, 0.5, -0.5, -0.5, 1.25, 1.25, 0.25, 0.25, -0.75, -0.75,
    ]);
    const linear = outputOf(sampleOf("upsample", { factor: [3, 2], method: "linear" }, at));
    expect(linear).toHaveLength(36);
    expect(linear.slice(0, 6)).toEqual(close([-1.25, -0.8125, 0.0625, 0.25, -0.25, -0.5]));
    expect(linear.slice(12, 18)).toEqual(close([-5 / 12, -2.5 / 12, 2.5 / 12, 2 / 12, -4 / 12, -7 / 12]));
    expect(linear.slice(30, 36)).toEqual(close([1.25, 1, 0.5, 0, -0.5, -0.75]));
  });

  test("zero padding and permute put values where they say", () => {
    const at = { rows: 1, rowShape: [1, 2, 2], data: [1, 2, 3, 4] };
    const padding = [
      [1, 0],
      [0, 1],
    ];
    expect(outputOf(sampleOf("zeroPadding", { padding }, at))).toEqual([0, 0, 0, 1, 2, 0, 3, 4, 0]);
    const matrix = { rows: 1, rowShape: [2, 3], data: [1, 2, 3, 4, 5, 6] };
    expect(outputOf(sampleOf("permute", { order: [2, 1] }, matrix))).toEqual([1, 4, 2, 5, 3, 6]);
  });
});

test.each([
  [
    "convolution2d",
    { units: 3, kernel: 3 },
    [6],
    /layer "l" .*\[batch, channels, height, width\].*\[batch, 6\]/,
  ],
  ["convolution2d", { units: 3, kernel: 2, groups: 2 }, [2, 4, 4], /channels and units that 2 groups divide/],
  [
    "convolution2d",
    { units: 3, kernel: 5 },
    [2, 4, 4],
    /layer "l" .*a kernel that fits into the padded image/,
  ],
  ["convolution1d", { units: 3, kernel: 2 }, [2, 4, 4], /\[batch, channels, length\]/],
  [
    "transposedConvolution2d",
    { units: 2, kernel: 2, outputPadding: 1 },
    [2, 4, 4],
    /output padding below the stride/,
  ],
  [
    "transposedConvolution2d",
    { units: 2, kernel: 2, padding: 4 },
    [2, 4, 4],
    /leaves something of the output/,
  ],
  ["maxPool2d", { kernel: 2, padding: 2 }, [2, 4, 4], /padding smaller than the kernel/],
  ["maxPool2d", { kernel: 5 }, [2, 4, 4], /a kernel that fits into the padded image/],
  ["globalAveragePool", {}, [4], /\[batch, channels, ...\] with three axes or more/],
  ["upsample", { factor: [2, 2] }, [2, 4], /images for a factor of two numbers/],
  ["zeroPadding", { padding: [[1, 1]] }, [2, 4, 4], /1 axes behind the channels/],
  ["permute", { order: [1, 1] }, [2, 4], /an order that names each of 1 to 2 once/],
] as const)("%s with %j on rows of %j says what it expects", (kind, options, rowShape, message) => {
  const build = () => buildSample(sampleOf(kind, options, { rows: 1, rowShape: [...rowShape] }));
  expect(build).toThrow(message);
});
