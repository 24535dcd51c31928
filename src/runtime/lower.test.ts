import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import {
  add,
  concatenate,
  constant,
  convolution2d,
  input,
  matMul,
  multiply,
  relu,
  reshape,
  scalar,
  sliceAxis,
  subtract,
} from "../graph/operations/index.ts";
import { BATCH, type Tensor } from "../graph/tensor.ts";
import { lowerProgram } from "./lower.ts";
import { type GraphProto, ModelProtoSchema } from "./onnx/generated/onnx_pb.ts";
import type { Program, SingleProgram } from "./program.ts";
import { runReference } from "./reference-program.ts";
import { sampleLoop, toReference } from "./runtime.samples.ts";
import { nodeRuntime } from "./session.node.ts";
import { hostArray } from "./session.ts";

const float = (name: string, shape: readonly number[]) => input(name, { dtype: "float32", shape });

function single(inputs: readonly Tensor[], output: Tensor): SingleProgram {
  const batchInput = inputs.find((tensor) => tensor.shape[0] === BATCH);
  return {
    kind: "single",
    inputs,
    outputs: [{ name: "result", tensor: output }],
    ...(batchInput ? { batchInput: String(batchInput.attributes.name) } : {}),
  };
}

function graphOf(program: Program): GraphProto {
  return fromBinary(ModelProtoSchema, lowerProgram(program)).graph!;
}

const operationsOf = (graph: GraphProto) =>
  graph.node.map((node) => node.opType).filter((name) => name !== "Identity");

function attributeGraph(graph: GraphProto, operation: string, attribute: string): GraphProto {
  const node = graph.node.find((candidate) => candidate.opType === operation)!;
  return node.attribute.find((candidate) => candidate.name === attribute)!.g!;
}

describe("lowering", () => {
  test("equal programs, built anew, become equal bytes", () => {
    expect(lowerProgram(sampleLoop())).toEqual(lowerProgram(sampleLoop()));
  });

  test("only nodes that an output needs are written", () => {
    const x = float("x", [BATCH, 2]);
    relu(multiply(x, x));
    expect(operationsOf(graphOf(single([x], add(x, x))))).toEqual(["Add"]);
  });

  test("equal constants are written once, different ones apart", () => {
    const x = float("x", [BATCH, 2]);
    const row = (second: number) => constant("float32", [2], [1, second]);
    const graph = graphOf(single([x], add(add(add(x, row(2)), row(2)), row(3))));
    expect(graph.initializer).toHaveLength(2);
  });

  test("different constants stay apart though their checksums are equal", async () => {
    const x = input("x", { dtype: "int32", shape: [2] });
    const outputs = [
      [-1882573028, -849166936],
      [-307491526, 1906401316],
    ].map((pair, index) => ({ name: String(index), tensor: add(x, constant("int32", [2], pair)) }));
    const session = await nodeRuntime.create(lowerProgram({ kind: "single", inputs: [x], outputs }));
    const results = await session.run({ x: hostArray("int32", [2], [0, 0]) });
    expect([...results[0].data, ...results[1].data]).toEqual([
      -1882573028, -849166936, -307491526, 1906401316,
    ]);
    await session.release();
  });

  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])("a fused bias keeps the product's transpositions (%s, %s)", async (transposeA, transposeB) => {
    const x = float("x", transposeA ? [3, 2] : [2, 3]);
    const weights = float("weights", transposeB ? [2, 3] : [3, 2]);
    const bias = float("bias", [2]);
    const program = single([x, weights, bias], add(matMul(x, weights, { transposeA, transposeB }), bias));
    const session = await nodeRuntime.create(lowerProgram(program));
    const feeds = {
      x: hostArray("float32", x.shape, [1, 2, 3, 4, 5, 6]),
      weights: hostArray("float32", weights.shape, [1, -2, 3, -4, 5, -6]),
      bias: hostArray("float32", [2], [100, 200]),
    };
    const { result } = await session.run(feeds);
    // Small integers: exact in float32.
    expect([...result.data].map(Number)).toEqual([...runReference(program, toReference(feeds)).result.data]);
    await session.release();
  });

  test("a bias added to a convolution's channels becomes part of its Conv", () => {
    const [x, weights, bias] = [
      float("x", [BATCH, 2, 4, 4]),
      float("weights", [3, 2, 3, 3]),
      float("bias", [3]),
    ];
    const sum = add(convolution2d(x, weights), reshape(bias, [1, 3, 1, 1]));
    const graph = graphOf(single([x, weights, bias], sum));
    const node = graph.node.find(({ opType }) => opType === "Conv");
    expect(node?.input).toEqual(["in:x", "in:weights", "in:bias"]);
    expect(operationsOf(graph)).not.toContain("Add");
  });

  test("what is added to a convolution along another axis stays apart from it", () => {
    const [x, weights, bias] = [
      float("x", [BATCH, 2, 4, 4]),
      float("weights", [2, 2, 3, 3]),
      float("bias", [2]),
    ];
    const sum = add(convolution2d(x, weights), reshape(bias, [1, 1, 1, 2]));
    expect(operationsOf(graphOf(single([x, weights, bias], sum)))).toContain("Add");
  });

  test("a bias added to a matrix product becomes part of its Gemm", () => {
    const [x, weights, bias] = [float("x", [BATCH, 3]), float("weights", [4, 3]), float("bias", [4])];
    const product = matMul(x, weights, { transposeB: true });
    for (const sum of [add(product, bias), add(bias, product)]) {
      const graph = graphOf(single([x, weights, bias], sum));
      expect(operationsOf(graph)).toEqual(["Gemm"]);
      expect(graph.node[0].input).toEqual(["in:x", "in:weights", "in:bias"]);
    }
  });

  test("a matrix product that something else uses too stays apart from its bias", () => {
    const [x, weights, bias] = [float("x", [BATCH, 3]), float("weights", [3, 4]), float("bias", [4])];
    const product = matMul(x, weights);
    expect(
      operationsOf(graphOf(single([x, weights, bias], multiply(add(product, bias), product)))),
    ).toContain("Add");
  });

  test("what every step shares and what depends on small rows alone is outside the body", () => {
    const graph = graphOf(sampleLoop());
    const body = operationsOf(attributeGraph(graph, "Scan", "body"));
    // The bytes' conversion to floats, and the batch size as a float.
    expect(operationsOf(graph).filter((name) => name === "Cast")).toHaveLength(2);
    expect(body).not.toContain("Cast");
    expect(body).not.toContain("Shape");
    // Only the large rows are gathered step by step.
    expect(body.filter((name) => name === "Gather")).toHaveLength(1);
  });

  test("slices that make up a whole tensor are one Split, others are slices", () => {
    const x = float("x", [BATCH, 5]);
    const part = (start: number, end: number) => relu(sliceAxis(x, 1, { start, end }));
    const whole = graphOf(single([x], concatenate([part(2, 5), part(0, 2)], 1)));
    expect(operationsOf(whole)).toEqual(["Split", "Relu", "Relu", "Concat"]);
    const gap = graphOf(single([x], concatenate([part(3, 5), part(0, 2)], 1)));
    expect(operationsOf(gap).filter((name) => name === "Slice")).toHaveLength(2);
  });

  test("equal nodes are written once", () => {
    const x = float("x", [BATCH, 2]);
    expect(operationsOf(graphOf(single([x], add(relu(x), relu(x)))))).toEqual(["Relu", "Add"]);
  });
});

