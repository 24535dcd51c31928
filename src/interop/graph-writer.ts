import type { DType } from "../graph/tensor.ts";
import type { NodeProto, TensorProto } from "../runtime/onnx/messages.ts";
import { elementBytes, nodeProto, type OnnxNodeAttribute, tensorProto } from "../runtime/onnx/model-proto.ts";

/** The operator set with the operators for words, and the version of it that LabelEncoder is used of. */
export const WORDS_DOMAIN = { domain: "ai.onnx.ml", version: 3 } as const;

/** Collects nodes and constants of a graph; all names that it makes begin with its prefix. */
export class GraphWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly prefix: string;
  #next = 0;

  /** @param prefix what no name of an input or output of the graph begins with. */
  constructor(prefix: string) {
    this.prefix = prefix;
  }

  /** Appends a node with one output and returns the output's name: `output`, or a new one. */
  node(
    operator: string,
    inputs: readonly string[],
    options: {
      attributes?: Readonly<Record<string, OnnxNodeAttribute>>;
      domain?: string;
      output?: string;
    } = {},
  ): string {
    const { output = this.#fresh(), ...rest } = options;
    this.nodes.push(nodeProto(operator, { inputs, outputs: [output], ...rest }));
    return output;
  }

  constant(dtype: DType, shape: readonly number[], data: ArrayLike<number>): string {
    const name = this.#fresh();
    this.initializers.push(tensorProto(name, { dtype, shape, bytes: elementBytes(dtype, data) }));
    return name;
  }

  #fresh(): string {
    return `${this.prefix}${this.#next++}`;
  }
}
