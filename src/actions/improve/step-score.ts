import { mean } from "../../base/statistics.ts";
import { memberScores, type TriedTreatment } from "../../lab/improve/improve-round.ts";

/** The mean score of the members without and with a treatment; null where it was not trained to the end. */
export function scoreOf(entry: TriedTreatment): { readonly before: number; readonly after: number } | null {
  const members = memberScores(entry);
  if (members.length === 0) return null;
  return { before: mean(members.map((m) => m.before)), after: mean(members.map((m) => m.after)) };
}
