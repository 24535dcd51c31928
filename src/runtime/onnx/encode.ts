import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { ModelProto } from "./messages.ts";

/**
 * Writes ONNX files with the protobuf library's writer, from a table of the fields that we use. The code
 * generated from the schema could do it too, but with its reflection it weighs more than a third of what a
 * browser may load; it is used where files are read, and the tests hold this table to it.
 */

type Scalar = "int32" | "int64" | "float" | "string" | "bytes";
/** How a field's value lies in the bytes. */
const WIRE_TYPES: Readonly<Record<Scalar | "message", WireType>> = {
  int32: WireType.Varint,
  int64: WireType.Varint,
  float: WireType.Bit32,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
  message: WireType.LengthDelimited,
};

/** A scalar, a message, or the cases of a oneof; as functions where messages contain themselves. */
type FieldType = Scalar | (() => Fields) | { readonly oneof: Fields };
/** Fields with their numbers, in the order of the numbers. */
type Fields = Readonly<Record<string, readonly [number: number, type: FieldType]>>;

const SHAPE: Fields = {
  dim: [1, () => ({ value: [0, { oneof: { dimValue: [1, "int64"], dimParam: [2, "string"] } }] })],
};
const TENSOR_TYPE: Fields = { elemType: [1, "int32"], shape: [2, () => SHAPE] };
const TYPE: Fields = { value: [0, { oneof: { tensorType: [1, () => TENSOR_TYPE] } }] };
const VALUE_INFO: Fields = { name: [1, "string"], type: [2, () => TYPE] };
const TENSOR: Fields = {
  dims: [1, "int64"],
  dataType: [2, "int32"],
  name: [8, "string"],
  rawData: [9, "bytes"],
};
const ATTRIBUTE: Fields = {
  name: [1, "string"],
  f: [2, "float"],
  i: [3, "int64"],
  s: [4, "bytes"],
  g: [6, () => GRAPH],
  floats: [7, "float"],
  ints: [8, "int64"],
  strings: [9, "bytes"],
  type: [20, "int32"],
};
const NODE: Fields = {
  input: [1, "string"],
  output: [2, "string"],
  name: [3, "string"],
  opType: [4, "string"],
  attribute: [5, () => ATTRIBUTE],
  domain: [7, "string"],
};
const GRAPH: Fields = {
  node: [1, () => NODE],
  name: [2, "string"],
  initializer: [5, () => TENSOR],
  input: [11, () => VALUE_INFO],
  output: [12, () => VALUE_INFO],
};
const MODEL: Fields = {
  irVersion: [1, "int64"],
  producerName: [2, "string"],
  graph: [7, () => GRAPH],
  opsetImport: [8, () => ({ domain: [1, "string"], version: [2, "int64"] })],
  metadataProps: [14, () => ({ key: [1, "string"], value: [2, "string"] })],
};

/** A model as the bytes of its file. */
export function encodeModelProto(model: ModelProto): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, MODEL, model);
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, fields: Fields, message: object): void {
  const values = new Map(Object.entries(message));
  for (const [name, [number, type]] of Object.entries(fields)) {
    const value = values.get(name);
    if (value === undefined) continue;
    if (typeof type === "object") {
      if (value.case !== undefined) writeField(writer, type.oneof[value.case], value.value);
    } else
      for (const item of Array.isArray(value) ? value : [value]) writeField(writer, [number, type], item);
  }
}

function writeField(writer: BinaryWriter, [number, type]: Fields[string], value: unknown): void {
  writer.tag(number, WIRE_TYPES[typeof type === "string" ? type : "message"]);
  if (type === "int32" || type === "int64") writer.int64(value as number | bigint);
  else if (type === "float") writer.float(value as number);
  else if (type === "string") writer.string(value as string);
  else if (type === "bytes") writer.bytes(value as Uint8Array);
  else if (typeof type === "function") {
    writer.fork();
    writeMessage(writer, type(), value as object);
    writer.join();
  }
}
