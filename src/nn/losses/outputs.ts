import { BATCH, type TensorType } from "../../graph/tensor.ts";
import { lossDefinition, type TargetKind } from "./index.ts";

/** A loss as a recipe names it. */
export interface LossSpec {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** The quantiles that a loss predicts of each value; undefined where it predicts the value itself. */
export function quantilesOf(loss: LossSpec): readonly number[] | undefined {
  return lossDefinition(loss.kind).quantiles?.(loss);
}

/**
 * The number of outputs that a loss wants for a target: one a class, a label or a value, and of quantiles one
 * for each of each value.
 *
 * @param width the number of classes, labels or values.
 */
export function outputsForTarget(loss: LossSpec, width: number): number {
  return width * (quantilesOf(loss)?.length ?? 1);
}

/**
 * The type of a batch's target for a network with so many outputs: [batch], or [batch, width] for labels and
 * several values.
 */
export function targetType(
  loss: LossSpec,
  about: { target: TargetKind; outputs: number; dtype: "float32" | "float64" },
): TensorType {
  const { target, outputs, dtype } = about;
  if (target === "classes") return { dtype: "int32", shape: [BATCH] };
  const width = outputs / outputsForTarget(loss, 1);
  return { dtype, shape: target === "values" && width === 1 ? [BATCH] : [BATCH, width] };
}
