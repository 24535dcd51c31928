import type { Emitter, OnnxAttribute } from "../graph/operation.ts";
import { type DType, isDynamic, type Shape, sizeOf, type Tensor } from "../graph/tensor.ts";
import type { Precision } from "./device.ts";
import type { FedSizes } from "./fed-sizes.ts";
import { inputPort, PORT_NAMES } from "./names.ts";
import type { NodeProto, TensorProto, ValueInfoProto } from "./onnx/messages.ts";
import {
  elementBytes,
  nodeProto,
  type OnnxDimension,
  type OnnxNodeAttribute,
  tensorProto,
  valueInfo,
} from "./onnx/model-proto.ts";
import { invalidProgram } from "./program.ts";

/**
 * Numbers for generated names. One counter serves a whole model, because ONNX wants names unique across
 * nested graphs; it starts anew for each model, so that equal programs become equal bytes.
 */
export interface NameCounter {
  next: number;
}

export type { Precision } from "./device.ts";

type ValueType = Parameters<typeof valueInfo>[1];

/**
 * How a scope stands to the one around it. The `body` of a loop sees the values around it, and leaves to it
 * constants, shapes, and nodes that are the same in every step. A `section` is a part of the same graph with
 * values and a batch size of its own.
 */
type ScopeKind = "body" | "section";

/**
 * One ONNX graph under construction: the model itself, or a graph inside it (see {@link ScopeKind}). Equal
 * nodes are written once.
 *
 * Names have reserved prefixes (`n` nodes, `c` constants; all others contain a colon), because an initializer
 * whose name equals a graph input silently becomes that input's default.
 */
export class Scope implements Emitter {
  readonly device: "cpu" | "webgpu";
  /** The precision of products of matrices and convolutions: see `lowerInHalf`. */
  readonly precision: Precision;
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly inputs: ValueInfoProto[] = [];
  readonly outputs: ValueInfoProto[] = [];
  readonly #counter: NameCounter;
  readonly #kind: ScopeKind | undefined;
  readonly #parent: Scope | undefined;
  readonly #values = new Map<number, string>();
  readonly #constants = new Map<string, { name: string; bytes: Uint8Array }[]>();
  readonly #shapes = new Map<string, string>();
  readonly #written = new Map<string, string>();
  /** The names of this graph's own inputs and nodes. */
  readonly #own = new Set<string>();
  #batch: (() => string) | undefined;
  #isFedCounters = false;
  /** The sizes that the model is fed with, where it serves several. */
  readonly #fedSizes: FedSizes | undefined;

  constructor(options: {
    device: "cpu" | "webgpu";
    precision?: Precision;
    counter: NameCounter;
    fedSizes?: FedSizes | undefined;
    inside?: { parent: Scope; kind: ScopeKind };
  }) {
    this.device = options.device;
    this.precision = options.precision ?? "float32";
    this.#counter = options.counter;
    this.#fedSizes = options.fedSizes;
    this.#parent = options.inside?.parent;
    this.#kind = options.inside?.kind;
  }

  inner(kind: ScopeKind): Scope {
    return new Scope({
      device: this.device,
      precision: this.precision,
      counter: this.#counter,
      fedSizes: this.#fedSizes,
      inside: { parent: this, kind },
    });
  }

