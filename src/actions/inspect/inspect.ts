import { checkData } from "../../clinic/checks/check-data.ts";
import { diagnose } from "../../clinic/diagnosis.ts";
import type { RunEvidence } from "../../clinic/evidence.ts";
import { type ColumnSummary, summarize } from "../../data/describe/table-summary.ts";
import { type Split, splitRows } from "../../data/split/split.ts";
import { splitSummary } from "../../data/split/split-summary.ts";
import { targetNotes } from "../../data/target/target-notes.ts";
import { chooseTarget, type Target } from "../../data/target/task.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { dataName, readData } from "../../lab/prepare/read-data.ts";
import { findingSummary } from "../shared/summaries.ts";
import type { InspectOptions, InspectResult } from "./contract.ts";

/**
 * Looks at a table: its columns, what is missing, what is wrong with it, and, with a target, the task, the
 * classes and how the rows would be split.
 *
 * @throws TrainwellError when the file cannot be read as a table, or the target does not fit.
 */
export async function inspect(options: InspectOptions & JobContext): Promise<InspectResult> {
  const types = Object.fromEntries(options.types.map(({ column, type }) => [column, type]));
  const table = await readData(options.data, {
    types,
    header: options.header ?? undefined,
    sheet: options.sheet ?? undefined,
    decimal: options.decimal ?? undefined,
    gaps: options.gaps,
    signal: options.signal,
  });
  const name = options.target ?? table.targetColumn ?? null;
  const target =
    name === null ? undefined : chooseTarget(table, { target: name, task: options.task ?? "auto" });
  const aboutTarget = target ? targetNotes(target, { isTold: options.task !== null }) : [];
  const summary = summarize(table, target ? { target } : {});
  const { method, column = null } = options.split ?? { method: "auto" };
  const split =
    target &&
    splitRows(table, {
      target,
      method,
      ...(column === null ? {} : { column }),
      ...(options.splitSizes ?? {}),
    });
  const checks = await checkData({
    table,
    types,
    ...(target ? { target } : {}),
    ...(split ? { split } : {}),
    ...(column === null ? {} : { splitColumn: column }),
  });
  return {
    file: dataName(options.data),
    rows: table.rows,
    columns: summary.columns.map(columnOf),
    target: summary.target
      ? {
          name: summary.target.column,
          columns: summary.target.columns,
          task: summary.target.task,
          ...(summary.target.labels ? { labels: summary.target.labels } : {}),
          ...(summary.target.classes ? { classes: summary.target.classes } : {}),
        }
      : null,
    splits: split ? splitSummary(split) : null,
    notes: [...(table.notes ?? []), ...aboutTarget, ...(split?.notes ?? [])],
    findings: diagnose(countsOf(target, split), checks).findings.map(findingSummary),
  };
}

/** The evidence that a table alone gives findings: how many training rows each class has. */
function countsOf(target: Target | undefined, split: Split | undefined): RunEvidence {
  if (target?.task !== "classification" || split === undefined) return {};
  const counts = target.classes.map(() => 0);
  for (const row of split.train) counts[target.codes[row]]++;
  return {
    task: target.task,
    classCounts: target.classes.map((label, code) => ({ label, count: counts[code] })),
  };
}

function columnOf({
  name,
  type,
  missing,
  distinct,
  numbers,
  dates,
  row,
}: ColumnSummary): InspectResult["columns"][number] {
  const common = { name, type, missing, distinct, ...(row === undefined ? {} : { row }), ...dates };
  if (numbers === undefined) return common;
  const { mean, std, min, max } = numbers;
  return { ...common, mean, standardDeviation: std, minimum: min, maximum: max };
}
