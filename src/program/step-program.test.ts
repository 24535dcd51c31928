import { describe, expect, test } from "vitest";
import { randomKey, uniform } from "../base/random.ts";
import { parseRecipe, type Recipe } from "../recipe/schema.ts";
import { lowerProgram } from "../runtime/lower.ts";
import { runReference } from "../runtime/reference-program.ts";
import { nodeRuntime } from "../runtime/session.node.ts";
import type { HostArray } from "../runtime/session.ts";
import { initialWeights } from "./initial-weights.ts";
import { buildStepProgram, type StepProgram } from "./step-program.ts";

const ROWS = 40;
const FEATURES = 6;
const CLASSES = 3;

function recipeOf(changes: Record<string, unknown> = {}): Recipe {
  return parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: {
        layers: [
          { id: "hidden", kind: "dense", units: 8 },
          { id: "norm", kind: "batchNormalization" },
          { id: "relu", kind: "relu" },
          { id: "drop", kind: "dropout", rate: 0.25 },
          { id: "output", kind: "dense", units: "outputs" },
        ],
      },
      loss: { kind: "softmaxCrossEntropy" },
      penalties: { l1: 0.001, l2: 0.01 },
      clip: { value: 0.5, globalNorm: 1 },
      ...changes,
    },
    { source: "the test" },
  );
}

const options = {
  inputs: [{ name: "features", dtype: "float32" as const, rowShape: [FEATURES] }],
  target: "classes" as const,
  outputs: CLASSES,
  weighted: true,
  probes: true,
};

/** Feeds of `steps` steps. */
function feedsOf(step: StepProgram, steps: number): Record<string, HostArray> {
  const vector = (dtype: HostArray["dtype"], data: HostArray["data"]): HostArray => ({
    dtype,
    shape: [data.length],
    data,
  });
  const key = randomKey(7);
  const { parameters, buffers } = initialWeights(step, 3);
  const scalar = (name: string) => ({ stepSize: 0.01, learningRate: 0.01 })[name] ?? 0.9;
  return {
    "state:parameters": vector("float32", parameters),
    ...(buffers.length > 0 ? { "state:buffers": vector("float32", buffers) } : {}),
    ...Object.fromEntries(
      step.slots.map((slot) => [`state:${slot}`, vector("float32", new Float32Array(parameters.length))]),
    ),
    features: {
      dtype: "float32",
      shape: [ROWS, FEATURES],
      data: Float32Array.from({ length: ROWS * FEATURES }, (_, index) => 2 * uniform(key, index) - 1),
    },
    target: vector(
      "int32",
      Int32Array.from({ length: ROWS }, (_, row) => row % CLASSES),
    ),
    weights: vector(
      "float32",
      Float32Array.from({ length: ROWS }, (_, row) => 0.5 + (row % 4)),
    ),
    rows: {
      dtype: "int32",
      shape: [steps, 8],
      data: Int32Array.from({ length: steps * 8 }, (_, index) => (index * 7) % ROWS),
    },
    ...Object.fromEntries(
      step.scalars.map(({ name, value, constant }) => {
        const data = new Float32Array(constant ? 1 : steps).fill(
          (value as number | undefined) ?? scalar(name),
        );
        return [`scalar:${name}`, { ...vector("float32", data), shape: constant ? [] : [steps] }];
      }),
    ),
    ...Object.fromEntries(
      step.randomLayers.map((layer) => [
        `key:${layer}`,
        vector(
          "uint32",
          Uint32Array.from({ length: steps }, (_, index) => randomKey(1, index)),
        ),
      ]),
    ),
  };
}

function asReference(feeds: Record<string, HostArray>) {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { dtype, shape, data }]) => [
      name,
      { dtype, shape, data: Float64Array.from(data as Float32Array, Number) },
    ]),
  );
}

describe("the step program", () => {
  for (const kind of ["sgd", "momentum", "nesterov", "rmsprop", "adam", "adamW"]) {
    test(`with ${kind} computes on ONNX Runtime what the float64 reference computes`, async () => {
      const step = buildStepProgram(recipeOf({ optimizer: { kind } }), options);
      const { program } = step.probing!;
      const session = await nodeRuntime.create(lowerProgram(program));
      const feeds = feedsOf(step, 5);
      const results = await session.run(feeds);
      const expected = runReference(program, asReference(feeds));
      await session.release();
      for (const [name, value] of Object.entries(results)) {
        expect(value.shape, name).toEqual(expected[name].shape);
        const difference = Array.from(value.data as Float32Array, (element, index) =>
          Math.abs(Number(element) - expected[name].data[index]),
        );
        // float32 carries 24 bits; five steps of a few hundred operations lose a few of them.
        expect(Math.max(...difference), name).toBeLessThan(
          2e-4 * Math.max(1, ...expected[name].data.map(Math.abs)),
        );
      }
    });
  }

  test("leaves gradients and activations to look at, in a program that differs in nothing else", () => {
    const { program, probing } = buildStepProgram(recipeOf(), options);
    const names = probing!.program.stepOutputs.map((output) => output.name);
    expect(names).toEqual(["loss", "gradient:0", "gradient:1", "activation:relu"]);
    expect({ ...probing!.program, stepOutputs: program.stepOutputs }).toEqual(program);
  });

  test("never computes the gradient of the data", () => {
    const { program } = buildStepProgram(recipeOf(), { ...options, probes: false });
    const reachable = new Set<string>();
    const visit = (tensor: (typeof program.stepOutputs)[number]["tensor"]): void => {
      const text = `${tensor.operation}:${tensor.shape}`;
      reachable.add(text);
      tensor.inputs.forEach(visit);
    };
    program.carried.flatMap((state) => state.pieces).forEach((piece) => visit(piece.output));
    expect(reachable).not.toContain(`matMul:-1,${FEATURES}`);
  });
});

test("a network that ends in a row for each time is refused, and one that ends in members is not", () => {
  const layers = (...last: object[]) =>
    recipeOf({
      network: { layers: [{ id: "hidden", kind: "batchEnsembleDense", units: 4, members: 2 }, ...last] },
    });
  expect(() => buildStepProgram(layers({ id: "output", kind: "dense", units: "outputs" }), options)).toThrow(
    'network.layers: the last layer "output" (dense) gives [batch, 2, 3]; expected [batch, outputs].',
  );
  expect(() => buildStepProgram(layers({ id: "output", kind: "ensembleHead", units: 2 }), options)).toThrow(
    'the last layer "output" (ensembleHead) gives 2 outputs, but the loss softmaxCrossEntropy needs 3',
  );
  expect(
    buildStepProgram(layers({ id: "output", kind: "ensembleHead", units: "outputs" }), options).network
      .outputShape,
  ).toEqual([-1, 2, 3]);
});
