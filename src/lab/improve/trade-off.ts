import { type Committee, devScores } from "../committee.ts";
import type { JudgedTarget } from "../judged-target.ts";

/** A treatment trades one thing for another where the recall of a class changes by at least this. */
const CHANGED_RECALL = 0.05;

/**
 * The sentence on what a treatment gives for what: recall and precision of the class (or label) whose recall
 * changes most, and the accuracy; none of numbers and where no recall changes by five points.
 */
export function tradeOffOf(
  target: JudgedTarget,
  { before, after }: { before: Committee; after: Committee },
): readonly string[] {
  if (target.task === "regression") return [];
  const [old, now] = [devScores(before, target), devScores(after, target)];
  const changes = (old.perClass ?? []).map((scores, place) => ({
    label: scores.label,
    before: scores,
    after: now.perClass![place],
  }));
  const change = ({ before: a, after: b }: (typeof changes)[number]) => Math.abs(b.recall - a.recall);
  const [most] = changes.sort((a, b) => change(b) - change(a));
  if (most === undefined || !(change(most) >= CHANGED_RECALL)) return [];
  const what = target.task === "classification" ? "class" : "label";
  const accuracy =
    "accuracy" in old.metrics ? `, accuracy ${fromTo(old.metrics.accuracy, now.metrics.accuracy)}` : "";
  return [
    `Recall of ${what} "${most.label}" ${fromTo(most.before.recall, most.after.recall)}, precision ` +
      `${fromTo(most.before.precision, most.after.precision)}${accuracy}.`,
  ];
}

function fromTo(before: number, after: number): string {
  return `${percent(before)} → ${percent(after)}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}
