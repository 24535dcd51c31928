import { describe, expect, test } from "vitest";
import { maskUniform, normal, randomKey } from "../../../base/random.ts";
import { type NetworkSample, outputOf } from "../../network.samples.ts";

const KEY = randomKey(7, 3);

function ones(
  kind: string,
  options: Record<string, unknown>,
  rowShape: readonly number[] = [4, 2, 3],
): NetworkSample {
  const size = 50 * rowShape.reduce((product, length) => product * length, 1);
  return {
    layers: [{ id: "l", kind, ...options }],
    blocks: { features: { rowShape, data: new Array(size).fill(1) } },
    key: KEY,
  };
}

describe.each([
  ["spatialDropout", 6],
  ["stochasticDepth", 24],
])("%s", (kind, part) => {
  const sample = ones(kind, { rate: 0.3 });

  test(
    `keeps or drops ${part} values together, part i where maskUniform(key, i) >= rate, and scales what is ` +
      `kept`,
    () => {
      const output = outputOf({ ...sample, training: true });
      const expected = output.map((_, i) => (maskUniform(KEY, Math.floor(i / part)) >= 0.3 ? 1 / 0.7 : 0));
      expect(output).toEqual(expected.map((value) => expect.closeTo(value, 9)));
      expect(new Set(expected).size).toBe(2);
    },
  );

  test("does nothing in evaluation", () => {
    expect(outputOf(sample)).toEqual(sample.blocks.features.data);
  });
});

describe("gaussian noise", () => {
  const sample = ones("gaussianNoise", { standardDeviation: 0.5 });

  test("adds to element i standardDeviation · normal(key, i)", () => {
    const output = outputOf({ ...sample, training: true });
    expect(output).toEqual(output.map((_, i) => expect.closeTo(1 + 0.5 * normal(KEY, i), 6)));
    const mean = output.reduce((total, value) => total + value, 0) / output.length;
    // 1200 draws: five deviations of their mean.
    expect(Math.abs(mean - 1)).toBeLessThan((5 * 0.5) / Math.sqrt(1200));
  });

  test("does nothing in evaluation, and draws others with another key", () => {
    expect(outputOf(sample)).toEqual(sample.blocks.features.data);
    const other = outputOf({ ...sample, training: true, key: randomKey(8, 3) });
    expect(other).not.toEqual(outputOf({ ...sample, training: true }));
  });
});
