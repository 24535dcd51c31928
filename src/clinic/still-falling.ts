import type { EvidenceWith } from "./evidence-parts.ts";
import { epochSeries, finite } from "./history-series.ts";

/** Fewer epochs have no trend. */
const LEAST_EPOCHS = 4;
/**
 * The shares by which the dev loss must still fall in the last quarter to count as falling: of its value, and
 * of the first epoch's.
 */
const GAIN = { ofItself: 0.05, ofFirst: 0.01 };
/** The best epoch lies in the last tenth. */
const LAST_SHARE = 0.9;

/** A training that ended while it was still improving. */
export interface StillFalling {
  readonly bestEpoch: number;
  readonly epochs: number;
  /** By how much the dev loss fell in the last quarter, as a share of its value before. */
  readonly gain: number;
}

/**
 * Whether the training ended by its number of epochs while the dev loss was still falling steadily: the best
 * epoch is among the last, and the last quarter took away at least 5% of the dev loss. Undefined otherwise.
 */
export function stillFalling(evidence: EvidenceWith<"devLoss" | "outcome">): StillFalling | undefined {
  const { status, bestEpoch, epochs } = evidence.outcome;
  if (status !== "finished" || bestEpoch < LAST_SHARE * epochs) return undefined;
  const losses = finite(epochSeries(evidence, "dev.loss"));
  if (losses.length < LEAST_EPOCHS) return undefined;
  const before = losses[Math.floor(0.75 * (losses.length - 1))];
  const fall = before - losses[losses.length - 1];
  if (fall < GAIN.ofItself * before || fall < GAIN.ofFirst * losses[0]) return undefined;
  return { bestEpoch, epochs, gain: fall / before };
}
