import {
  apply,
  defineOperation,
  type Emitter,
  type NodeContext,
  type Operation,
  type ReferenceArray,
} from "../operation.ts";
import type { DType, Tensor } from "../tensor.ts";
import { broadcastShapes, requireDtype } from "./rules.ts";
import { broadcastStrides, offsetsOf, take } from "./strides.ts";

type GradientRule = NonNullable<Operation["gradient"]>;

/** How an operation that acts on each element by itself is described. */
interface ElementwiseDescription<F> {
  readonly name: string;
  /** The ONNX operator that computes it, or a function that writes several. */
  readonly onnx: string | ((emitter: Emitter, inputs: readonly string[], context: NodeContext) => string);
  readonly dtypes: readonly DType[];
  /** The type of the elements that come out, where it is not that of the inputs. */
  readonly result?: DType;
  readonly evaluate: F;
  readonly gradient?: GradientRule;
}

/**
 * Defines an operation y = f(x) on each element and returns its builder. Where the call is marked as pure,
 * bundlers leave an operation out that nothing builds.
 */
export function defineUnary(
  description: ElementwiseDescription<(x: number) => number>,
): (x: Tensor) => Tensor {
  const { name, onnx, dtypes, result, evaluate, gradient } = description;
  const operation = defineOperation({
    name,
    elementwise: true,
    infer: ([x]) => {
      const dtype = requireDtype(name, [x], dtypes);
      return { dtype: result ?? dtype, shape: x.shape };
    },
    ...(gradient === undefined ? {} : { gradient }),
    lower: (emitter, inputs, context) =>
      typeof onnx === "string" ? emitter.node(onnx, inputs) : onnx(emitter, inputs, context),
    evaluate: ([x]) => x.data.map((value) => evaluate(value)),
  });
  return (x) => apply(operation, [x], {});
}

/** Defines an operation y = f(a, b) on elements broadcast as in numpy and returns its builder. */
export function defineBinary(
  description: ElementwiseDescription<(a: number, b: number) => number>,
): (a: Tensor, b: Tensor) => Tensor {
  const { name, onnx, dtypes, result, evaluate, gradient } = description;
  const operation = defineOperation({
    name,
    elementwise: true,
    infer: (inputs) => {
      const dtype = requireDtype(name, inputs, dtypes);
      return { dtype: result ?? dtype, shape: broadcastShapes(name, inputs) };
    },
    ...(gradient === undefined ? {} : { gradient }),
    lower: (emitter, inputs, context) =>
      typeof onnx === "string" ? emitter.node(onnx, inputs) : onnx(emitter, inputs, context),
    evaluate: ([a, b], _, { shape }) => {
      const [left, right] = [spread(a, shape), spread(b, shape)];
      const result = new Float64Array(left.length);
      for (let i = 0; i < result.length; i++) result[i] = evaluate(left[i], right[i]);
      return result;
    },
  });
  return (a, b) => apply(operation, [a, b], {});
}

/** An array's elements, repeated to fill `shape`; its own data where that has as many. */
export function spread(array: ReferenceArray, shape: readonly number[]): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  if (array.data.length === size) return array.data;
  if (array.data.length === 1) return new Float64Array(size).fill(array.data[0]);
  return take(array.data, offsetsOf(shape, broadcastStrides(array.shape, shape)));
}
