import { TrainwellError } from "../base/errors.ts";
import type { Attributes, AttributeValue, DType, Shape, Tensor, TensorType } from "./tensor.ts";
import { formatShape } from "./tensor.ts";

/**
 * A value of the reference evaluator. Every element type is held in float64, which represents all the others
 * that occur exactly (integers up to 2^53; booleans as 0 and 1).
 */
export interface ReferenceArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The names of ONNX attributes' kinds that operations use. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

/** The writer of ONNX nodes that `lower` uses. Values are referred to by name. */
export interface Emitter {
  /**
   * `cpu` for the native CPU and WebAssembly providers; `webgpu` lacks some operations and needs a second
   * form.
   */
  readonly device: "cpu" | "webgpu";
  /**
   * Appends a node with one output and returns the output's name. An empty input name leaves an optional
   * input out; a `label` is for what looks for the node in the written model.
   */
  node(
    onnxOperation: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    label?: string,
  ): string;
  /** A constant, deduplicated by content. Integer data may be plain numbers; int64 is converted. */
  constant(dtype: DType, shape: readonly number[], data: ArrayLike<number>): string;
  /** The name of an int64 vector that holds a shape, computed from the batch size where it is dynamic. */
  shape(shape: Shape): string;
  /**
   * The name of an int64 vector of numbers that follow from the sizes of tensors: a constant, or an input of
   * a model that serves several sizes. So not an axis, nor what makes another kind of network.
   */
  sizes(values: readonly number[]): string;
  /** The name of an int64 vector [1] that holds the batch size. */
  batchSize(): string;
  /**
   * The name of a vector of `maskCounter(0)`, `maskCounter(1)`, … for the elements of a dynamic shape, where
   * every call is fed with one; undefined where the model must compute them.
   */
  maskCounters?(shape: Shape): string | undefined;
}

/** The arguments of the faces that see a whole node. */
export interface NodeContext<A extends Attributes = Attributes> {
  readonly inputs: readonly Tensor[];
  readonly attributes: A;
  readonly output: Tensor;
}

/**
 * One operation, with all its faces side by side. Adding an operation is adding one entry to the table.
 */
export interface Operation<A extends Attributes = Attributes> {
  /** The name in the table, unique, in camel case. */
  readonly name: string;
  /**
   * Whether each element of the output depends on the inputs' elements at its place alone, broadcast as in
   * numpy.
   */
  readonly elementwise?: boolean;
  /** The type of the output; throws a shape error (see {@link shapeError}) when the inputs do not fit. */
  infer(inputs: readonly TensorType[], attributes: A): TensorType;
  /**
   * The vector-Jacobian product, built from other operations: given dL/d(output), dL/d(input) for each input.
   * `undefined` stands for a gradient that is zero everywhere or an input that is not differentiable.
   * Left out for operations without a gradient.
   */
  gradient?(context: NodeContext<A> & { readonly outputGradient: Tensor }): readonly (Tensor | undefined)[];
  /**
   * How many multiplications, each with an addition, computing the output takes, in the notation of shapes:
   * −k for k times the batch. Left out for operations that take none to speak of.
   */
  multiplyAdds?(inputs: readonly TensorType[], attributes: A, output: TensorType): number;
  /**
   * Writes ONNX nodes (opset 20) that compute the output from the named inputs; returns the output's name.
   */
  lower(emitter: Emitter, inputs: readonly string[], context: NodeContext<A>): string;
  /**
   * The reference: simple loops in float64. `outputShape` is concrete. Returns the output's elements in
   * row-major order.
   */
  evaluate(
    inputs: readonly ReferenceArray[],
    attributes: A,
    output: { readonly dtype: DType; readonly shape: readonly number[] },
  ): Float64Array;
}

const table = new Map<string, Operation>();

/** Registers an operation in the one table and returns it. */
export function defineOperation<A extends Attributes>(operation: Operation<A>): Operation<A> {
  if (table.has(operation.name)) throw new Error(`operation ${operation.name} is defined twice`);
  table.set(operation.name, operation as unknown as Operation);
  return operation;
}

/** The operation of a name. */
export function operationOf(name: string): Operation {
  const operation = table.get(name);
  if (!operation) throw new Error(`unknown operation ${name}`);
  return operation;
}

/** All operations, in the order of their definition. */
export function allOperations(): readonly Operation[] {
  return [...table.values()];
}

let nextId = 1;
const layerStack: string[] = [];

/** Builds nodes inside `build` under a layer's id, so that errors and probes can name the layer. */
export function withinLayer<T>(layer: string, build: () => T): T {
  layerStack.push(layer);
  try {
    return build();
  } finally {
    layerStack.pop();
  }
}

/** How many nodes may be made until {@link withNodeLimit} is left; each counts from the first of all. */
let lastId = Number.POSITIVE_INFINITY;

/**
 * Builds at most so many nodes, so that what is unrolled, such as a sequence, cannot fill the memory.
 *
 * @throws TrainwellError `graph-too-large`, naming the layer.
 */
export function withNodeLimit<T>(most: number, build: () => T): T {
  const outer = lastId;
  lastId = Math.min(outer, nextId + most);
  try {
    return build();
  } finally {
    lastId = outer;
  }
}

function graphTooLarge(): TrainwellError {
  const layer = currentLayer() ?? null;
  return new TrainwellError({
    kind: "input",
    code: "graph-too-large",
    message: `The network becomes too many operations: its limit is reached in layer "${layer}".`,
    details: { layer },
    hint: "Give it fewer layers, or shorter sequences where a layer goes through them time by time.",
  });
}

/** The innermost layer under construction. */
function currentLayer(): string | undefined {
  return layerStack.at(-1);
}

/**
 * Builds a node: infers its type (a mismatch is reported here, when the graph is built) and freezes it.
 */
export function apply<A extends Attributes>(
  operation: Operation<A>,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor {
  const type = operation.infer(inputs, attributes);
  if (nextId > lastId) throw graphTooLarge();
  return Object.freeze({
    id: nextId++,
    operation: operation.name,
    inputs,
    attributes,
    dtype: type.dtype,
    shape: type.shape,
    layer: currentLayer(),
  });
}

/**
 * A mismatch found when the graph is built: names the operation, the layer, what was expected and what was
 * received.
 */
export function shapeError(
  operation: string,
  expected: string,
  inputs: readonly TensorType[],
  hint?: string,
): TrainwellError {
  const received = inputs.map((input) => `${input.dtype}${formatShape(input.shape)}`).join(", ");
  const layer = currentLayer();
  const place = layer === undefined ? `operation ${operation}` : `layer "${layer}" (operation ${operation})`;
  return new TrainwellError({
    kind: "input",
    code: "shape-mismatch",
    message: `${place}: expected ${expected}, received ${received}.`,
    details: { operation, layer: layer ?? null, expected, received },
    hint,
  });
}

/** Attributes as plain JSON, for hashing and messages. */
export function attributeJson(value: AttributeValue | undefined): unknown {
  return value instanceof Float64Array ? [...value] : value;
}
