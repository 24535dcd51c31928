import { TARGET_KINDS } from "../data/target/target.ts";
import type { Target } from "../data/target/task.ts";
import { measureFor } from "../nn/losses/judgement.ts";
import { type LossSpec, quantilesOf } from "../nn/losses/outputs.ts";
import { MEASURES, type Measure, type MeasureName } from "../nn/metrics/measures.ts";

/** A target, and what predictions of it are judged by. */
export type JudgedTarget = Target & { readonly judgedBy: MeasureName };

/** A target with what its loss says of it: the quantiles that are predicted, and what is judged. */
export function judgedTarget(target: Target, loss: LossSpec): JudgedTarget {
  const { metric } = measureFor(loss, { target: TARGET_KINDS[target.task], width: target.columns.length });
  const quantiles = quantilesOf(loss);
  if (target.task !== "regression" || quantiles === undefined) return { ...target, judgedBy: metric };
  return { ...target, quantiles, judgedBy: metric };
}

/** The facts of what a target's predictions are judged by. */
export function measureOf({ judgedBy }: Pick<JudgedTarget, "judgedBy">): Measure {
  return MEASURES[judgedBy];
}
