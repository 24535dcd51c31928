import { apply, defineOperation, type Emitter, shapeError } from "../operation.ts";
import { type Shape, sizeOf, type Tensor, type TensorType } from "../tensor.ts";
import { broadcastShapes, FLOATS, requireDtype, requireShape } from "./rules.ts";
import { reshape, sumTo } from "./shape.ts";
import { broadcastStrides, offsetsOf } from "./strides.ts";

type MatMulAttributes = { readonly transposeA: boolean; readonly transposeB: boolean };

/** The last two dimensions, after a transposition. */
function matrixShape(shape: Shape, transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}

function inferMatMul(
  inputs: readonly TensorType[],
  { transposeA, transposeB }: MatMulAttributes,
): TensorType {
  const [a, b] = inputs;
  const dtype = requireDtype("matMul", inputs, FLOATS);
  if (a.shape.length < 2 || b.shape.length < 2)
    throw shapeError("matMul", "two matrices or stacks of matrices", inputs);
  const [rows, inner] = matrixShape(a.shape, transposeA);
  const [innerB, columns] = matrixShape(b.shape, transposeB);
  if (inner !== innerB) {
    const how = `${transposeA ? ", the first transposed" : ""}${transposeB ? ", the second transposed" : ""}`;
    throw shapeError("matMul", `as many columns in the first as rows in the second${how}`, inputs);
  }
  const stack = broadcastShapes("matMul", inputs, [a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return { dtype, shape: requireShape("matMul", [...stack, rows, columns], inputs) };
}

function lowerTransposed(emitter: Emitter, value: string, rank: number): string {
  const permutation = Array.from({ length: rank }, (_, axis) => axis);
  permutation.push(...permutation.splice(-2).reverse());
  return emitter.node("Transpose", [value], { perm: { ints: permutation } });
}

const matMulOperation = defineOperation<MatMulAttributes>({
  name: "matMul",
  infer: inferMatMul,
  gradient: ({ inputs: [a, b], attributes: { transposeA, transposeB }, outputGradient: g }) => {
    const ofA = transposeA
      ? matMul(b, g, { transposeA: transposeB, transposeB: true })
      : matMul(g, b, { transposeB: !transposeB });
    const ofB = transposeB
      ? matMul(g, a, { transposeA: true, transposeB: transposeA })
      : matMul(a, g, { transposeA: !transposeA });
    return [sumTo(ofA, a.shape), sumTo(ofB, b.shape)];
  },
  multiplyAdds: ([a], { transposeA }, { shape }) => sizeOf(shape) * matrixShape(a.shape, transposeA)[1],
  // A third value is a bias vector, which is added to each row of a matrix.
  lower: (emitter, values, { inputs, attributes: { transposeA, transposeB } }) => {
    const [a, b] = values;
    const [rankA, rankB] = inputs.map((input) => input.shape.length);
    if (rankA === 2 && rankB === 2) {
      return emitter.node("Gemm", values, {
        transA: { int: transposeA ? 1 : 0 },
        transB: { int: transposeB ? 1 : 0 },
      });
    }
    return emitter.node("MatMul", [
      transposeA ? lowerTransposed(emitter, a, rankA) : a,
      transposeB ? lowerTransposed(emitter, b, rankB) : b,
    ]);
  },
  evaluate: ([a, b], { transposeA, transposeB }, { shape }) => {
    const [rows, columns] = shape.slice(-2);
    const inner = matrixShape(a.shape, transposeA)[1];
    const stack = shape.slice(0, -2);
    const startsA = offsetsOf(stack, broadcastStrides(a.shape.slice(0, -2), stack));
    const startsB = offsetsOf(stack, broadcastStrides(b.shape.slice(0, -2), stack));
    const [rowA, columnA] = transposeA ? [1, rows] : [inner, 1];
    const [rowB, columnB] = transposeB ? [1, inner] : [columns, 1];
    const result = new Float64Array(sizeOf(shape));
    let position = 0;
    for (let matrix = 0; matrix < startsA.length; matrix++) {
      const [startA, startB] = [startsA[matrix] * rows * inner, startsB[matrix] * inner * columns];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let total = 0;
          for (let k = 0; k < inner; k++)
            total += a.data[startA + row * rowA + k * columnA] * b.data[startB + k * rowB + column * columnB];
          result[position++] = total;
        }
      }
    }
    return result;
  },
});

/**
 * The matrix product over the last two axes, either of them transposed first; the leading axes are broadcast
 * as in numpy. With one matrix on the right, a stack on the left is multiplied as one tall matrix, so that
 * the gradient of the matrix is one product too.
 *
 * @param a [..., n, k], or [..., k, n] with `transposeA`.
 * @param b [..., k, m], or [..., m, k] with `transposeB`.
 * @param options whether the first is transposed (`transposeA`, false by default), and the second
 *   (`transposeB`, false by default).
 * @returns [..., n, m].
 */
export function matMul(
  a: Tensor,
  b: Tensor,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  const { transposeA = false, transposeB = false } = options;
  if (a.shape.length > 2 && b.shape.length === 2 && !transposeA) {
    const stack = a.shape.slice(0, -1);
    const inner = a.shape[a.shape.length - 1];
    const product = matMul(reshape(a, [sizeOf(stack), inner]), b, { transposeB });
    return reshape(product, [...stack, product.shape[1]]);
  }
  return apply(matMulOperation, [a, b], { transposeA, transposeB });
}
