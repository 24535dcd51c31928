import { TrainwellError } from "../../base/errors.ts";
import type { Split } from "../../data/split/split.ts";
import type { JudgedTarget } from "../judged-target.ts";

const PARTS = ["train", "dev", "test"] as const;

/**
 * Refuses a metric of one class where a part has no row of it, or nothing else.
 *
 * @throws TrainwellError `metric-class-absent`.
 */
export function checkPartsHaveClass(target: JudgedTarget, split: Split, source: string): void {
  const { chosen } = target;
  if (chosen?.label === undefined || target.task === "regression") return;
  const { label } = chosen;
  const width = target.columns.length;
  const isOfClass = (row: number) =>
    target.task === "classification" ? target.codes[row] === label : target.truth[row * width + label] === 1;
  for (const part of PARTS) {
    const rows = split[part];
    const count = rows.reduce((sum, row) => sum + Number(isOfClass(row)), 0);
    if (rows.length === 0 || (count > 0 && count < rows.length)) continue;
    throw classAbsent({ target, part, rows: rows.length, has: count > 0 ? "only" : "no", source });
  }
}

function classAbsent(about: {
  target: JudgedTarget;
  part: string;
  rows: number;
  has: "only" | "no";
  source: string;
}): TrainwellError {
  const { target, part, rows, has, source } = about;
  const { chosen, measure } = target;
  const name =
    target.task === "classification" ? target.classes[chosen!.label!] : target.columns[chosen!.label!].name;
  const what = target.task === "classification" ? `of class "${name}"` : `with label "${name}"`;
  return new TrainwellError({
    kind: "input",
    code: "metric-class-absent",
    message:
      has === "no"
        ? `None of the ${rows} ${part} rows of ${source} is ${what}, so the ` +
          `${measure.title} cannot be judged there.`
        : `All of the ${rows} ${part} rows of ${source} are ${what}, so the ` +
          `${measure.title} says nothing there.`,
    details: { metric: measure.metric, part, rows, class: name },
    hint: "Give more rows of each class, other --split-sizes or another --split, or choose another --metric.",
  });
}
