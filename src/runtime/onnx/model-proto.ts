import type { OnnxAttribute } from "../../graph/operation.ts";
import type { DType } from "../../graph/tensor.ts";
import { encodeModelProto } from "./encode.ts";
import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from "./messages.ts";

/** The version of the default operator set that models are written in. */
const OPSET_VERSION = 20;
/** The version of the intermediate representation that belongs to {@link OPSET_VERSION}. */
const IR_VERSION = 9;

/**
 * A dimension of a value at the boundary of a model: a number, a name (equal names, equal sizes), or unknown.
 */
export type OnnxDimension = number | string | null;

/** Attributes of nodes: what operations use, graphs for `Loop` and `If`, and lists of words. */
export type OnnxNodeAttribute =
  | OnnxAttribute
  | { readonly graph: GraphProto }
  | { readonly strings: readonly string[] };

/** TensorProto.DataType */
const DATA_TYPES: Record<DType | "string", number> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float64: 11,
  uint32: 12,
};

/** AttributeProto.AttributeType */
const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, graph: 5, floats: 6, ints: 7, strings: 8 } as const;

/** ONNX's number for an element type, as the attribute `to` of Cast takes it. */
export function onnxDataType(dtype: DType): number {
  return DATA_TYPES[dtype];
}

/** Numbers as the little-endian bytes of an element type. */
export function elementBytes(dtype: DType, data: ArrayLike<number>): Uint8Array {
  const typed = typedArray(dtype, data);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function typedArray(dtype: DType, data: ArrayLike<number>) {
  switch (dtype) {
    case "float32":
      return Float32Array.from(data);
    case "float64":
      return Float64Array.from(data);
    case "int32":
      return Int32Array.from(data);
    case "int64":
      return BigInt64Array.from(data, BigInt);
    case "uint32":
      return Uint32Array.from(data);
    case "uint8":
      return Uint8Array.from(data);
    case "bool":
      return Uint8Array.from(data, (value) => (value === 0 ? 0 : 1));
  }
}

/** An initializer. */
export function tensorProto(
  name: string,
  tensor: { dtype: DType; shape: readonly number[]; bytes: Uint8Array },
): TensorProto {
  return {
    name,
    dataType: DATA_TYPES[tensor.dtype],
    dims: tensor.shape.map(BigInt),
    rawData: tensor.bytes,
  };
}

/** The declaration of an input or output of a graph. */
export function valueInfo(
  name: string,
  type: { dtype: DType | "string"; shape: readonly OnnxDimension[] },
): ValueInfoProto {
  const dim = type.shape.map((dimension) => {
    if (dimension === null) return {};
    return typeof dimension === "string"
      ? { value: { case: "dimParam" as const, value: dimension } }
      : { value: { case: "dimValue" as const, value: BigInt(dimension) } };
  });
  const tensorType = { elemType: DATA_TYPES[type.dtype], shape: { dim } };
  return { name, type: { value: { case: "tensorType", value: tensorType } } };
}

function attributeProto(name: string, value: OnnxNodeAttribute): AttributeProto {
  const type = ATTRIBUTE_TYPES[Object.keys(value)[0] as keyof typeof ATTRIBUTE_TYPES];
  const text = new TextEncoder();
  if ("int" in value) return { name, type, i: BigInt(value.int) };
  if ("float" in value) return { name, type, f: value.float };
  if ("string" in value) return { name, type, s: text.encode(value.string) };
  if ("ints" in value) return { name, type, ints: value.ints.map(BigInt) };
  if ("floats" in value) return { name, type, floats: value.floats };
  if ("strings" in value) return { name, type, strings: value.strings.map((word) => text.encode(word)) };
  return { name, type, g: value.graph };
}

/**
 * A node: an application of an ONNX operator to values, by name. `domain`: the operator's set; ONNX's own by
 * default.
 */
export function nodeProto(
  opType: string,
  connections: {
    inputs: readonly string[];
    outputs: readonly string[];
    attributes?: Readonly<Record<string, OnnxNodeAttribute>>;
    domain?: string;
    name?: string | undefined;
  },
): NodeProto {
  const attributes = Object.entries(connections.attributes ?? {});
  return {
    opType,
    ...(connections.domain === undefined ? {} : { domain: connections.domain }),
    ...(connections.name === undefined ? {} : { name: connections.name }),
    input: [...connections.inputs],
    output: [...connections.outputs],
    attribute: attributes.map(([name, value]) => attributeProto(name, value)),
  };
}

/** The parts of a graph. */
export interface GraphParts {
  readonly nodes: NodeProto[];
  readonly inputs: ValueInfoProto[];
  readonly outputs: ValueInfoProto[];
  readonly initializers: TensorProto[];
}

/** A graph: a model's own, or one that is an attribute of a node. */
export function graphProto(name: string, parts: GraphParts): GraphProto {
  return {
    name,
    node: parts.nodes,
    input: parts.inputs,
    output: parts.outputs,
    initializer: parts.initializers,
  };
}

/**
 * A whole model as the bytes of its file; `domains` are further operator sets, `metadata` is for its readers.
 */
export function modelBytes(
  graph: GraphProto,
  options: {
    domains?: readonly { domain: string; version: number }[];
    metadata?: ReadonlyMap<string, string>;
  } = {},
): Uint8Array {
  const sets = [{ domain: "", version: OPSET_VERSION }, ...(options.domains ?? [])];
  return encodeModelProto({
    irVersion: BigInt(IR_VERSION),
    producerName: "trainwell",
    opsetImport: sets.map(({ domain, version }) => ({ domain, version: BigInt(version) })),
    metadataProps: [...(options.metadata ?? [])].map(([key, value]) => ({ key, value })),
    graph,
  });
}
