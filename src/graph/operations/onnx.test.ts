import { describe, expect, test } from "vitest";
import { lowerProgram } from "../../runtime/lower.ts";
import type { SingleProgram } from "../../runtime/program.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { hostArray } from "../../runtime/session.ts";
import { gradients } from "../differentiate.ts";
import type { ReferenceArray } from "../operation.ts";
import { BATCH, isFloat, type Tensor } from "../tensor.ts";
import { topologicalOrder } from "../traverse.ts";
import { input, square, sum } from "./index.ts";
import { operationSamples } from "./operations.samples.ts";
import { buildSample, type OperationSample, SAMPLE_BATCH, sampleFeeds } from "./sample.samples.ts";

/**
 * Between float32 kernels and the float64 reference, relative to the greatest element: float32 rounds to
 * 6e-8, sums here have at most some hundred terms, and the kernels approximate functions to about 1e-6.
 */
const TOLERANCE = 1e-5;

/** WGSL promises sine and cosine only to an absolute error of 2^-11; a gradient multiplies two of them. */
const LOOSER_ON_WEBGPU: Readonly<Record<string, number>> = { sine: 2 ** -10, cosine: 2 ** -10 };

/** The output of a sample and, where there are any, the gradients of its sum of squares. */
function outputsOf(inputs: readonly Tensor[], output: Tensor): Tensor[] {
  const floats = inputs.filter((tensor) => tensor.dtype === "float32");
  if (!isFloat(output.dtype) || floats.length === 0) return [output];
  return [output, ...gradients(sum(square(output)), floats)];
}

function programOf(inputs: readonly Tensor[], outputs: readonly Tensor[]): SingleProgram {
  const batch = input("the batch", { dtype: "float32", shape: [BATCH] });
  return {
    kind: "single",
    inputs: [...inputs, batch],
    outputs: outputs.map((tensor, position) => ({ name: `output ${position}`, tensor })),
    batchInput: "the batch",
  };
}

/** For which device a model is written, and on which it runs: the CPU has all nodes that WebGPU has. */
interface Place {
  readonly form: "cpu" | "webgpu";
  readonly device: "cpu" | "webgpu";
}

async function runOnnx(program: SingleProgram, feeds: Map<string, ReferenceArray>, { form, device }: Place) {
  const session = await nodeRuntime.create(lowerProgram(program, { device: form }), { device });
  try {
    const arrays = [...feeds].map(([name, { dtype, shape, data }]) => [name, hostArray(dtype, shape, data)]);
    const batch = hostArray("float32", [SAMPLE_BATCH], new Float32Array(SAMPLE_BATCH));
    return await session.run({ ...Object.fromEntries(arrays), "the batch": batch });
  } finally {
    await session.release();
  }
}

function expectClose(
  received: ArrayLike<number | bigint>,
  expected: ReferenceArray,
  tolerance: number,
): void {
  const values = Array.from(received, Number);
  expect(values).toHaveLength(expected.data.length);
  const scale = Math.max(1e-3, ...expected.data.map(Math.abs));
  const errors = values.map((value, index) => Math.abs(value - expected.data[index]));
  const allowed = isFloat(expected.dtype) ? tolerance * scale : 0;
  expect(Math.max(0, ...errors)).toBeLessThanOrEqual(allowed);
}

const named = (samples: readonly OperationSample[]) =>
  samples.map((sample): [string, OperationSample] => [`${sample.operation}: ${sample.title}`, sample]);

async function expectAgreement(sample: OperationSample, place: Place): Promise<void> {
  const { inputs, output } = buildSample(sample, "float32");
  const feeds = sampleFeeds(sample, inputs);
  const outputs = outputsOf(inputs, output);
  const expected = evaluateGraph(outputs, feeds, { batchSize: SAMPLE_BATCH });
  const tolerance = (place.device === "webgpu" && LOOSER_ON_WEBGPU[sample.operation]) || TOLERANCE;
  const received = await runOnnx(programOf(inputs, outputs), feeds, place);
  outputs.forEach((tensor, position) => {
    const { dtype, shape, data } = received[`output ${position}`];
    expect({ dtype, shape }).toEqual({ dtype: tensor.dtype, shape: expected[position].shape });
    expectClose(data, expected[position], tolerance);
  });
}

describe("ONNX Runtime agrees with the reference, values and gradients", () => {
  test.each(named(operationSamples))("%s", (_, sample) =>
    expectAgreement(sample, { form: "cpu", device: "cpu" }),
  );
});

/** The operations that are written differently for WebGPU, or whose gradients are. */
const SECOND_FORMS = [
  "sign",
  "counterUniform",
  "counterMask",
  "sum",
  "mean",
  "sumTo",
  "convolution2d",
  "convolution2dInputGradient",
  "convolution2dWeightGradient",
  "maxPool2d",
  "averagePool2d",
  "normalize",
];

describe("the form for WebGPU agrees with the reference", () => {
  const affected = operationSamples.filter((sample) =>
    topologicalOrder([buildSample(sample, "float32").output]).some((node) =>
      SECOND_FORMS.includes(node.operation),
    ),
  );
  test.each(named(affected))("%s", (_, sample) => expectAgreement(sample, { form: "webgpu", device: "cpu" }));
});

// Where the machine has a WebGPU adapter (SwiftShader is one), TRAINWELL_TEST_WEBGPU=1 asks for this.
describe.runIf(process.env.TRAINWELL_TEST_WEBGPU === "1")("WebGPU agrees with the reference", () => {
  test.each(named(operationSamples))("%s", (_, sample) =>
    expectAgreement(sample, { form: "webgpu", device: "webgpu" }),
  );
});
