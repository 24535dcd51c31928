import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { lowerProgram } from "../lower.ts";
import { sampleLoop } from "../runtime.samples.ts";
import { encodeModelProto } from "./encode.ts";
import { ModelProtoSchema } from "./generated/onnx_pb.ts";
import { graphProto, modelBytes, nodeProto, tensorProto, valueInfo } from "./model-proto.ts";

/** On both sides of where an integer takes a byte more. */
const INTEGERS = [7, 14, 21, 28, 31, 32, 35, 42, 49, 52].flatMap((bits) => [
  2 ** bits - 1,
  2 ** bits,
  -(2 ** bits),
]);

/**
 * A model with every kind of attribute, dimension and message that we write, zeros and empty words among
 * them.
 */
function everything(): Uint8Array {
  const inner = graphProto("inner", { nodes: [], inputs: [], outputs: [], initializers: [] });
  const attributes = {
    int: { int: -5 },
    zero: { int: 0 },
    float: { float: 0.1 },
    nan: { float: Number.NaN },
    string: { string: "größe 🎈" },
    empty: { string: "" },
    ints: { ints: INTEGERS },
    floats: { floats: [0.5, -0, 1e30] },
    strings: { strings: ["", "__proto__", "b"] },
    graph: { graph: inner },
  };
  const node = nodeProto("Operator", {
    inputs: ["", "x"],
    outputs: ["y"],
    attributes,
    domain: "ai.onnx.ml",
  });
  const shape = [2, "batch", null, 0];
  const graph = graphProto("graph", {
    nodes: [node],
    inputs: [valueInfo("x", { dtype: "string", shape }), valueInfo("scalar", { dtype: "bool", shape: [] })],
    outputs: [valueInfo("y", { dtype: "float64", shape: [null] })],
    initializers: [
      tensorProto("c", { dtype: "uint8", shape: [3], bytes: Uint8Array.of(0, 128, 255) }),
      tensorProto("none", { dtype: "int64", shape: [0], bytes: new Uint8Array(0) }),
    ],
  });
  const domains = [{ domain: "ai.onnx.ml", version: 3 }];
  return modelBytes(graph, { domains, metadata: new Map([["__proto__", "value"]]) });
}

describe("what the encoder writes", () => {
  test.each([
    ["a training loop", () => lowerProgram(sampleLoop())],
    ["every field that there is", everything],
  ])("is, byte for byte, what code generated from ONNX's schema writes: %s", (_, build) => {
    const bytes = build();
    const model = fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
    expect(model.graph!.node.length).toBeGreaterThan(0);
    expect(Buffer.compare(toBinary(ModelProtoSchema, model), bytes)).toBe(0);
  });

  test("holds the values that were given", () => {
    const { graph, metadataProps } = fromBinary(ModelProtoSchema, everything());
    const [node] = graph!.node;
    expect([node.domain, node.opType, node.input, node.output]).toEqual([
      "ai.onnx.ml",
      "Operator",
      ["", "x"],
      ["y"],
    ]);
    const attribute = (name: string) => node.attribute.find((candidate) => candidate.name === name)!;
    expect(attribute("int").i).toBe(-5n);
    expect(attribute("ints").ints).toEqual(INTEGERS.map(BigInt));
    expect(attribute("nan").f).toBeNaN();
    expect(new TextDecoder().decode(attribute("string").s)).toBe("größe 🎈");
    expect(attribute("strings").strings.map((word) => new TextDecoder().decode(word))).toEqual([
      "",
      "__proto__",
      "b",
    ]);
    expect(attribute("graph").g!.name).toBe("inner");
    const type = graph!.input[0].type!.value;
    const dimensions = type.case === "tensorType" ? type.value.shape!.dim.map((dim) => dim.value.value) : [];
    expect(dimensions).toEqual([2n, "batch", undefined, 0n]);
    expect([...graph!.initializer[0].rawData]).toEqual([0, 128, 255]);
    expect(metadataProps.map(({ key, value }) => [key, value])).toEqual([["__proto__", "value"]]);
  });

  test("is the same again after reading, so that a graph that was read can be part of another", () => {
    const bytes = lowerProgram(sampleLoop());
    const model = fromBinary(ModelProtoSchema, bytes);
    expect(Buffer.compare(encodeModelProto({ ...model, graph: model.graph! }), bytes)).toBe(0);
  });
});
