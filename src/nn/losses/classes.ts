import { shapeError } from "../../graph/operation.ts";
import { cast, oneHot, reshape } from "../../graph/operations/index.ts";
import { isFloat, sameShape, type Tensor } from "../../graph/tensor.ts";

/**
 * The number of classes, one output each.
 *
 * @throws TrainwellError `shape-mismatch` when there are fewer than two outputs, or the target has no class
 * numbers.
 */
export function requireClasses(kind: string, output: Tensor, target: Tensor): number {
  if (
    output.shape.length === 2 &&
    output.shape[1] >= 2 &&
    target.shape.length === 1 &&
    !isFloat(target.dtype)
  )
    return output.shape[1];
  throw shapeError(
    kind,
    "outputs [batch, classes] for at least two classes, and class numbers [batch]",
    [output, target],
    'Give the last layer the units "outputs".',
  );
}

/**
 * A target as questions that are answered with 0 or 1, one an output: with one output whether it is the
 * second class; with an output for each class whether it is that one; labels as they are.
 *
 * @throws TrainwellError `shape-mismatch` when output and target do not fit.
 */
export function binaryTargets(kind: string, output: Tensor, target: Tensor): Tensor {
  if (isFloat(target.dtype)) {
    if (output.shape.length === 2 && sameShape(output.shape, target.shape)) return target;
    throw shapeError(kind, "an output [batch, labels] for each label", [output, target], OUTPUTS_HINT);
  }
  if (output.shape.length !== 2 || target.shape.length !== 1) {
    const expected = "outputs [batch, units] and class numbers [batch]";
    throw shapeError(kind, expected, [output, target], OUTPUTS_HINT);
  }
  return output.shape[1] === 1
    ? reshape(cast(target, output.dtype), output.shape)
    : oneHot(target, output.shape[1], output.dtype);
}

const OUTPUTS_HINT = 'Give the last layer the units "outputs".';

/** The number of classes that outputs stand for: one output tells two classes apart. */
export function classesOf(output: Tensor): number {
  return Math.max(2, output.shape[1]);
}
