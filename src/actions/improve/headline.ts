import { scoreText } from "../../base/score-text.ts";
import type { Gain } from "../../lab/scored-gain.ts";
import type { Measure } from "../../nn/metrics/measures.ts";
import { changeText } from "../shared/change-text.ts";

/** The outcome of a job. */
export interface JobOutcome {
  readonly measure: Pick<Measure, "title" | "unit">;
  /** The rows that `gain` is of; "dev" where there are no test rows. */
  readonly part: "test" | "dev";
  readonly gain: Gain;
  readonly kept: number;
  readonly tried: number;
  /** How many recipes the model is the weighted mean of; 1 for the final one alone. */
  readonly blended: number;
}

/**
 * The result of a job in one sentence: "Test accuracy 88.3% → 96.4% (+8.1 points, 95% interval +5.0 to
 * +11.2); 3 of 24 treatments kept."
 */
export function headlineOf({ measure, part, gain, kept, tried, blended }: JobOutcome): string {
  const { title, unit } = measure;
  const name = `${part === "test" ? "Test" : "Dev"} ${title}`;
  const after = scoreText(gain.after, unit);
  if (kept === 0 && blended === 1) return `${name} ${after}; ${noneHelped(tried)}.`;
  const share = `${kept} of ${tried} treatment${tried === 1 ? "" : "s"} kept`;
  const mixed = blended === 1 ? "" : `, ${blended} recipes weighed together`;
  return `${name} ${scoreText(gain.before, unit)} → ${after}${changeText(gain, unit)}; ${share}${mixed}.`;
}

function noneHelped(tried: number): string {
  if (tried === 0) return "no treatment was tried";
  return tried === 1 ? "the one treatment tried did not help" : `none of ${tried} treatments helped`;
}
