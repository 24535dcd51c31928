import { scoreText } from "../../base/score-text.ts";
import type { Measure } from "../../nn/metrics/measures.ts";
import type { TrialRecord } from "../../run/study.ts";
import { changeText } from "../shared/change-text.ts";
import type { TuneResult } from "./contract.ts";

/**
 * The result of a search in one sentence: "Test accuracy 88.3% → 96.4% (+8.1 points, …) by the best of 40
 * trials."
 */
export function tuneHeadline(about: {
  measure: Pick<Measure, "title" | "unit">;
  trials: readonly TrialRecord[];
  adopted: boolean | null;
  gain: TuneResult["gain"];
}): string {
  const { measure, trials, adopted, gain } = about;
  const complete = trials.filter(({ status }) => status === "complete").length;
  const count = `${complete} trial${complete === 1 ? "" : "s"}`;
  if (adopted === null) return `No trial of ${trials.length} came to its end.`;
  if (gain === null)
    return adopted
      ? `The best of ${count} is better than the default on fresh seeds; there are no test rows.`
      : `No trial of ${complete} is better than the default beyond the noise; there are no test rows.`;
  const { title, unit } = measure;
  const before = scoreText(gain.before, unit);
  if (!adopted)
    return `Test ${title} ${before}: ${noneOf(complete)} is better than the default beyond the noise.`;
  const after = `${scoreText(gain.after, unit)}${changeText(gain, unit)}`;
  return `Test ${title} ${before} → ${after} by the best of ${count}.`;
}

function noneOf(trials: number): string {
  return trials === 1 ? "no trial" : `none of ${trials} trials`;
}
