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

  /**
   * Appends a node and returns the name of its output: `output`, or a new one.
   *
   * @param options `unread`: how many more outputs it has, which nobody reads.
   */
  node(
    operator: string,
    inputs: readonly string[],
    options: {
      attributes?: Readonly<Record<string, OnnxNodeAttribute>>;
      domain?: string;
      output?: string;
      unread?: number;
    } = {},
  ): string {
    const { output = this.#fresh(), unread = 0, ...rest } = options;
    const outputs = [output, ...Array.from({ length: unread }, () => this.#fresh())];
    this.nodes.push(nodeProto(operator, { inputs, outputs, ...rest }));
    return output;
  }

  constant(dtype: DType, shape: readonly number[], data: ArrayLike<number>): string {
    const name = this.#fresh();
    this.initializers.push(tensorProto(name, { dtype, shape, bytes: elementBytes(dtype, data) }));
    return name;
  }

  /** Texts as a value of one axis. */
  words(texts: readonly string[]): string {
    return this.node("Constant", [], { attributes: { value_strings: { strings: texts } } });
  }

  #fresh(): string {
    return `${this.prefix}${this.#next++}`;
  }
}
