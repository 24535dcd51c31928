import type { RunEvidence, RunOutcome } from "./evidence.ts";
import { has } from "./evidence-parts.ts";
import { epochSeries } from "./history-series.ts";

/**
 * The evidence with what its epochs tell of how the training ended, where it does not say so itself: the best
 * epoch is that of the lowest dev loss, and it diverged where the last loss is not finite. A training that
 * was cut off looks like one that used its epochs up; who knows better says so.
 */
export function withOutcome(evidence: RunEvidence): RunEvidence {
  if (evidence.outcome !== undefined || !has(evidence, "devLoss")) return evidence;
  const epochs = evidence.history.filter(({ kind }) => kind === "epoch");
  const devLosses = epochs.map(({ values }) => values["dev.loss"]);
  const lowest = devLosses.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const ends = [epochSeries(evidence, "dev.loss").at(-1)];
  if (has(evidence, "trainLoss")) ends.push(epochSeries(evidence, "train.loss").at(-1));
  const outcome: RunOutcome = {
    status: ends.every(Number.isFinite) ? "finished" : "diverged",
    bestEpoch: Math.max(1, devLosses.indexOf(lowest) + 1),
    epochs: epochs.length,
  };
  return { ...evidence, outcome };
}
