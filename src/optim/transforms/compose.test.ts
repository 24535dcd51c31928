import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { input } from "../../graph/operations/index.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import type { OptimizerDefinition } from "../optimizer.ts";
import { commonOptions, fraction } from "../optimizers/optimizer-options.ts";
import {
  clipElements,
  composeOptimizer,
  orthogonalize,
  scale,
  scaleLearningRate,
  signOf,
  trace,
} from "./index.ts";

const array = (shape: readonly number[], data: readonly number[]) => ({
  dtype: "float64" as const,
  shape,
  data: Float64Array.from(data),
});

/** One update of an optimizer, from slots of zeros. */
function update<S extends z.ZodMiniObject>(
  definition: OptimizerDefinition<S>,
  given: {
    options: Record<string, unknown>;
    shape: number[];
    weight: number[];
    gradient: number[];
    matrix?: boolean;
  },
) {
  const options = z.parse(definition.options, given.options);
  const type = { dtype: "float64", shape: given.shape } as const;
  const names = definition.slots(options).map(({ name }) => name);
  const after = definition.update({
    parameter: input("w", type),
    gradient: input("g", type),
    slots: names.map((name) => input(name, type)),
    scalar: (name) => input(name, { dtype: "float64", shape: [] }),
    decay: true,
    matrix: given.matrix ?? false,
    options,
  });
  const scalars = definition.scalars(options, { step: 1, learningRate: 0.1 });
  const feeds = new Map([
    ["w", array(given.shape, given.weight)],
    ["g", array(given.shape, given.gradient)],
    ...names.map(
      (name) =>
        [
          name,
          array(
            given.shape,
            given.weight.map(() => 0),
          ),
        ] as const,
    ),
    ...Object.entries(scalars).map(([name, value]) => [name, array([], [value])] as const),
  ]);
  const [parameter, ...slots] = evaluateGraph([after.parameter, ...after.slots], feeds).map(({ data }) => [
    ...data,
  ]);
  return { parameter, slots, scalars };
}

const options = z.strictObject({ ...commonOptions({ learningRate: 1e-3 }), momentum: fraction(0.9) });
const words = { title: "A composition", help: "For the test." };

describe("a composition", () => {
  const signMomentum = composeOptimizer({
    ...words,
    kind: "signMomentum",
    options,
    adaptive: true,
    transforms: ({ momentum }) => [trace({ momentum }), signOf(), scale(0.5)],
  });

  test("is the chain of its transforms, with their slots and scalars", () => {
    const given = { options: {}, shape: [3], weight: [1, 1, 1], gradient: [4, -0.1, 0] };
    const { parameter, slots, scalars } = update(signMomentum, given);
    expect(parameter).toEqual([0.95, 1.05, 1].map((x) => expect.closeTo(x, 15)));
    expect(slots).toEqual([[4, -0.1, 0]]);
    expect(scalars).toEqual({
      "optimizer.momentum": 0.9,
      "optimizer.stepSize": 0.05,
      "optimizer.decayFactor": 1,
    });
    expect(signMomentum.constants(z.parse(options, {}))).toEqual(["optimizer.momentum"]);
  });

  test("decays the weights by the chain's own learning rate", () => {
    const slow = composeOptimizer({
      ...words,
      kind: "slow",
      options,
      adaptive: false,
      transforms: () => [scaleLearningRate(0.1), clipElements({ limit: 2 })],
    });
    const given = { options: { weightDecay: 0.5 }, shape: [2], weight: [4, 8], gradient: [1, -30] };
    // The rate is 0.01: weights shrink by 0.005, and the second gradient is clipped to -2.
    expect(update(slow, given).parameter).toEqual(
      [3.98 - 0.01, 7.96 + 0.02].map((x) => expect.closeTo(x, 14)),
    );
  });

  test("refuses two transforms with one slot", () => {
    const twice = composeOptimizer({
      ...words,
      kind: "twice",
      options,
      adaptive: false,
      transforms: () => [trace({ momentum: 0.5 }), trace({ momentum: 0.9 })],
    });
    expect(() => twice.slots(z.parse(options, {}))).toThrow(
      'two transforms of a chain have the name "velocity"',
    );
  });
});

describe("orthogonalization", () => {
  const orthogonal = (adjustment: "original" | "matchAdam") =>
    composeOptimizer({
      ...words,
      kind: "orthogonal",
      options,
      adaptive: true,
      matrices: () => "all",
      transforms: () => [],
      matrixTransforms: () => [orthogonalize({ epsilon: 1e-7, adjustment })],
    });
  const zeros = (count: number) => new Array<number>(count).fill(0);
  const stepOf = (shape: number[], gradient: number[], adjustment: "original" | "matchAdam" = "original") =>
    update(orthogonal(adjustment), {
      options: {},
      shape,
      weight: zeros(gradient.length),
      gradient,
      matrix: true,
    }).parameter.map((value) => -10 * value);

  test("brings the singular values of any matrix near one, and leaves its singular vectors", () => {
    const [a, d] = stepOf([2, 2], [100, 0, 0, 3]).filter((_, index) => index % 3 === 0);
    for (const value of [a, d]) {
      // Jordan's coefficients bring singular values from about 0.005 on to [0.68, 1.13].
      expect(value).toBeGreaterThan(0.68);
      expect(value).toBeLessThan(1.14);
    }
    const [, b, c] = stepOf([2, 2], [100, 0, 0, 3]);
    expect([b, c].map(Math.abs)).toEqual([0, 0]);
  });

  test("of a tall matrix is that of the wide one turned, but for the rate's adjustment", () => {
    const tall = stepOf([3, 2], [1, 2, 3, 4, 5, 7]);
    const wide = stepOf([2, 3], [1, 3, 5, 2, 4, 7]);
    const turned = [0, 3, 1, 4, 2, 5].map((index) => wide[index] / Math.sqrt(3 / 2));
    expect(tall).toEqual(turned.map((x) => expect.closeTo(x, 12)));
  });

  test("takes the kernels of a convolution as a matrix [out, in·window], and a zero gradient as it is", () => {
    const values = [1, 3, 5, 2, 4, 7];
    const kernels = stepOf([2, 1, 3], values, "matchAdam");
    const dense = stepOf([2, 3], values, "matchAdam");
    expect(kernels).toEqual(dense.map((x) => expect.closeTo(x, 13)));
    expect(stepOf([2, 2], [0, 0, 0, 0]).map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});
