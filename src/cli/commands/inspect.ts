import type { InspectResult } from "../../actions/inspect/contract.ts";
import { inspectVerb } from "../../actions/inspect/verb.ts";
import { commandOf } from "../command.ts";
import { printable } from "../printable.ts";
import { formatCounts, formatNumber, formatSplits, formatTable } from "../text.ts";

/** `trainwell inspect DATA`: what is in a table, before anything is trained on it. */
export const inspectCommand = commandOf(inspectVerb, {
  render: (result) => ({ text: describe(result) }),
});

const HEADER = ["column", "type", "missing", "distinct", "mean", "std", "min", "max"];

function describe(result: InspectResult): string {
  const optional = (value: number | undefined) => (value === undefined ? "" : formatNumber(value));
  const rows = result.columns.map((column) => [
    column.name,
    column.row ?? column.type,
    String(column.missing),
    String(column.distinct),
    optional(column.mean),
    optional(column.standardDeviation),
    optional(column.minimum),
    optional(column.maximum),
  ]);
  const lines = [
    `${result.file}: ${result.rows} rows, ${result.columns.length} columns`,
    "",
    formatTable(HEADER, rows),
  ];
  if (result.target) {
    const { columns, task } = result.target;
    lines.push("", `Target${columns.length > 1 ? "s" : ""} ${printable(columns.join(", "))}: ${task}`);
  }
  if (result.target?.labels) {
    lines.push(`Rows with each label: ${formatCounts(result.target.labels)}`);
  }
  if (result.target?.classes) {
    const { classes } = result.target;
    const number = classes.length > 2 ? ` (${classes.length})` : "";
    lines.push(`Classes${number}: ${formatCounts(classes)}`);
  }
  if (result.splits) lines.push(`Split: ${formatSplits(result.splits)}`);
  for (const note of result.notes) lines.push(`Note: ${printable(note)}`);
  return lines.join("\n");
}
