import { describe, expect, test } from "vitest";
import { checkFunction } from "./check-function.ts";

/** Mean squared error of a line, as one writes it by hand. */
const X = [0.5, -1.2, 2, 0.3];
const Y = [1, -0.5, 2.2, 0.1];
const residuals = (w: number, b: number) => X.map((x, i) => w * x + b - Y[i]);
const line = {
  f: ({ w, b }: { w: ArrayLike<number>; b: ArrayLike<number> }) =>
    residuals(w[0], b[0]).reduce((sum, r) => sum + r * r, 0) / X.length,
  gradient: ({ w, b }: { w: ArrayLike<number>; b: ArrayLike<number> }) => {
    const r = residuals(w[0], b[0]);
    return {
      w: [(2 / X.length) * r.reduce((sum, value, i) => sum + value * X[i], 0)],
      b: [(2 / X.length) * r.reduce((sum, value) => sum + value, 0)],
    };
  },
  at: { w: [0.7], b: [-0.2] },
};

describe("a hand-written gradient on arrays", () => {
  test("that is right is called so, for each array by name", () => {
    const check = checkFunction(line, {});
    expect(check.holds).toBe(true);
    expect(check.tensors.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["w", "right"],
      ["b", "right"],
    ]);
    expect(check.confidence).toBeNull();
  });

  test("that forgets the factor two of one array is wrong there alone", () => {
    const gradient = (at: typeof line.at) => {
      const { w, b } = line.gradient(at);
      return { w: [w[0] / 2], b };
    };
    const check = checkFunction({ ...line, gradient }, {});
    expect(check.holds).toBe(false);
    expect(check.tensors.map(({ verdict }) => verdict)).toEqual(["wrong", "right"]);
    // |d/2 − d| / (|d/2| + |d|) = 1/3.
    expect(check.tensors[0].relative).toBeCloseTo(1 / 3, 6);
  });

  test.each([
    [3e-4, "suspect"],
    [3e-6, "look closer"],
    [3e-9, "right"],
  ])("that is off by a share of %d gets the verdict %s", (share, verdict) => {
    const f = (x: ArrayLike<number>) => Math.exp(x[0]) * Math.sin(x[1]);
    const gradient = (x: ArrayLike<number>) => [
      (1 + share) * Math.exp(x[0]) * Math.sin(x[1]),
      (1 + share) * Math.exp(x[0]) * Math.cos(x[1]),
    ];
    expect(checkFunction({ f, gradient, at: [0.3, 0.8] }, {}).verdict).toBe(verdict);
  });

  test("is checked in full up to 128 numbers and by samples and directions beyond, with the confidence", () => {
    const f = (x: ArrayLike<number>) =>
      Array.from(x, (value) => value ** 4).reduce((sum, value) => sum + value);
    const gradient = (x: ArrayLike<number>) => Array.from(x, (value) => 4 * value ** 3);
    const at = Float64Array.from({ length: 1000 }, (_, index) => Math.sin(index));
    const { tensors, confidence } = checkFunction({ f, gradient, at }, {});
    expect(tensors[0]).toMatchObject({ checked: 59, size: 1000, verdict: "right" });
    expect(confidence).toMatchObject({ coordinates: 59, probability: 0.95, directions: 3 });
    expect(1 - (1 - confidence!.share) ** 59).toBeCloseTo(0.95, 12);
    expect(checkFunction({ f, gradient, at: at.slice(0, 128) }, {}).confidence).toBeNull();
  });

  test("with one wrong number among thousands is caught along the directions, which move them all", () => {
    const f = (x: ArrayLike<number>) =>
      Array.from(x, (value) => value ** 2).reduce((sum, value) => sum + value);
    const gradient = (x: ArrayLike<number>) =>
      Array.from(x, (value, index) => (index === 777 ? 0 : 2 * value));
    const at = Float64Array.from({ length: 4000 }, (_, index) => 1 + Math.sin(index) / 2);
    const { tensors } = checkFunction({ f, gradient, at }, {});
    expect(tensors[0].relative).toBeLessThan(1e-7);
    expect(tensors[0].directions?.verdict).toBe("wrong");
    expect(tensors[0].verdict).toBe("wrong");
  });

  test("must have the form of the point", () => {
    expect(() => checkFunction({ f: () => 1, gradient: () => [1, 2], at: [1] }, {})).toThrow(
      /expected 1 numbers/,
    );
    expect(() => checkFunction({ f: () => Number.NaN, gradient: () => [1], at: [1] }, {})).toThrow(
      /finite number/,
    );
  });

  test("gets plain arrays where the point is of plain arrays", () => {
    const f = (x: number[]) => x.concat([2]).reduce((product, value) => product * value);
    expect(checkFunction({ f, gradient: (x: number[]) => [2 * x[1], 2 * x[0]], at: [3, 4] }, {}).holds).toBe(
      true,
    );
  });

  test("may be computed in place, because it gets copies", () => {
    const f = (x: Float64Array) => {
      x[0] *= 3;
      return x[0] ** 2;
    };
    const gradient = (x: Float64Array) => {
      x[0] *= 18;
      return x;
    };
    expect(checkFunction({ f, gradient, at: Float64Array.of(0.4) }, {}).verdict).toBe("right");
  });
});

