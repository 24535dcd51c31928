import { shapeError } from "../../graph/operation.ts";
import { mean, reshape, subtract } from "../../graph/operations/index.ts";
import { isFloat, sameShape, type Tensor } from "../../graph/tensor.ts";

/** Predicted values as a target has them: a single one an example is [batch]. */
export function predictedValues(output: Tensor): Tensor {
  return output.shape.length === 2 && output.shape[1] === 1 ? reshape(output, [output.shape[0]]) : output;
}

/**
 * The errors output − target, of the target's shape [batch] or [batch, ...].
 *
 * @throws TrainwellError `shape-mismatch` when there is not one output for each value.
 */
export function errorsOf(kind: string, output: Tensor, target: Tensor): Tensor {
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
  return subtract(values, wanted);
}

/** The mean over an example's values, [batch]. */
export function meanPerExample(losses: Tensor): Tensor {
  const axes = losses.shape.slice(1).map((_, index) => index + 1);
  return axes.length === 0 ? losses : mean(losses, { axes });
}
