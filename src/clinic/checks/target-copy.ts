import { correlation } from "../../base/statistics.ts";
import { type CellColumn, isMissing, listed } from "../../data/table/table.ts";
import { percent } from "../number-text.ts";
import { type CheckDefinition, type DataWith, excludeOption, inputColumns } from "./check.ts";
import { type Question, questionsOf } from "./questions.ts";
import { sampledRows } from "./sampled-rows.ts";

const FEWEST_ROWS = 10;

/** An input says the same as the target: its words under other names, or its numbers in another unit. */
export const targetCopy: CheckDefinition<["target"]> = {
  id: "target-copy",
  title: "A column is the target in disguise",
  help: "An input that says the same as the target is not known when the target has to be predicted.",
  thresholds: {
    agreement: { value: 0.999, source: "ours: one cell in a thousand may be mistyped" },
    correlation: { value: 0.9999, source: "ours: what rounding leaves of a number in another unit" },
    columns: { value: 3, source: "ours: where more columns say the same, the target follows from the rows" },
    present: { value: 0.5, source: "ours: half of the rows must have it" },
  },
  needs: ["target"],
  cure: {
    id: "leave-out-copies-of-the-target",
    title: "Leave the column out",
    source: "Kaufman, Rosset & Perlich, Leakage in Data Mining, KDD 2011",
    expect: "A score that new rows will have too.",
  },
  look(data) {
    const names = targetCopies(data);
    if (names.length === 0) return undefined;
    const which = names.length === 1 ? `Column ${listed(names)} says` : `Columns ${listed(names)} say`;
    return {
      severity: "problem",
      summary: `${which} the same as the target, one value for one: nothing is left to predict.`,
      evidence: [
        { label: "columns that say the same as the target", value: names.length },
        { label: "agreement needed", value: percent(targetCopy.thresholds.agreement.value) },
      ],
      advice: `Leave it out, if it is not known before the target is: ${excludeOption(names)}.`,
    };
  },
};

/**
 * The names of the inputs that say the same as the target, or as one of its columns; none where many do, as
 * in a series whose every value follows from each before.
 */
export function targetCopies(data: DataWith<"target">): string[] {
  const rows = sampledRows(data);
  const questions = questionsOf(data.target, rows);
  const names = inputColumns(data)
    .filter(
      (column) => column.type !== "tensor" && questions.some((question) => isCopy(column, question, rows)),
    )
    .map(({ name }) => name);
  return names.length > targetCopy.thresholds.columns.value ? [] : names;
}

function isCopy(column: CellColumn, { kind, truth }: Question, rows: Int32Array): boolean {
  const { agreement, correlation: least, present } = targetCopy.thresholds;
  if (kind === "values" && column.type !== "number") return false;
  const [cells, answers] = presentPairs(column, truth, rows);
  if (cells.length < Math.max(FEWEST_ROWS, present.value * rows.length)) return false;
  if (kind === "classes") return agreementOf(cells, answers) >= agreement.value;
  return Math.abs(correlation(cells, answers)) >= least.value;
}

/** The cells of a column that are there, and the answers of their rows. */
function presentPairs(
  column: CellColumn,
  truth: Float64Array,
  rows: Int32Array,
): [Float64Array, Float64Array] {
  const [cells, answers] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    if (isMissing(column, rows[index])) continue;
    cells[count] = column.data[rows[index]];
    answers[count++] = truth[index];
  }
  return [cells.subarray(0, count), answers.subarray(0, count)];
}

/** The share of rows in pairs of value and class that belong to each other; 0 where there are more values. */
function agreementOf(cells: Float64Array, classes: Float64Array): number {
  const classCount = new Set(classes).size;
  const counts = new Map<number, Map<number, number>>();
  for (let i = 0; i < cells.length; i++) {
    const of = counts.get(cells[i]) ?? new Map<number, number>();
    of.set(classes[i], (of.get(classes[i]) ?? 0) + 1);
    counts.set(cells[i], of);
    if (counts.size > classCount) return 0;
  }
  if (classCount < 2) return 0;
  const taken = [...counts.values()].map((of) => [...of].reduce((a, b) => (b[1] > a[1] ? b : a)));
  const isOneToOne = new Set(taken.map(([code]) => code)).size === classCount;
  return isOneToOne ? taken.reduce((sum, [, count]) => sum + count, 0) / cells.length : 0;
}
