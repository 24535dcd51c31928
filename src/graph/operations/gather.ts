import { TrainwellError } from "../../base/errors.ts";
import { apply, defineOperation, type ReferenceArray, shapeError } from "../operation.ts";
import { type DType, type Shape, sameShape, sizeOf, type Tensor } from "../tensor.ts";
import { equal } from "./comparisons.ts";
import { cast } from "./convert.ts";
import { FLOATS, INTEGERS, ONNX_DTYPES, requireDtype, requireShape } from "./rules.ts";
import { lowerReshape, reshape } from "./shape.ts";
import { iota } from "./source.ts";

type NoAttributes = Record<string, never>;
type ScatterAttributes = { readonly rows: number };

/** The indices, checked against the number of rows that there are. */
function checkedIndices(operation: string, indices: ReferenceArray, rows: number): Float64Array {
  const outside = indices.data.find((index) => !(index >= 0 && index < rows));
  if (outside === undefined) return indices.data;
  throw new TrainwellError({
    kind: "failure",
    code: "index-out-of-range",
    message: `operation ${operation}: expected indices from 0 to ${rows - 1}, received ${outside}.`,
    details: { operation, rows, received: outside },
  });
}

const gatherOperation = defineOperation<NoAttributes>({
  name: "gather",
  infer: (inputs) => {
    const [table, indices] = inputs;
    requireDtype("gather", [indices], INTEGERS);
    if (table.shape.length === 0) throw shapeError("gather", "a table with at least one axis", inputs);
    return {
      dtype: table.dtype,
      shape: requireShape("gather", [...indices.shape, ...table.shape.slice(1)], inputs),
    };
  },
  gradient: ({ inputs: [table, indices], outputGradient }) => [
    scatterAdd(outputGradient, indices, { rows: table.shape[0] }),
    undefined,
  ],
  lower: (emitter, [table, indices]) => emitter.node("Gather", [table, indices], { axis: { int: 0 } }),
  evaluate: ([table, indices], _, { shape }) => {
    const rows = checkedIndices("gather", indices, table.shape[0]);
    const width = table.data.length / table.shape[0];
    const result = new Float64Array(sizeOf(shape));
    rows.forEach((row, position) => {
      result.set(table.data.subarray(row * width, (row + 1) * width), position * width);
    });
    return result;
  },
});

const scatterAddOperation = defineOperation<ScatterAttributes>({
  name: "scatterAdd",
  infer: (inputs, { rows }) => {
    const [updates, indices] = inputs;
    requireDtype("scatterAdd", [indices], INTEGERS);
    requireDtype("scatterAdd", [updates], FLOATS);
    if (!sameShape(updates.shape.slice(0, indices.shape.length), indices.shape))
      throw shapeError("scatterAdd", "updates whose first axes are those of the indices", inputs);
    const shape = [rows, ...updates.shape.slice(indices.shape.length)];
    return { dtype: updates.dtype, shape: requireShape("scatterAdd", shape, inputs) };
  },
  gradient: ({ inputs: [, indices], outputGradient }) => [gather(outputGradient, indices), undefined],
  lower: (emitter, [updates, indices], { inputs: [, { shape }], output }) => {
    const wide = emitter.node("Cast", [indices], { to: { int: ONNX_DTYPES.int64 } });
    const zeros = emitter.node("Expand", [
      emitter.constant(output.dtype, [], [0]),
      emitter.shape(output.shape),
    ]);
    return emitter.node("ScatterND", [zeros, lowerReshape(emitter, wide, [...shape, 1]), updates], {
      reduction: { string: "add" },
    });
  },
  evaluate: ([updates, indices], _, { shape }) => {
    const rows = checkedIndices("scatterAdd", indices, shape[0]);
    const result = new Float64Array(sizeOf(shape));
    const width = result.length / shape[0];
    rows.forEach((row, position) => {
      for (let column = 0; column < width; column++)
        result[row * width + column] += updates.data[position * width + column];
    });
    return result;
  },
});

/**
 * The rows of a table: result[i, …] = table[indices[i], …].
 *
 * @param table [rows, …].
 * @param indices integers from 0 to rows − 1, of any shape.
 * @returns a tensor of shape [...indices.shape, ...table.shape without its first axis]. The gradient is
 *   {@link scatterAdd}, so only the rows that were read are added to.
 */
export function gather(table: Tensor, indices: Tensor): Tensor {
  return apply(gatherOperation, [table, indices], {});
}

/**
 * The adjoint of {@link gather}: zeros [rows, …], to whose row indices[i] each updates[i] is added.
 *
 * @param updates floats [...indices.shape, …].
 * @param indices integers from 0 to rows − 1, of any shape.
 * @param options `rows` is the number of rows of the result, from 1, or −k for k × batch.
 */
export function scatterAdd(updates: Tensor, indices: Tensor, options: { rows: number }): Tensor {
  return apply(scatterAddOperation, [updates, indices], { rows: options.rows });
}

/**
 * 1 at the index and 0 elsewhere, along a new last axis of size `depth`; all 0 for an index beyond it.
 *
 * @param indices integers of any shape.
 * @param depth the number of classes, from 1.
 * @param dtype the element type of the result, "float32" by default.
 */
export function oneHot(indices: Tensor, depth: number, dtype: DType = "float32"): Tensor {
  const column: Shape = [...indices.shape, 1];
  return cast(equal(reshape(indices, column), iota(depth, indices.dtype)), dtype);
}
