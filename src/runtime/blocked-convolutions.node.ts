// ONNX Runtime's fastest convolutions read images whose channels lie in blocks of as many as a vector
// register holds. It uses them by itself only where weights are constant, and those of a training never are:
// so the nodes are rewritten here.
import { fromBinary } from "@bufbuild/protobuf";
import { CONVOLUTION_LABEL } from "../graph/operations/convolution-forms.ts";
import { encodeModelProto } from "./onnx/encode.ts";
import { ModelProtoSchema } from "./onnx/generated/onnx_pb.ts";
import type { GraphProto, NodeProto } from "./onnx/messages.ts";
import {
  elementBytes,
  graphProto,
  modelBytes,
  nodeProto,
  tensorProto,
  valueInfo,
} from "./onnx/model-proto.ts";
import type { OrtModule } from "./ort-module.ts";

const DOMAIN = "com.microsoft.nchwc";
/** ONNX Runtime puts channels into blocks by fours. */
const CHANNEL_STEP = 4;

/** The kernel's shape: [filters, channels, height, width]. */
type WeightsShape = readonly [number, number, number, number];

let detected: Promise<number> | undefined;

/**
 * A model with its convolutions over blocks of channels, where this processor and ONNX Runtime's build have
 * them, the filters fill whole blocks, and the channels do too or are fewer than a step. The results differ
 * by rounding alone.
 */
export async function blockConvolutions(ort: OrtModule, model: Uint8Array): Promise<Uint8Array> {
  detected ??= detectBlock(ort);
  const block = await detected;
  if (block === 0) return model;
  const parsed = fromBinary(ModelProtoSchema, model);
  return encodeModelProto({
    ...parsed,
    opsetImport: [...parsed.opsetImport, { domain: DOMAIN, version: 1n }],
    graph: rewriteGraph(parsed.graph!, block),
  });
}

/**
 * How many channels a block holds on this machine, read off a node that makes blocks; 0 where there is none.
 */
async function detectBlock(ort: OrtModule): Promise<number> {
  const type = { dtype: "float32", shape: [1, CHANNEL_STEP, 1, 1] } as const;
  const graph = graphProto("block", {
    nodes: [nodeProto("ReorderInput", { inputs: ["x"], outputs: ["y"], domain: DOMAIN })],
    inputs: [valueInfo("x", type)],
    outputs: [valueInfo("y", { dtype: "float32", shape: [1, null, 1, 1] })],
    initializers: [],
  });
  const probe = modelBytes(graph, { domains: [{ domain: DOMAIN, version: 1 }] });
  try {
    const session = await ort.InferenceSession.create(probe, { logSeverityLevel: 4 });
    const x = new ort.Tensor("float32", new Float32Array(CHANNEL_STEP), [1, CHANNEL_STEP, 1, 1]);
    const { y } = await session.run({ x });
    await session.release();
    return y.dims[1];
  } catch {
    return 0;
  }
}

function rewriteGraph(graph: GraphProto, block: number): GraphProto {
  const initializers = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const list = (values: readonly number[]) => {
    const name = `blocks:${values.join("x")}`;
    const bytes = elementBytes("int64", values);
    initializers.set(name, tensorProto(name, { dtype: "int64", shape: [values.length], bytes }));
    return name;
  };
  const node = graph.node.flatMap((each): NodeProto[] => {
    const shape = weightsShape(each);
    if (shape !== undefined && fits(each, shape, block)) return blocked(each, { shape, block, list });
    const attribute = each.attribute.map((one) => (one.g ? { ...one, g: rewriteGraph(one.g, block) } : one));
    return [{ ...each, attribute }];
  });
  return { ...graph, node, initializer: [...initializers.values()] };
}

function weightsShape({ name }: NodeProto): WeightsShape | undefined {
  if (!name?.startsWith(CONVOLUTION_LABEL)) return undefined;
  const [shape] = name.slice(CONVOLUTION_LABEL.length).split(":");
  const [filters, channels, height, width] = shape.split("x").map(Number);
  return [filters, channels, height, width];
}

function fits({ attribute }: NodeProto, [filters, channels]: WeightsShape, block: number): boolean {
  const groups = attribute.find(({ name }) => name === "group")?.i ?? 1n;
  return groups === 1n && filters % block === 0 && (channels % block === 0 || channels < CHANNEL_STEP);
}

/**
 * The nodes that a convolution becomes: images and weights into blocks, the convolution, and its images back.
 */
function blocked(
  { input: [images, weights, bias], output: [output], attribute }: NodeProto,
  { shape, block, list }: { shape: WeightsShape; block: number; list(values: readonly number[]): string },
): NodeProto[] {
  const [filters, channels, height, width] = shape;
  // Images of few channels are read as they are, and only filters come in blocks.
  const whole = channels % block === 0;
  const own = (what: string) => `${output}:${what}`;
  const split = whole
    ? [filters / block, block, channels / block, block, height, width]
    : [filters / block, block, channels, height, width];
  const order = whole ? [0, 2, 4, 5, 3, 1] : [0, 2, 3, 4, 1];
  const plain = (operation: string, inputs: readonly string[], result: string) =>
    nodeProto(operation, { inputs, outputs: [result] });
  const nodes: NodeProto[] = [
    plain("Reshape", [weights, list(split)], own("split")),
    nodeProto("Transpose", {
      inputs: [own("split")],
      outputs: [own("ordered")],
      attributes: { perm: { ints: order } },
    }),
    plain("Reshape", [own("ordered"), list(shape)], own("weights")),
  ];
  if (whole)
    nodes.push(nodeProto("ReorderInput", { inputs: [images], outputs: [own("images")], domain: DOMAIN }));
  const convolution = nodeProto("Conv", {
    inputs: [whole ? own("images") : images, own("weights"), ...(bias ? [bias] : [])],
    outputs: [own("blocks")],
    domain: DOMAIN,
  });
  nodes.push(
    { ...convolution, attribute },
    nodeProto("ReorderOutput", {
      inputs: [own("blocks")],
      outputs: [output],
      attributes: { channels: { int: filters } },
      domain: DOMAIN,
    }),
  );
  return nodes;
}