test("names that look generated do not meet generated names", async () => {
  const names = ["c0", "c1", "n0", "n1", "in:c0", "out:result", "batch"];
  const inputs = names.map((name) => float(name, [2]));
  const total = inputs.reduce((sum, tensor) => add(sum, tensor));
  const shifted = add(
    multiply(total, constant("float32", [2], [10, 100])),
    constant("float32", [2], [0.5, 0.25]),
  );
  const session = await nodeRuntime.create(lowerProgram(single(inputs, shifted)));
  const feeds = Object.fromEntries(
    names.map((name, index) => [name, hostArray("float32", [2], [2 ** index, 1])]),
  );
  const { result } = await session.run(feeds);
  expect([...(result.data as Float32Array)]).toEqual([1270.5, 700.25]);
  await session.release();
});

test("an output may be an input, a constant, or given twice", async () => {
  const x = float("x", [BATCH]);
  const doubled = add(x, x);
  const program: SingleProgram = {
    kind: "single",
    inputs: [x],
    outputs: [
      { name: "x", tensor: x },
      { name: "one", tensor: scalar(1) },
      { name: "first", tensor: doubled },
      { name: "second", tensor: doubled },
    ],
    batchInput: "x",
  };
  const session = await nodeRuntime.create(lowerProgram(program));
  const results = await session.run({ x: hostArray("float32", [2], [3, 4]) });
  expect(Object.values(results).map((value) => [...(value.data as Float32Array)])).toEqual([
    [3, 4],
    [1],
    [6, 8],
    [6, 8],
  ]);
  await session.release();
});

describe("a description that contradicts itself is refused", () => {
  const x = float("x", [BATCH, 2]);
  const weights = float("weights", [2]);
  const loop = (changes: object) => ({ ...sampleLoop(), ...changes }) as Program;

  test.each<[string, Program, RegExp]>([
    ["an input that is none", single([add(weights, weights)], weights), /a node of the operation "add"/],
    [
      "one input name twice",
      single([weights, float("weights", [3])], weights),
      /two parts have the input name "weights"/,
    ],
    [
      "the batch axis without a batch input",
      { ...single([x], x), batchInput: undefined },
      /no batch input is named/,
    ],
    [
      "a batch input without the batch axis",
      { ...single([weights], weights), batchInput: "weights" },
      /"weights" is not an input whose first axis/,
    ],
    [
      "rows without the batch axis",
      loop({ blocks: [{ name: "x", rows: weights }] }),
      /rows of block "x" must be \[batch, \.\.\.\], received \[2\]/,
    ],
    [
      "a state that changes its shape",
      loop({ carried: [{ name: "s", pieces: [{ input: weights, output: float("y", [3]) }] }] }),
      /piece 0 of state "s" enters a step as float32\[2\] and leaves it as float32\[3\]/,
    ],
    [
      "a step input named as the row numbers",
      loop({ stepInputs: [float("rows", [])] }),
      /two parts have the feed name "rows"/,
    ],
  ])("%s", (_, program, message) => {
    expect(() => lowerProgram(program)).toThrow(message);
  });

  test("an input that the program does not list", () => {
    expect(() => lowerProgram(single([weights], subtract(weights, float("other", [2]))))).toThrow(
      /"other" is not among the program's inputs/,
    );
  });
});