  /** Declares an input of the graph and returns its name. */
  input(name: string, type: ValueType): string {
    this.inputs.push(this.#declaration(name, type));
    this.#own.add(name);
    return name;
  }

  /**
   * The declaration of a value; where the model serves several sizes, those have a name each (the browser's
   * runtime takes a size without one for a number).
   */
  #declaration(name: string, { dtype, shape }: ValueType): ValueInfoProto {
    const free = (dimension: OnnxDimension, axis: number) =>
      isSize(dimension) ? `${name} axis ${axis}` : dimension;
    return valueInfo(name, { dtype, shape: this.#fedSizes === undefined ? shape : shape.map(free) });
  }

  /** Says how the batch size is had, as a vector [1]; evaluated at most once. */
  setBatchSize(emit: () => string): void {
    this.#batch = emit;
  }

  /** Has calls fed with the counters of masks, as sessions of a loop do, instead of computing them. */
  feedCounters(): void {
    this.#isFedCounters = true;
  }

  maskCounters(shape: Shape): string | undefined {
    // A section has another batch than the calls.
    if (this.#kind === "section") return undefined;
    if (this.#parent !== undefined) return this.#parent.maskCounters(shape);
    if (!this.#isFedCounters || !isDynamic(shape)) return undefined;
    const perRow = -sizeOf(shape);
    const fed = this.#fedSizes?.add([perRow]);
    const name = inputPort(
      fed === undefined ? PORT_NAMES.counters(perRow) : PORT_NAMES.sizedCounters(fed.from),
    );
    const length = fed === undefined ? `${perRow}*batch` : `${name}*batch`;
    return this.#own.has(name) ? name : this.input(name, { dtype: "uint32", shape: [length] });
  }

  /** The name of a tensor's value, here or in a graph around. */
  find(tensor: Tensor): string | undefined {
    return this.#values.get(tensor.id) ?? this.#parent?.find(tensor);
  }

  /**
   * Declares a value as the graph's next output and returns the output's name. An output must be a node's own
   * and declared once; inputs, constants and values from around go through an Identity.
   */
  output(value: string, type: ValueType): string {
    const isInput = this.inputs.some((input) => input.name === value);
    const own = this.#own.has(value) && !isInput && !this.outputs.some((output) => output.name === value);
    const name = own ? value : this.emit("Identity", [value], {})[0];
    this.outputs.push(this.#declaration(name, type));
    return name;
  }

  setValue(tensor: Tensor, name: string): void {
    this.#values.set(tensor.id, name);
  }

  fresh(prefix: "n" | "c"): string {
    return `${prefix}${this.#counter.next++}`;
  }

  node(
    onnxOperation: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    label?: string,
  ): string {
    if (this.#parent !== undefined && this.#belongsOutside(inputs))
      return this.#parent.node(onnxOperation, inputs, attributes, label);
    // Fed sizes have a name each, and are known by their numbers here.
    const known = inputs.map((name) => this.#fedSizes?.valuesOf(name) ?? name);
    const key = JSON.stringify([onnxOperation, known, attributes]);
    const name = this.#findWritten(key) ?? this.emit(onnxOperation, inputs, { attributes, label })[0];
    this.#written.set(key, name);
    return name;
  }

  /**
   * Whether a node of these inputs is the surrounding graph's: in a loop's body, one that no step changes.
   */
  #belongsOutside(inputs: readonly string[]): boolean {
    return this.#kind === "section" || (this.#kind === "body" && !inputs.some((name) => this.#own.has(name)));
  }

  #findWritten(key: string): string | undefined {
    const own = this.#written.get(key);
    return own === undefined && this.#parent !== undefined ? this.#parent.#findWritten(key) : own;
  }

  /** Appends a node with `outputs` outputs, or with the outputs named. */
  emit(
    onnxOperation: string,
    inputs: readonly string[],
    options: {
      outputs?: number | readonly string[];
      attributes?: Readonly<Record<string, OnnxNodeAttribute>>;
      label?: string | undefined;
    },
  ): readonly string[] {
    if (this.#parent !== undefined && this.#kind === "section")
      return this.#parent.emit(onnxOperation, inputs, options);
    const { outputs = 1, attributes, label } = options;
    const names =
      typeof outputs === "number" ? Array.from({ length: outputs }, () => this.fresh("n")) : outputs;
    // Names of nodes must be unique, as their outputs' are.
    const name = label && `${label}:${names[0]}`;
    this.nodes.push(nodeProto(onnxOperation, { inputs, outputs: names, attributes, name }));
    for (const name of names) this.#own.add(name);
    return names;
  }

  constant(dtype: DType, shape: readonly number[], data: ArrayLike<number>): string {
    if (this.#parent !== undefined) return this.#parent.constant(dtype, shape, data);
    const bytes = elementBytes(dtype, data);
    const key = `${dtype}[${shape}]${checksum(bytes)}`;
    const alike = this.#constants.get(key) ?? [];
    const known = alike.find((constant) => equalBytes(constant.bytes, bytes));
    if (known !== undefined) return known.name;
    const name = this.fresh("c");
    this.#constants.set(key, [...alike, { name, bytes }]);
    this.initializers.push(tensorProto(name, { dtype, shape, bytes }));
    return name;
  }

  sizes(values: readonly number[]): string {
    return this.#fedSizes === undefined || values.length === 0
      ? this.constant("int64", [values.length], values)
      : this.#fedSizes.add(values).name;
  }

  /** Declares the input of the sizes that were asked for, and cuts it into them; once all else is written. */
  declareFedSizes(): void {
    const fed = this.#fedSizes;
    if (fed === undefined || fed.lengths.length === 0) return;
    const whole = this.input(inputPort(PORT_NAMES.sizes), { dtype: "int64", shape: ["sizes"] });
    const lengths = this.constant("int64", [fed.lengths.length], fed.lengths);
    this.nodes.unshift(
      nodeProto("Split", {
        inputs: [whole, lengths],
        outputs: fed.names,
        attributes: { axis: { int: 0 } },
      }),
    );
  }

  shape(shape: Shape): string {
    if (!isDynamic(shape)) return this.sizes(shape);
    if (this.#parent !== undefined && this.#kind !== "section") return this.#parent.shape(shape);
    const key = shape.join();
    const name = this.#shapes.get(key) ?? this.#dynamicShape(shape);
    this.#shapes.set(key, name);
    return name;
  }

  #dynamicShape(shape: Shape): string {
    const parts: string[] = [];
    let fixed: number[] = [];
    const flush = () => {
      if (fixed.length > 0) parts.push(this.sizes(fixed));
      fixed = [];
    };
    for (const dimension of shape) {
      if (dimension >= 0) {
        fixed.push(dimension);
      } else {
        flush();
        parts.push(this.#batchMultiple(-dimension));
      }
    }
    flush();
    return parts.length === 1 ? parts[0] : this.node("Concat", parts, { axis: { int: 0 } });
  }

  #batchMultiple(factor: number): string {
    if (factor === 1) return this.batchSize();
    const key = `batch*${factor}`;
    const name = this.#shapes.get(key) ?? this.node("Mul", [this.batchSize(), this.sizes([factor])]);
    this.#shapes.set(key, name);
    return name;
  }

  batchSize(): string {
    if (this.#parent !== undefined && this.#kind !== "section") return this.#parent.batchSize();
    const known = this.#shapes.get("batch");
    if (known !== undefined) return known;
    if (this.#batch === undefined)
      throw invalidProgram("a node asks for the batch size, but no batch input is named");
    const name = this.#batch();
    this.#shapes.set("batch", name);
    return name;
  }
}

/** Whether a dimension is another in a network of other sizes. */
function isSize(dimension: OnnxDimension): boolean {
  return typeof dimension === "number" || /^\d+\*/.test(dimension ?? "");
}

function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Whether two byte strings are the same. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, position) => byte === b[position]);
}
