import { differenceText, signed } from "../../base/score-text.ts";
import type { Gain } from "../../lab/scored-gain.ts";
import type { Measure } from "../../nn/metrics/measures.ts";

/** " (+8.1 points, 95% interval +5.0 to +11.2)". */
export function changeText({ before, after, low, high }: Gain, unit: Measure["unit"]): string {
  if (!Number.isFinite(before)) return "";
  const interval =
    low === undefined || high === undefined
      ? ""
      : `, 95% interval ${signed(low, unit)} to ${signed(high, unit)}`;
  return ` (${differenceText(after - before, unit)}${interval})`;
}
