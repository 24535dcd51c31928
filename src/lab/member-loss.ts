import { mean } from "../base/statistics.ts";
import type { JudgedTarget } from "./judged-target.ts";
import { judgeRows } from "./scores/judge-rows.ts";
import { lossPerRow } from "./scores/scores.ts";
import { targetVariances } from "./scores/value-scores.ts";
import type { DevTraining } from "./training.ts";

/**
 * The mean dev loss of one training, in what recipes are compared by: the metric that was told, else the loss
 * that stands for the usual metric (`lossPerRow`). Not finite where the training diverged.
 *
 * @param rows all rows that are dev rows of some member, so that values are scaled alike for all.
 */
export function memberLoss(
  target: JudgedTarget,
  { dev }: Pick<DevTraining, "dev">,
  rows: Int32Array,
): number {
  if (target.chosen) return mean(judgeRows(target, target.chosen, dev).losses());
  const variances = target.task === "regression" ? targetVariances(target, rows) : [];
  return mean(lossPerRow(target, dev, variances));
}
