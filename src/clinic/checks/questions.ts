import { gather } from "../../data/table/table.ts";
import type { Target } from "../../data/target/task.ts";

/** One thing that is predicted of some rows: a class each, from 0, or a number each. */
export interface Question {
  readonly kind: "classes" | "values";
  readonly truth: Float64Array;
}

/** More labels or values than this are not each asked for. */
const MOST_QUESTIONS = 5;

/** The questions that a target asks of some rows: one question a label or value. */
export function questionsOf(target: Target, rows: Int32Array): Question[] {
  if (target.task === "classification") return [{ kind: "classes", truth: gather(target.codes, rows) }];
  const width = target.columns.length;
  const [kind, all] =
    target.task === "regression"
      ? (["values", target.values] as const)
      : (["classes", target.truth] as const);
  return target.columns.slice(0, MOST_QUESTIONS).map((_, place) => ({
    kind,
    truth: gather(
      all,
      rows.map((row) => row * width + place),
    ),
  }));
}
