import { shapeError } from "../../graph/operation.ts";
import { mean, multiply, oneHot, reshape, scalar, subtract } from "../../graph/operations/index.ts";
import { isFloat, sameShape, type Tensor } from "../../graph/tensor.ts";

/** Predicted values as a target has them: a single one an example is [batch]. */
export function predictedValues(output: Tensor): Tensor {
  return output.shape.length === 2 && output.shape[1] === 1 ? reshape(output, [output.shape[0]]) : output;
}

/**
 * Outputs and targets of one shape, [batch] or [batch, ...].
 *
 * @throws TrainwellError `shape-mismatch` when there is not one output for each value.
 */
export function pairedValues(
  kind: string,
  output: Tensor,
  target: Tensor,
): { values: Tensor; wanted: Tensor } {
  const values = predictedValues(output);
  const wanted = predictedValues(target);
  if (!isFloat(target.dtype) || !sameShape(values.shape, wanted.shape)) {
    throw shapeError(
      kind,
      "one output for each target value",
      [output, target],
      'Give the last layer the units "outputs".',
    );
  }
  return { values, wanted };
}

/**
 * The errors output − target, of the target's shape [batch] or [batch, ...].
 *
 * @throws TrainwellError `shape-mismatch` when there is not one output for each value.
 */
export function errorsOf(kind: string, output: Tensor, target: Tensor): Tensor {
  const { values, wanted } = pairedValues(kind, output, target);
  return subtract(values, wanted);
}

/** The mean over an example's values, [batch]. */
export function meanPerExample(losses: Tensor): Tensor {
  const axes = losses.shape.slice(1).map((_, index) => index + 1);
  return axes.length === 0 ? losses : mean(losses, { axes });
}

/** Far below every output, and finite in float32. */
const FAR_BELOW = 1e30;

/** The outputs of the classes other than the right one, which lies far below them. */
export function otherOutputs(output: Tensor, target: Tensor): Tensor {
  const right = oneHot(target, output.shape[1], output.dtype);
  return subtract(output, multiply(right, scalar(FAR_BELOW, output.dtype)));
}
