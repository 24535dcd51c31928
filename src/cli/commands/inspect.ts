import type { InspectResult } from "../../actions/inspect/contract.ts";
import { inspectVerb } from "../../actions/inspect/verb.ts";
import { formatCount } from "../../base/count-text.ts";
import { append } from "../../base/lists.ts";
import { commandOf } from "../command.ts";
import { formatFindings } from "../findings-text.ts";
import type { Output, Page } from "../output.ts";
import { printable } from "../printable.ts";
import { formatCounts, formatNotes, formatNumber, formatSplits, formatTable } from "../text.ts";

/** `trainwell inspect DATA`: what is in a table, before anything is trained on it. */
export const inspectCommand = commandOf(inspectVerb, {
  render: (result, colors, page) => ({ text: describe(result, colors, page) }),
});

const HEADER = ["column", "type", "missing", "distinct", "mean", "std", "min", "max"];

/** So many columns are shown in a terminal. */
const COLUMNS_SHOWN = 20;

function counted(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? "" : "s"}`;
}

function describe(result: InspectResult, colors: Output["colors"], page: Page): string {
  const optional = (value: number | undefined) => (value === undefined ? "" : formatNumber(value));
  const shown = result.columns.slice(0, COLUMNS_SHOWN);
  const more = result.columns.length - shown.length;
  const rows = shown.map((column) => [
    column.name,
    column.row ?? column.type,
    String(column.missing),
    String(column.distinct),
    optional(column.mean),
    optional(column.standardDeviation),
    column.earliest ?? optional(column.minimum),
    column.latest ?? optional(column.maximum),
  ]);
  const lines = [
    `${result.file}: ${counted(result.rows, "row")}, ${counted(result.columns.length, "column")}`,
    "",
    formatTable(HEADER, rows),
    ...(more > 0 ? [`and ${more} more columns, which --json lists`] : []),
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
  if (result.target === null) {
    lines.push("", "With --target COLUMN: the task, the classes, the split and what is wrong with the data.");
  }
  append(lines, formatNotes(result.notes, page));
  if (result.findings.length > 0) lines.push("", formatFindings(result.findings, { colors, page }));
  return lines.join("\n");
}
