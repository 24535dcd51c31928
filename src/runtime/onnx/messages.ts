/**
 * The messages of an ONNX file as far as we write them, in the shapes of the code that is generated from
 * ONNX's schema; what that code reads can be written again.
 */

export interface ValueInfoProto {
  name: string;
  type?: { value: { case?: string; value?: unknown } };
}

export interface TensorProto {
  name: string;
  dataType: number;
  dims: readonly bigint[];
  rawData: Uint8Array;
}

export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: bigint;
  s?: Uint8Array;
  g?: GraphProto;
  floats?: readonly number[];
  ints?: readonly bigint[];
  strings?: readonly Uint8Array[];
}

export interface NodeProto {
  opType: string;
  name?: string;
  domain?: string;
  input: string[];
  output: string[];
  attribute: readonly AttributeProto[];
}

export interface GraphProto {
  name: string;
  node: NodeProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
  initializer: TensorProto[];
}

export interface ModelProto {
  irVersion: bigint;
  producerName: string;
  opsetImport: readonly { domain: string; version: bigint }[];
  metadataProps: readonly { key: string; value: string }[];
  graph: GraphProto;
}
