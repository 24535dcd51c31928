import { fromBinary } from "@bufbuild/protobuf";
import { append } from "../base/lists.ts";
import { inputPort, outputPort } from "../runtime/names.ts";
import { type GraphProto, ModelProtoSchema } from "../runtime/onnx/generated/onnx_pb.ts";
import { tensorProto } from "../runtime/onnx/model-proto.ts";
import type { HostArray } from "../runtime/session.ts";
import type { GraphWriter } from "./graph-writer.ts";

/** The fate of a program's inputs and names when it is made part of another graph. */
export interface Inlining {
  /** Inputs that are values of the graph around, by name. */
  readonly values: ReadonlyMap<string, string>;
  /** Inputs that are frozen, by name. */
  readonly constants: Readonly<Record<string, HostArray>>;
  /** Put before all names of the program. */
  readonly prefix: string;
}

/**
 * Writes a lowered program into a graph: its inputs become values of the graph or initializers, and its names
 * get a prefix.
 *
 * @returns the name of the value that was the program's output `output`.
 */
export function inlineProgram(
  writer: GraphWriter,
  program: Uint8Array,
  options: Inlining & { output: string },
): string {
  const graph = fromBinary(ModelProtoSchema, program).graph!;
  const replaced = new Map([...options.values].map(([name, value]) => [inputPort(name), value]));
  const rename = (name: string) => (name === "" ? "" : (replaced.get(name) ?? options.prefix + name));
  const used = new Set(graph.node.flatMap((node) => node.input));
  for (const [name, array] of Object.entries(options.constants)) {
    const port = inputPort(name);
    if (used.has(port)) writer.initializers.push(frozen(rename(port), array));
  }
  renameGraph(graph, rename);
  append(writer.nodes, graph.node);
  append(writer.initializers, graph.initializer);
  return rename(outputPort(options.output));
}

function frozen(name: string, { dtype, shape, data }: HostArray) {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return tensorProto(name, { dtype, shape, bytes });
}

/** Renames all values of a graph and of the graphs inside its nodes. */
function renameGraph(graph: GraphProto, rename: (name: string) => string): void {
  for (const value of [...graph.initializer, ...graph.input, ...graph.output, ...graph.valueInfo])
    value.name = rename(value.name);
  for (const node of graph.node) {
    // Labels are unique in one program alone.
    node.name = "";
    node.input = node.input.map(rename);
    node.output = node.output.map(rename);
    for (const { g } of node.attribute) if (g) renameGraph(g, rename);
  }
}
