import { describe, expect, test } from "vitest";
import { fans } from "./fans.ts";
import { type InitializerSpec, initialize, initializeParameters, PLAIN_INITIALIZERS } from "./index.ts";

const KEY = { key: 42 };

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}

test.each([
  ["a matrix [inputs, units]", [3, 5], { fanIn: 3, fanOut: 5 }],
  ["a kernel [out, in, height, width]", [8, 4, 3, 3], { fanIn: 36, fanOut: 72 }],
  ["a vector", [7], { fanIn: 7, fanOut: 7 }],
  ["a scalar", [], { fanIn: 1, fanOut: 1 }],
])("the fans of %s", (_name, shape, expected) => {
  expect(fans(shape)).toEqual(expected);
});

describe("the distribution of initial weights", () => {
  const shape = [100, 300];
  test.each<[InitializerSpec, number, number]>([
    ["glorotUniform", 2 / 400, Math.sqrt(6 / 400)],
    ["glorotNormal", 2 / 400, Number.POSITIVE_INFINITY],
    ["heUniform", 2 / 100, Math.sqrt(6 / 100)],
    ["heNormal", 2 / 100, Number.POSITIVE_INFINITY],
    ["lecunUniform", 1 / 100, Math.sqrt(3 / 100)],
    ["lecunNormal", 1 / 100, Number.POSITIVE_INFINITY],
    [{ kind: "normal", standardDeviation: 0.2 }, 0.04, Number.POSITIVE_INFINITY],
    [{ kind: "uniform", limit: 0.3 }, 0.03, 0.3],
    [{ kind: "heNormal", mode: "fanOut" }, 2 / 300, Number.POSITIVE_INFINITY],
    [{ kind: "glorotUniform", mode: "fanIn" }, 1 / 100, Math.sqrt(3 / 100)],
    [{ kind: "lecunUniform", mode: "fanAverage" }, 1 / 200, Math.sqrt(3 / 200)],
    // Within ±2 a standard normal number has the variance 0.8796².
    [{ kind: "truncatedNormal", standardDeviation: 0.2 }, (0.2 * 0.8796256610342398) ** 2, 0.4],
    [
      varianceScaling({ distribution: "truncatedNormal" }),
      3 / 300,
      (2 * Math.sqrt(3 / 300)) / 0.8796256610342398,
    ],
    [varianceScaling({ distribution: "uniform", mode: "fanAverage" }), 3 / 200, Math.sqrt(9 / 200)],
  ])("%j has its variance around zero, within its limit", (spec, variance, limit) => {
    const values = initialize(spec, shape, KEY);
    const found = moments(values);
    expect(values).toHaveLength(30_000);
    // Five deviations of the mean and of the variance of 30,000 draws; a normal's variance deviates by
    // √(2/n).
    expect(Math.abs(found.mean)).toBeLessThan(5 * Math.sqrt(variance / 30_000));
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / 30_000));
    expect(values.every((value) => Math.abs(value) <= Math.fround(limit))).toBe(true);
  });
});

function varianceScaling(options: object): InitializerSpec {
  return {
    kind: "varianceScaling",
    scale: 3,
    mode: "fanOut",
    distribution: "normal",
    ...options,
  } as InitializerSpec;
}

test("fans that a layer tells are taken instead of those of the shape", () => {
  const wide = initialize("heNormal", [64, 1, 3, 3], { key: 42, fans: { fanIn: 36, fanOut: 9 } });
  const own = initialize("heNormal", [64, 1, 3, 3], KEY);
  expect(wide).toEqual(own.map((value) => value / 2));
});

test("a convolution's kernel is orthogonal as a matrix [filters, channels · window]", () => {
  const values = initialize("orthogonal", [4, 3, 2, 2], KEY);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let product = 0;
      for (let k = 0; k < 12; k++) product += values[12 * i + k] * values[12 * j + k];
      expect(product).toBeCloseTo(i === j ? 1 : 0, 6);
    }
  }
});

test("zeros, ones and constants are what they say", () => {
  expect([...initialize("zeros", [2], KEY)]).toEqual([0, 0]);
  expect([...initialize("ones", [2], KEY)]).toEqual([1, 1]);
  expect([...initialize({ kind: "constant", value: -0.5 }, [1, 2], KEY)]).toEqual([-0.5, -0.5]);
  expect([...initialize({ kind: "values", values: [1, 2, 3, 4] }, [2, 2], KEY)]).toEqual([1, 2, 3, 4]);
  expect(() => initialize({ kind: "values", values: [1] }, [2], KEY)).toThrow(
    /tells 1 values .* \[2\]; expected 2/,
  );
});

test("random signs are 1 and −1 equally often, without a pattern", () => {
  const values = initialize("randomSigns", [100, 100], KEY);
  expect(new Set(values)).toEqual(new Set([1, -1]));
  const mean = (numbers: Float32Array) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  // Five deviations of the mean of 10,000 signs.
  expect(Math.abs(mean(values))).toBeLessThan(0.05);
  expect(Math.abs(mean(values.slice(1).map((value, at) => value * values[at])))).toBeLessThan(0.05);
});

test.each([
  ["wide", [3, 8], 1],
  ["tall", [8, 3], 1],
  ["square", [6, 6], 1.5],
])(
  "an orthogonal %s matrix has orthonormal rows or columns times its gain",
  (_name, [rows, columns], gain) => {
    const values = initialize({ kind: "orthogonal", gain }, [rows, columns], KEY);
    const wide = rows <= columns;
    const at = (vector: number, element: number) =>
      values[wide ? vector * columns + element : element * columns + vector];
    const count = Math.min(rows, columns);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        let product = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) product += at(i, k) * at(j, k);
        // float32 values, at most eight products.
        expect(product).toBeCloseTo(i === j ? gain ** 2 : 0, 6);
      }
    }
  },
);

describe("parameters", () => {
  const specs = ["a.weight", "b.weight"].map((name) => ({
    name,
    shape: [4, 3],
    initializer: "heNormal" as const,
  }));

  test.each(PLAIN_INITIALIZERS)(
    "%s is finite in every shape and a function of seed and name",
    (initializer) => {
      const all = [[], [3], [2, 3], [2, 3, 2, 2]].map((shape, index) => ({
        name: `p${index}`,
        shape,
        initializer,
      }));
      const values = initializeParameters(all, 5);
      expect(values).toEqual(initializeParameters(all, 5));
      for (const value of values.values()) expect(value.every(Number.isFinite)).toBe(true);
    },
  );

  test("differ between names and seeds", () => {
    const values = initializeParameters(specs, 5);
    expect(values.get("a.weight")).not.toEqual(values.get("b.weight"));
    expect(values.get("a.weight")).not.toEqual(initializeParameters(specs, 6).get("a.weight"));
  });

  test("stay as they are when another parameter comes or goes", () => {
    expect(initializeParameters(specs.slice(1), 5).get("b.weight")).toEqual(
      initializeParameters(specs, 5).get("b.weight"),
    );
  });
});
