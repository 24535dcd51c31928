import { TrainwellError } from "../../base/errors.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import type { Table } from "../../data/table/table.ts";
import { targetNames } from "../../data/target/several-targets.ts";
import { chooseTarget, type Target } from "../../data/target/task.ts";
import { allLosses } from "../../nn/losses/index.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { type JudgedTarget, judgedTarget } from "../judged-target.ts";
import type { ToldChanges } from "./told-changes.ts";

/** The target of a recipe, with what its loss says of it. */
export function chooseTargetFor(
  table: Table,
  { data, loss, judge }: Pick<Recipe, "data" | "loss" | "judge">,
): JudgedTarget {
  const task = data.task === "auto" ? (taskOfLoss(loss.kind) ?? "auto") : data.task;
  return judgedTarget(chooseTarget(table, { target: data.target, task }), loss, judge);
}

/** A target as a dataset holds it, before any scaling. */
export function unscaledTarget(target: Target): NonNullable<Dataset["target"]> {
  const names = target.columns.map(({ name }) => name);
  if (target.task === "classification")
    return { kind: "classes", data: target.codes, classes: target.classes };
  if (target.task === "multiLabel") return { kind: "labels", data: target.truth, labels: names };
  const [mean, scale] = [names.map(() => 0), names.map(() => 1)];
  return { kind: "values", data: new Float32Array(target.values), width: names.length, mean, scale, names };
}

/** The target columns that a request names, and the task that it asks for, if only by its loss. */
export function toldTarget(table: Table, told: ToldChanges): Pick<ToldChanges, "target" | "task"> {
  const { target = null, set = [] } = told;
  const names = target === null ? null : targetNames(table, target);
  const loss = set.findLast(({ path }) => path === "loss.kind")?.value;
  return {
    target: names?.length === 1 ? names[0] : names,
    task: told.task ?? (typeof loss === "string" ? taskOfLoss(loss) : undefined) ?? null,
  };
}

/**
 * The task that a loss is for, where that leaves no choice: numbers that could be classes are numbers for it.
 */
function taskOfLoss(kind: string): "regression" | undefined {
  const loss = allLosses().find((candidate) => candidate.kind === kind);
  return loss?.targets.every((target) => target === "values") ? "regression" : undefined;
}

/** So many columns are listed where the target was not told. */
const COLUMNS_SHOWN = 8;

/** The names of the target columns; a request without a recipe must say it, where the data does not. */
export function requireTarget(
  { target = null }: Pick<ToldChanges, "target">,
  table: Table,
): string | readonly string[] {
  if (target !== null) return target;
  if (table.targetColumn !== undefined) return table.targetColumn;
  const names = table.columns.map(({ name }) => `"${name}"`);
  const more = names.length > COLUMNS_SHOWN ? `, ... (${names.length} in all)` : "";
  throw new TrainwellError({
    kind: "usage",
    code: "target-not-told",
    message: "The column to predict was not told.",
    details: { columns: table.columns.map(({ name }) => name) },
    hint:
      `Add --target COLUMN, or a recipe with data.target; the columns are ` +
      `${names.slice(0, COLUMNS_SHOWN).join(", ")}${more}.`,
  });
}