describe("kinks", () => {
  const absolute = {
    f: (x: ArrayLike<number>) => Math.abs(x[0]) + x[1] ** 2,
    gradient: (x: ArrayLike<number>) => [Math.sign(x[0]), 2 * x[1]],
  };

  test("at the point are counted and left out", () => {
    const check = checkFunction({ ...absolute, at: [0, 1.5] }, {});
    expect(check.tensors[0]).toMatchObject({ verdict: "right", kinks: 1, outsideKinks: 0, checked: 2 });
    expect(check.holds).toBe(true);
  });

  test.each([1e-2, 1.5e-3, 7e-4, 1e-4, 2e-6])("at a distance of %d are stepped around", (distance) => {
    expect(checkFunction({ ...absolute, at: [distance, 1] }, {}).tensors[0]).toMatchObject({
      verdict: "right",
      kinks: 0,
    });
    const wrong = (x: ArrayLike<number>) => [1.01 * Math.sign(x[0]), 2 * x[1]];
    expect(checkFunction({ ...absolute, gradient: wrong, at: [distance, 1] }, {}).verdict).toBe("wrong");
  });

  test("whose gradient lies outside of the two slopes ask for a closer look", () => {
    const gradient = (x: ArrayLike<number>) => [3, 2 * x[1]];
    const check = checkFunction({ ...absolute, gradient, at: [0, 1] }, {});
    expect(check.tensors[0]).toMatchObject({ verdict: "look closer", outsideKinks: 1 });
  });

  test("everywhere leave nothing to compare, which is said", () => {
    const check = checkFunction({ ...absolute, f: (x) => Math.abs(x[0]), gradient: () => [0], at: [0] }, {});
    expect(check.verdict).toBe("kinks");
  });
});

describe("the floor", () => {
  test("calls a gradient that vanishes by construction so, and not wrong", () => {
    // The mean of softmaxes does not depend on a constant that is added to all.
    const f = (x: ArrayLike<number>) => {
      const exponentials = [0.1, 0.7, -0.4].map((a) => Math.exp(a + x[0]));
      return exponentials[1] / exponentials.reduce((sum, e) => sum + e);
    };
    expect(checkFunction({ f, gradient: () => [1e-17], at: [0.3] }, {}).verdict).toBe("vanishes");
    expect(checkFunction({ f, gradient: () => [1e-4], at: [0.3] }, {}).verdict).toBe("wrong");
  });

  test("still sees errors in gradients as small as 1e-8", () => {
    const f = (x: ArrayLike<number>) => 1 + 1e-8 * Math.sin(x[0]);
    const gradient = (share: number) => (x: ArrayLike<number>) => [share * 1e-8 * Math.cos(x[0])];
    expect(checkFunction({ f, gradient: gradient(1), at: [0.3] }, {}).holds).toBe(true);
    expect(checkFunction({ f, gradient: gradient(-1), at: [0.3] }, {}).verdict).toBe("wrong");
    expect(checkFunction({ f, gradient: gradient(1.01), at: [0.3] }, {}).verdict).toBe("wrong");
  });

  test("scales with the point: steps are parts of large numbers, and of small ones near an edge", () => {
    const at = [1e7, 1e-5];
    const f = (x: ArrayLike<number>) => Math.log(x[0]) + Math.sqrt(x[1]);
    const gradient = (x: ArrayLike<number>) => [1 / x[0], 0.5 / Math.sqrt(x[1])];
    expect(checkFunction({ f, gradient, at }, {}).holds).toBe(true);
    const wrong = (x: ArrayLike<number>) => [1 / x[0], 0.4 / Math.sqrt(x[1])];
    expect(checkFunction({ f, gradient: wrong, at }, {}).verdict).toBe("wrong");
  });

  test("grows with the precision of the function", () => {
    const f = (x: ArrayLike<number>) => Math.fround(Math.exp(Math.fround(x[0])));
    const at = [0.5];
    const gradient = (share: number) => (x: ArrayLike<number>) => [share * Math.exp(x[0])];
    expect(checkFunction({ f, gradient: gradient(1), at, precision: "float32" }, {}).holds).toBe(true);
    expect(checkFunction({ f, gradient: gradient(1.05), at, precision: "float32" }, {}).verdict).toBe(
      "wrong",
    );
  });
});
