import { MEASURES, type UsualMeasure } from "../metrics/measures.ts";
import { lossDefinition, type TargetKind } from "./index.ts";
import type { LossSpec } from "./outputs.ts";

/**
 * The measure that predictions of a target are judged by, as the loss says it; of several values (`width`
 * above 1), the mean of the measures of each in standard deviations.
 *
 * @throws TrainwellError `unknown-kind` for a loss that is not registered.
 */
export function measureFor(
  loss: LossSpec,
  { target, width }: { target: TargetKind; width: number },
): UsualMeasure {
  const { judgedBy } = lossDefinition(loss.kind);
  // A loss that is for another kind of target is refused before anything is judged.
  const own = MEASURES[judgedBy[target] ?? USUAL[target]];
  if (target !== "values" || width === 1) return own;
  return Object.values(MEASURES).find(({ each }) => each === own.metric) ?? own;
}

const USUAL = { classes: "accuracy", labels: "hammingLoss", values: "rmse" } as const;
