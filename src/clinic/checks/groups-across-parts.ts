import { type CellColumn, isMissing } from "../../data/table/table.ts";
import { number } from "../number-text.ts";
import { alikeness, type Pairs } from "./alikeness.ts";
import { type CheckDefinition, type DataWith, inputColumns } from "./check.ts";

/** Words for those of whom a table may have several rows. */
const GROUPS = [
  "id|uuid|guid|patient|subject|user|customer|client|person|participant|student|household|family|session",
  "device|writer|speaker|animal|group|case|donor|player",
];
const GROUP_NAME = new RegExp(`(^|[^a-z])(${GROUPS.join("|")})([^a-z]|$)|[a-z]Id$`, "i");
/** A letter or two and digits, such as P017 or user-42. */
const CODE = /^[a-z]{0,12}[-_ ]?\d{1,12}[a-z]?$/i;
const MOST_PAIRS = 2000;

/** Rows of one patient or customer stand in several parts, and are alike. */
export const groupsAcrossParts: CheckDefinition<["target", "split"]> = {
  id: "groups-across-parts",
  title: "Rows of one group stand in several parts",
  help: "Where rows of one patient or customer are alike, a random split tests on those that it trained on.",
  thresholds: {
    groups: { value: 10, source: "ours: fewer are kinds of things, of which new rows will be too" },
    alike: { value: 0.2, source: "ours: an intraclass correlation of a fifth" },
    share: { value: 0.5, source: "ours: of codes without a telling name, half of all columns must be alike" },
    spread: { value: 0.1, source: "ours: a tenth of the dev and test rows are of groups in train" },
  },
  needs: ["target", "split"],
  cure: {
    id: "split-by-group",
    title: "Split by group",
    source: "Saeb et al., The Need to Approximate the Use-case in Clinical Machine Learning, 2017",
    expect: "The score of a prediction for new groups.",
  },
  look(data) {
    if (!data.split.devIsDrawn) return undefined;
    const columns = data.table.columns.filter((column) => column.type !== "tensor");
    const found = columns.flatMap((column) => groupsIn(column, data) ?? []);
    if (found.length === 0) return undefined;
    const worst = found.reduce((a, b) => (b.alike > a.alike ? b : a));
    const { alike, spread } = groupsAcrossParts.thresholds;
    return {
      severity: "warning",
      summary:
        `${worst.spread} of ${worst.held} dev and test rows have a "${worst.column}" that stands in ` +
        `the training part too, and its rows are alike (${number(worst.alike)} in "${worst.in}").`,
      evidence: [
        {
          label: `dev and test rows whose "${worst.column}" is in train`,
          value: worst.spread / worst.held,
          threshold: spread.value,
        },
        {
          label: `alikeness of rows of one "${worst.column}" in "${worst.in}"`,
          value: worst.alike,
          threshold: alike.value,
        },
      ],
      advice: `If new rows are of new groups, split by it: --split 'group:${worst.column}'.`,
    };
  },
};

function groupsIn(column: CellColumn, data: DataWith<"target" | "split">) {
  const { target, split } = data;
  if (target.columns.includes(column) || !mayBeGroups(column)) return undefined;
  const rowsOf = membersOf(column, target.rows);
  const { groups, alike, share, spread: leastSpread } = groupsAcrossParts.thresholds;
  if (rowsOf.size < groups.value || rowsOf.size > target.rows.length / 2 + groups.value) return undefined;
  const trained = new Set(Array.from(split.train, (row) => column.data[row]));
  const held = [...split.dev, ...split.test];
  const spread = held.filter((row) => !isMissing(column, row) && trained.has(column.data[row])).length;
  if (spread < leastSpread.value * held.length) return undefined;
  const pairs = pairsWithin([...rowsOf.values()]);
  const others = [...target.columns, ...inputColumns(data)].filter(
    (other): other is CellColumn => other.type !== "tensor" && other !== column,
  );
  // Of many columns one is alike by chance; three standard errors of a correlation are allowed for.
  const noise = 3 / Math.sqrt(Math.max(1, pairs.a.length));
  const likeness = others.map((other) => ({ in: other.name, alike: alikeness(other, pairs) || 0 }));
  const isAlike = likeness.filter((entry) => entry.alike >= alike.value + noise);
  // Codes may be of kinds of things too; those of one thing have nearly all in common.
  const needed = isNamedGroup(column) ? 1 : share.value * others.length;
  if (isAlike.length < Math.max(1, needed)) return undefined;
  const best = isAlike.reduce((a, b) => (b.alike > a.alike ? b : a));
  return { column: column.name, spread, held: held.length, ...best };
}

/** Whether a column is called like an id or a group, or has codes for words. */
function mayBeGroups(column: CellColumn): boolean {
  if (column.type === "boolean" || column.type === "date") return false;
  if (isNamedGroup(column)) return true;
  return column.type === "category" && column.categories.every((word) => CODE.test(word));
}

function isNamedGroup({ name }: CellColumn): boolean {
  return GROUP_NAME.test(name);
}

function membersOf(column: CellColumn, rows: Int32Array): Map<number, number[]> {
  const rowsOf = new Map<number, number[]>();
  for (const row of rows) {
    if (isMissing(column, row)) continue;
    const members = rowsOf.get(column.data[row]);
    if (members) members.push(row);
    else rowsOf.set(column.data[row], [row]);
  }
  return rowsOf;
}

/** Each row with the next of its group, but for those beyond `MOST_PAIRS`. */
function pairsWithin(groups: readonly (readonly number[])[]): Pairs {
  const [a, b]: number[][] = [[], []];
  for (const members of groups)
    for (let i = 1; i < members.length && a.length < MOST_PAIRS; i++) {
      a.push(members[i - 1]);
      b.push(members[i]);
    }
  return { a: Int32Array.from(a), b: Int32Array.from(b) };
}
