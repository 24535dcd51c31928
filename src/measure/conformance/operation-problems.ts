import { append } from "../../base/lists.ts";
import { gradients } from "../../graph/differentiate.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { input, square, sum } from "../../graph/operations/index.ts";
import { BATCH, concreteShape, isFloat, type Shape, sizeOf, type Tensor } from "../../graph/tensor.ts";
import { lowerProgram } from "../../runtime/lower.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { hostArray, type Runtime } from "../../runtime/session.ts";
import { checkGraph, type GraphTensor } from "../gradcheck/check-graph.ts";
import { finish } from "../gradcheck/check-tensors.ts";
import type { Verdict } from "../gradcheck/verdict.ts";

/** In float64 a right gradient differs from differences by less than 1e-7 of its size. */
const SOUND: readonly Verdict[] = ["right", "vanishes", "kinks"];
/** Float32 rounds to 6e-8, and kernels approximate functions to about 1e-6. */
const RUNTIME_TOLERANCE = 1e-5;

/** One use of operations, with numbers to try it on. */
export interface OperationTrial {
  /** Names it in problems. */
  readonly title: string;
  /** Float inputs, in which −1 stands for the batch, and their numbers, in row-major order. */
  readonly inputs: Readonly<Record<string, { readonly shape: Shape; readonly data: readonly number[] }>>;
  /** Builds the output from the inputs; the same graph whatever their element type. */
  build(inputs: Readonly<Record<string, Tensor>>): Tensor;
}

/**
 * Whether a composition of operations, or one operation, is as each must be: one sentence for each thing that
 * is not. Its inferred shape is that of what it computes, its gradient is that of central differences in
 * float64, and a runtime computes it and its gradient as the float64 reference does, to 1e-5 of the greatest
 * element. Nothing of a test framework in it.
 *
 * @param trial what to build, and on what.
 * @param options `batchSize` is the size of the batch axis, from 1 (2 by default); `runtime` also runs it,
 *   and without one the reference alone does.
 * @returns the problems; none for a sound one.
 * @example
 * const trial = { title: "square", inputs: { x: { shape: [3], data: [1, -2, 0.5] } }, build: ({ x }) =>
 * square(x) }; await operationProblems(trial); // []
 */
export async function operationProblems(
  trial: OperationTrial,
  options: { readonly batchSize?: number; readonly runtime?: Runtime } = {},
): Promise<string[]> {
  const batchSize = options.batchSize ?? 2;
  const built = buildTrial(trial, { dtype: "float64", batchSize });
  const found = [...shapeProblems(built), ...gradientProblems(built)];
  if (options.runtime) append(found, await runtimeProblems(trial, { batchSize, runtime: options.runtime }));
  return found.map((problem) => `${trial.title}: ${problem}`);
}

interface Built {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly output: Tensor;
  readonly feeds: ReadonlyMap<string, ReferenceArray>;
  readonly batchSize: number;
}

function buildTrial(
  trial: OperationTrial,
  { dtype, batchSize }: { dtype: "float32" | "float64"; batchSize: number },
): Built {
  const given = Object.entries(trial.inputs);
  const inputs = Object.fromEntries(given.map(([name, { shape }]) => [name, input(name, { dtype, shape })]));
  const feeds = given.map(([name, { shape, data }]): [string, ReferenceArray] => [
    name,
    {
      dtype,
      shape: concreteShape(shape, batchSize),
      data: Float64Array.from(data, dtype === "float32" ? Math.fround : Number),
    },
  ]);
  return { inputs, output: trial.build(inputs), feeds: new Map(feeds), batchSize };
}

function shapeProblems({ output, feeds, batchSize }: Built): string[] {
  const [value] = evaluateGraph([output], feeds, { batchSize });
  const inferred = concreteShape(output.shape, batchSize);
  const [said, has] = [inferred.join(", "), value.shape.join(", ")];
  const sizes = sizeOf(inferred) === value.data.length && said === has;
  const infinite = value.data.some((number) => !Number.isFinite(number));
  return [
    ...(sizes ? [] : [`its shape is inferred as [${said}], and it computes [${has}]`]),
    ...(infinite ? ["it computes numbers that are not finite"] : []),
  ];
}

/** Of the sum of squares, whose derivative is neither that of a constant nor of a plain sum. */
function gradientProblems({ inputs, output, feeds, batchSize }: Built): string[] {
  if (!isFloat(output.dtype)) return [];
  const objective = sum(square(output));
  const slopes = gradients(objective, Object.values(inputs));
  const tensors = Object.entries(inputs).map(([name, tensor], index): GraphTensor => {
    const { shape, data } = feeds.get(name)!;
    return { name, shape, region: { input: tensor, offset: 0, size: data.length }, gradient: slopes[index] };
  });
  const check = finish(checkGraph({ objective, tensors, feeds, batchSize }, {}));
  return check.tensors
    .filter(({ verdict }) => !SOUND.includes(verdict))
    .map(
      ({ name, relative }) => `its gradient for "${name}" is off by ${relative.toPrecision(2)} of its size`,
    );
}

async function runtimeProblems(
  trial: OperationTrial,
  { batchSize, runtime }: { batchSize: number; runtime: Runtime },
): Promise<string[]> {
  const { inputs, output, feeds } = buildTrial(trial, { dtype: "float32", batchSize });
  const slopes = isFloat(output.dtype) ? gradients(sum(square(output)), Object.values(inputs)) : [];
  const outputs = [output, ...slopes];
  const batch = input("the batch", { dtype: "float32", shape: [BATCH] });
  const program = lowerProgram({
    kind: "single",
    inputs: [...Object.values(inputs), batch],
    outputs: outputs.map((tensor, index) => ({ name: `output ${index}`, tensor })),
    batchInput: "the batch",
  });
  const session = await runtime.create(program, { threads: 1 });
  try {
    const arrays = [...feeds].map(([name, { shape, data }]) => [name, hostArray("float32", shape, data)]);
    const results = await session.run({
      ...Object.fromEntries(arrays),
      "the batch": hostArray("float32", [batchSize], new Float32Array(batchSize)),
    });
    const expected = evaluateGraph(outputs, feeds, { batchSize });
    return expected.flatMap(({ data }, index) => {
      const received = results[`output ${index}`].data;
      const greatest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
      const error = data.reduce(
        (most, value, at) => Math.max(most, Math.abs(value - Number(received[at]))),
        0,
      );
      const which = index === 0 ? "it" : `its gradient for "${Object.keys(inputs)[index - 1]}"`;
      return error <= RUNTIME_TOLERANCE * greatest
        ? []
        : [`${which} differs on the runtime by ${(error / greatest).toPrecision(2)} of its greatest element`];
    });
  } finally {
    await session.release();
  }
}
