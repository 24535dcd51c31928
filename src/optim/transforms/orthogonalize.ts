import {
  add,
  divide,
  matMul,
  maximum,
  multiply,
  reshape,
  scalar,
  sqrt,
  sum,
} from "../../graph/operations/index.ts";
import { type Shape, sizeOf, type Tensor } from "../../graph/tensor.ts";
import type { Transform } from "./transform.ts";

/** Jordan's quintic: its slope at 0 is steep, and what it maps [0, 1] to stays near 1. */
const COEFFICIENTS = [3.4445, -4.775, 2.0315] as const;
const ITERATIONS = 5;

/** How Muon's learning rate follows from a matrix [out, in]: √max(1, out / in), or 0.2·√max(out, in). */
export type LearningRateAdjustment = "original" | "matchAdam";

/**
 * Muon's step: replaces a matrix by about its nearest orthogonal one, all of whose singular values are about
 * 1, by five Newton-Schulz iterations X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X from X / ‖X‖, as `torch.optim.Muon` (in
 * the tensor's own precision, where PyTorch's is bfloat16). A convolution's kernels [out, in, ...window]
 * become a matrix [out, in·window].
 *
 * @param options `epsilon` bounds the norm ‖X‖ from below; `adjustment` is the learning rate's.
 * @see Jordan et al., Muon: An optimizer for hidden layers in neural networks, 2024
 * @see Liu et al., Muon is Scalable for LLM Training, 2025, for the adjustment `matchAdam`
 */
export function orthogonalize(options: { epsilon: number; adjustment: LearningRateAdjustment }): Transform {
  return {
    constants: { "optimizer.smallestNorm": options.epsilon },
    apply(direction, { scalar }) {
      const { outputs, inputs } = sidesOf(direction.shape);
      const stepFactor =
        options.adjustment === "matchAdam"
          ? 0.2 * Math.sqrt(Math.max(outputs, inputs))
          : Math.sqrt(Math.max(1, outputs / inputs));
      return { direction: nearestOrthogonal(direction, scalar("optimizer.smallestNorm")), stepFactor };
    },
  };
}

/** The sides of a weight as a matrix: dense weights are [in, out], kernels [out, in, ...window]. */
function sidesOf(shape: Shape): { outputs: number; inputs: number } {
  return shape.length === 2
    ? { inputs: shape[0], outputs: shape[1] }
    : { outputs: shape[0], inputs: sizeOf(shape.slice(1)) };
}

function nearestOrthogonal(tensor: Tensor, smallestNorm: Tensor): Tensor {
  const matrix = reshape(tensor, [tensor.shape[0], sizeOf(tensor.shape.slice(1))]);
  // The smaller of XXᵀ and XᵀX does the same work.
  const tall = matrix.shape[0] > matrix.shape[1];
  const [a, b, c] = COEFFICIENTS.map((coefficient) => scalar(coefficient, tensor.dtype));
  let x = divide(matrix, maximum(sqrt(sum(multiply(matrix, matrix))), smallestNorm));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const gram = tall ? matMul(x, x, { transposeA: true }) : matMul(x, x, { transposeB: true });
    const polynomial = add(multiply(gram, b), multiply(matMul(gram, gram), c));
    x = add(multiply(x, a), tall ? matMul(x, polynomial) : matMul(polynomial, x));
  }
  return reshape(x, tensor.shape);
}
