import { jackknifeInterval } from "../base/jackknife.ts";
import type { Calibration } from "../nn/judging/calibration.ts";
import { calibrated } from "./decision-calibration.ts";
import type { TestScores } from "./final-test.ts";
import { isFiniteTraining } from "./finite-model.ts";
import { measureOf } from "./judged-target.ts";
import type { Prepared } from "./prepare/prepare.ts";
import type { PartScores } from "./scores/part-scores.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";
import { scoresOf } from "./scores/scores.ts";
import { predictTogether } from "./trained-networks.ts";
import type { Training } from "./training.ts";
import type { Workshop } from "./workshop.ts";

/** The metric that a job is judged by, without and with the treatments that were kept, on the test rows. */
export interface Gain {
  /** Not finite where the baseline diverged. */
  readonly before: number;
  readonly after: number;
  /** The 95% interval of after − before; left out where the rows are too few, and where nothing was kept. */
  readonly low?: number;
  readonly high?: number;
}

/**
 * The gain on the test rows, which are scored at this one moment with the baseline's networks beside the
 * final ones: nothing is chosen by it. Its interval is the grouped jackknife's, which holds for any metric.
 *
 * @param options `test`: the final model's scores; `baseline`: the trainings of the recipe that the job began
 *   with, and how they decide, or null where it was never changed.
 */
export async function scoredGain(
  workshop: Workshop,
  prepared: Prepared,
  options: {
    test: { scores: TestScores; predictions: RowPredictions };
    baseline: { trainings: readonly Training[]; calibration?: Calibration | undefined } | null;
  },
): Promise<Gain & { readonly baseline: PartScores | null }> {
  const { test, baseline } = options;
  const { metric } = measureOf(prepared.target);
  const after = test.scores.metrics[metric];
  if (baseline === null) return { before: after, after, baseline: test.scores };
  if (!baseline.trainings.every(isFiniteTraining)) return { before: Number.NaN, after, baseline: null };
  const raw = await predictTogether(baseline.trainings, test.predictions.rows, workshop.runtime);
  const predictions = calibrated(raw, baseline.calibration);
  const scores = scoresOf(prepared.target, predictions);
  const score = (part: RowPredictions) => scoresOf(prepared.target, part).metrics[metric];
  const interval = jackknifeInterval(test.predictions.rows.length, (rows) => {
    return score(pick(test.predictions, rows)) - score(pick(predictions, rows));
  });
  return { before: scores.metrics[metric], after, ...interval, baseline: scores };
}

/** The predictions of some places among rows. */
function pick({ rows, prediction, ...rest }: RowPredictions, places: readonly number[]): RowPredictions {
  const width = prediction.length / rows.length;
  const picked = new Float32Array(places.length * width);
  places.forEach((place, index) => {
    picked.set(prediction.subarray(place * width, (place + 1) * width), index * width);
  });
  return { ...rest, rows: Int32Array.from(places, (place) => rows[place]), prediction: picked };
}
