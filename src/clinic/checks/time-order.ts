import { type CellColumn, isMissing } from "../../data/table/table.ts";
import { isCalledTime } from "../../data/table/time-name.ts";
import { number } from "../number-text.ts";
import { alikeness, type Pairs } from "./alikeness.ts";
import { type CheckDefinition, type DataWith, inputColumns } from "./check.ts";

const MOST_PAIRS = 5000;

/** Rows follow each other in time, and the split puts neighbours into different parts. */
export const timeOrder: CheckDefinition<["target", "split"]> = {
  id: "time-order",
  title: "Rows are in the order of time, and were divided at random",
  help: "Where neighbours are alike, a random split tests between moments trained on; the future is harder.",
  thresholds: {
    moments: { value: 10, source: "ours: so many different times make an order" },
    alike: { value: 0.1, source: "ours: a correlation of neighbours that hundreds of rows tell from none" },
    alikeWithoutTime: { value: 0.6, source: "ours: neighbours that are alike by no accident of sorting" },
  },
  needs: ["target", "split"],
  cure: {
    id: "split-by-time",
    title: "Split by time",
    source: "Bergmeir & Benítez, On the Use of Cross-validation for Time Series Predictor Evaluation, 2012",
    expect: "The score of a prediction of the future.",
  },
  look(data) {
    const { split, target } = data;
    if (!split.devIsDrawn) return undefined;
    const column = data.table.columns.find(
      (candidate): candidate is CellColumn =>
        candidate.type !== "tensor" &&
        !target.columns.includes(candidate) &&
        isTimeInOrder(candidate, target.rows),
    );
    return column ? inOrderOf(column, data) : alikeWithoutTime(data);
  },
};

function inOrderOf(time: CellColumn, data: DataWith<"target" | "split">) {
  const { alike } = timeOrder.thresholds;
  const { name, value } = mostAlike(data, time);
  const evidence = [
    { label: `order of "${time.name}"`, value: "sorted" },
    { label: `correlation of neighbouring rows in "${name}"`, value, threshold: alike.value },
  ];
  const neighbours =
    value >= alike.value ? ` Neighbouring rows are alike (${number(value)} in "${name}").` : "";
  return {
    severity: value >= alike.value ? ("warning" as const) : ("note" as const),
    summary: `Column "${time.name}" is a time, and rows in its order were divided at random.${neighbours}`,
    evidence,
    advice: `If the future is to be predicted, split by it: --split 'time:${time.name}'.`,
  };
}

/** The target, where its neighbours are alike at all; else the input whose neighbours are most alike. */
function mostAlike(data: DataWith<"target">, time: CellColumn): { name: string; value: number } {
  const pairs = neighbours(data.target.rows);
  const alikeIn = (column: CellColumn) => ({ name: column.name, value: alikeness(column, pairs) || 0 });
  const targets = data.target.columns.map(alikeIn);
  const best = (of: readonly { name: string; value: number }[]) =>
    of.reduce((a, b) => (b.value > a.value ? b : a));
  if (best(targets).value >= timeOrder.thresholds.alike.value) return best(targets);
  const inputs = inputColumns(data).filter((column) => column.type !== "tensor" && column !== time);
  return best([...targets, ...(inputs as CellColumn[]).filter(varies).map(alikeIn)]);
}

/** Without a time, a target whose neighbours are alike though rows are not sorted by it. */
function alikeWithoutTime(data: DataWith<"target" | "split">) {
  const { rows, columns } = data.target;
  const { alikeWithoutTime: limit } = timeOrder.thresholds;
  const isSorted = data.table.columns.some((column) => column.type !== "tensor" && isSortedBy(column, rows));
  if (isSorted) return undefined;
  const [column] = columns;
  const value = alikeness(column, neighbours(rows));
  if (!(value >= limit.value)) return undefined;
  return {
    severity: "warning" as const,
    summary:
      `Neighbouring rows have much the same "${column.name}" (${number(value)}), as if in the order of ` +
      "time or of groups, and were divided at random.",
    evidence: [
      { label: `alikeness of neighbouring rows in "${column.name}"`, value, threshold: limit.value },
    ],
    advice: "Add the time or the group as a column, and split by it: --split time:COLUMN or group:COLUMN.",
  };
}

function varies({ data }: CellColumn): boolean {
  return data.some((value) => value !== data[0]);
}

/** Pairs of rows that follow each other, evenly spread over the table. */
function neighbours(rows: Int32Array): Pairs {
  const count = Math.min(MOST_PAIRS, rows.length - 1);
  const begin = (index: number) => Math.floor((index * (rows.length - 1)) / count);
  const at = (offset: number) =>
    Int32Array.from({ length: count }, (_, index) => rows[begin(index) + offset]);
  return { a: at(0), b: at(1) };
}

/** Whether a column holds times, of which each is no earlier (or no later) than the one before. */
export function isTimeInOrder(column: CellColumn, rows: Int32Array): boolean {
  const isTime = column.type === "date" || (column.type === "number" && isCalledTime(column));
  return isTime && isInOrder(column.data, rows);
}

function isInOrder(times: ArrayLike<number>, rows: Int32Array): boolean {
  let [rises, falls] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const [before, now] = [times[rows[Math.max(0, i - 1)]], times[rows[i]]];
    if (Number.isNaN(now)) return false;
    rises += Number(now > before);
    falls += Number(now < before);
    if (rises > 0 && falls > 0) return false;
  }
  return rises + falls + 1 >= timeOrder.thresholds.moments.value;
}

/** Whether a table is sorted by a column, either way; words may come in blocks in any order. */
function isSortedBy(column: CellColumn, rows: Int32Array): boolean {
  const most = column.type === "category" ? column.categories.length : 0;
  let [rises, falls, changes] = [0, 0, 0];
  for (let i = 1; i < rows.length; i++) {
    const [before, now] = [column.data[rows[i - 1]], column.data[rows[i]]];
    rises += Number(now > before);
    falls += Number(now < before);
    changes += Number(!Object.is(now, before));
    const isUnsorted = column.type === "category" ? changes > most : Math.min(rises, falls) > most;
    if (isUnsorted || isMissing(column, rows[i])) return false;
  }
  return changes > 0;
}
