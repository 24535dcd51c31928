import { hashRows } from "../data/table/hash.ts";
import type { Calibration } from "../nn/judging/calibration.ts";
import type { RunStore, TestScoring } from "../store/store.ts";
import { calibrated } from "./decision-calibration.ts";
import type { Prepared } from "./prepare/prepare.ts";
import type { PartScores } from "./scores/part-scores.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";
import { scoresOf } from "./scores/scores.ts";
import { type CommitteeNetwork, predictTogether } from "./trained-networks.ts";
import type { Workshop } from "./workshop.ts";

/**
 * The scores of the test set, and how often that set had been scored before: each time more, they say less.
 */
export type TestScores = PartScores & { readonly previousScorings: number };

/**
 * Scores the test set, and records in the store that it was scored; null when there are no test rows. A job
 * that was stopped after its scoring and continued scores the same networks again, which is one scoring.
 */
export async function scoreTest(
  workshop: Workshop,
  prepared: Prepared,
  options: { run: string; networks: readonly CommitteeNetwork[]; calibration?: Calibration | undefined },
): Promise<{ scores: TestScores; predictions: RowPredictions } | null> {
  const rows = prepared.split.test;
  if (rows.length === 0) return null;
  const raw = await predictTogether(options.networks, rows, workshop.runtime);
  const predictions = calibrated(raw, options.calibration);
  const scores = scoresOf(prepared.target, predictions);
  const testSet = { dataHash: prepared.dataHash, testRowsHash: await hashRows(rows) };
  const previous = await previousScorings(workshop.store, {
    ...testSet,
    runId: options.run,
    metrics: scores.metrics,
    at: new Date().toISOString(),
  });
  if (previous > 0) {
    const message =
      `This test set was scored ${previous} ${previous === 1 ? "time" : "times"} before; ` +
      `with each scoring it says less about new data.`;
    workshop.progress({ type: "note", message });
  }
  return { scores: { ...scores, previousScorings: previous }, predictions };
}

/** How often a test set had been scored before this run, whose own scoring is recorded once. */
async function previousScorings(store: RunStore, scoring: TestScoring): Promise<number> {
  const earlier = (await store.testScorings(scoring)).findIndex(({ runId }) => runId === scoring.runId);
  return earlier >= 0 ? earlier : (await store.recordTestScoring(scoring)).previous;
}
