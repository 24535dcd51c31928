import type { JudgedTarget } from "../judged-target.ts";
import type { RowPredictions } from "../scores/row-predictions.ts";
import { targetVariances } from "../scores/value-scores.ts";

/**
 * The errors of predictions, scaled so that the sum of a row's squares is the loss by which treatments are
 * verified (`lossPerRow`): probabilities minus the truth, and values in standard deviations of the dev rows.
 * Not for quantiles, whose loss is no square.
 */
export function scaledErrors(
  target: JudgedTarget,
  { rows, prediction }: RowPredictions,
): { errors: Float64Array; width: number } {
  const width = prediction.length / rows.length;
  const truth = truthOf(target, width);
  const scales = scalesOf(target, { rows, width });
  const errors = Float64Array.from(prediction, (value, at) => {
    const place = at % width;
    return (value - truth(rows[(at - place) / width], place)) * scales[place];
  });
  return { errors, width };
}

function truthOf(target: JudgedTarget, width: number): (row: number, place: number) => number {
  if (target.task === "classification") return (row, place) => Number(target.codes[row] === place);
  const values = target.task === "regression" ? target.values : target.truth;
  return (row, place) => values[row * width + place];
}

function scalesOf(target: JudgedTarget, { rows, width }: { rows: Int32Array; width: number }): number[] {
  if (target.task === "classification") return new Array(width).fill(1);
  const variances = target.task === "regression" ? targetVariances(target, rows) : new Array(width).fill(1);
  return variances.map((variance) => 1 / Math.sqrt(width * variance));
}
