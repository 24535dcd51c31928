import { describe, expect, test } from "vitest";
import { uniform } from "../../base/random.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { gradients } from "../differentiate.ts";
import { allOperations, type ReferenceArray } from "../operation.ts";
import { isFloat, type Tensor } from "../tensor.ts";
import { topologicalOrder } from "../traverse.ts";
import { input, multiply, sum } from "./index.ts";
import { operationSamples } from "./operations.samples.ts";
import { buildSample, type OperationSample, SAMPLE_BATCH, sampleFeeds } from "./sample.samples.ts";

/** Their derivative is not that of what they compute: that is what they are for. */
const NOT_DERIVATIVES = ["stopGradient"];

/**
 * Between analytic and numerical derivatives, relative to the norm of the latter. Five-point differences with
 * step 1e-3 err by about h⁴ f⁽⁵⁾ / 30 ~ 1e-12 and by rounding about 1e-16 / h = 1e-13 times the sum's size.
 */
const TOLERANCE = 1e-7;
const STEP = 1e-3;
/** Derivatives whose norm is below this are held to the absolute error TOLERANCE · SMALLEST. */
const SMALLEST = 1e-2;

const evaluate = (output: Tensor, feeds: ReadonlyMap<string, ReferenceArray>) =>
  evaluateGraph([output], feeds, { batchSize: SAMPLE_BATCH })[0];

/** d(value)/d(input) for every element, by central differences of fourth order. */
function numericalGradient(
  value: Tensor,
  name: string,
  feeds: ReadonlyMap<string, ReferenceArray>,
): Float64Array {
  const feed = feeds.get(name)!;
  const at = (index: number, distance: number) => {
    const data = feed.data.slice();
    data[index] += distance;
    return evaluate(value, new Map([...feeds, [name, { ...feed, data }]])).data[0];
  };
  return feed.data.map((_, index) => {
    const near = at(index, STEP) - at(index, -STEP);
    const far = at(index, 2 * STEP) - at(index, -2 * STEP);
    return (8 * near - far) / (12 * STEP);
  });
}

const norm = (values: Float64Array) => Math.sqrt(values.reduce((total, value) => total + value * value, 0));

function expectGradients(
  value: Tensor,
  wrt: readonly Tensor[],
  feeds: ReadonlyMap<string, ReferenceArray>,
): void {
  const analytic = evaluateGraph(gradients(value, wrt), feeds, { batchSize: SAMPLE_BATCH });
  wrt.forEach((tensor, position) => {
    const name = String(tensor.attributes.name);
    const expected = numericalGradient(value, name, feeds);
    const received = analytic[position].data;
    const error = norm(expected.map((element, index) => element - received[index]));
    expect(error / Math.max(norm(expected), SMALLEST), `d/d${name}`).toBeLessThan(TOLERANCE);
  });
}

/**
 * A number that weighs each element of some tensors differently: the sum of their products with random
 * inputs.
 */
function weighted(tensors: readonly Tensor[], prefix: string, feeds: Map<string, ReferenceArray>) {
  const weights = tensors.map((tensor, position) => {
    const weight = input(`${prefix}${position}`, { dtype: "float64", shape: tensor.shape });
    const { shape, data } = evaluate(tensor, feeds);
    const values = data.map((_, index) => uniform(position + 77, index) + 0.5);
    feeds.set(String(weight.attributes.name), { dtype: "float64", shape, data: values });
    return weight;
  });
  const value = tensors.map((tensor, position) => sum(multiply(tensor, weights[position])));
  return { weights, value };
}

function floatSamples(): [string, OperationSample][] {
  return operationSamples
    .filter((sample) => !NOT_DERIVATIVES.includes(sample.operation))
    .filter((sample) => {
      const { inputs, output } = buildSample(sample, "float64");
      return isFloat(output.dtype) && inputs.some((tensor) => tensor.dtype === "float64");
    })
    .map((sample) => [`${sample.operation}: ${sample.title}`, sample]);
}

test("every operation of the table has a sample", () => {
  const used = new Set<string>();
  for (const sample of operationSamples) {
    const nodes = topologicalOrder([buildSample(sample, "float64").output]);
    expect(nodes.map((node) => node.operation)).toContain(sample.operation);
    used.add(sample.operation);
  }
  const untried = allOperations().filter((operation) => !used.has(operation.name));
  expect(untried.map((operation) => operation.name)).toEqual([]);
});

test("the operations without a gradient are those whose derivative is zero, or that give no floats", () => {
  const without = allOperations().filter((operation) => operation.gradient === undefined);
  expect(without.map((operation) => operation.name).sort()).toEqual(
    (
      "argMax constant counterMask counterUniform countAlong equal floor greater greaterOrEqual input " +
      "isPositive less logicalAnd logicalNot logicalOr sign stopGradient"
    )
      .split(" ")
      .sort(),
  );
});

describe("the gradient agrees with differences of the reference", () => {
  test.each(floatSamples())("%s", (_, sample) => {
    const { inputs, output } = buildSample(sample, "float64");
    const feeds = sampleFeeds(sample, inputs);
    const { value } = weighted([output], "weight", feeds);
    expectGradients(
      value[0],
      inputs.filter((tensor) => tensor.dtype === "float64"),
      feeds,
    );
  });
});

describe("the gradient's gradient agrees with differences of the gradient", () => {
  test.each(floatSamples())("%s", (_, sample) => {
    const { inputs, output } = buildSample(sample, "float64");
    const feeds = sampleFeeds(sample, inputs);
    const floats = inputs.filter((tensor) => tensor.dtype === "float64");
    const first = weighted([output], "weight", feeds);
    for (const gradient of gradients(first.value[0], floats)) {
      const second = weighted([gradient], "direction", feeds);
      expectGradients(second.value[0], [...floats, ...first.weights], feeds);
    }
  });
});
