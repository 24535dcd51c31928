import { normal, randomKey, uniform } from "../../base/random.ts";
import { type SplitOptions, splitRows } from "../../data/split/split.ts";
import { type CellValue, tableFromColumns } from "../../data/table/building/column-table.ts";
import { chooseTarget } from "../../data/target/task.ts";
import type { CheckedData } from "./check.ts";

/** The cell of each row. */
export type Cells = Readonly<Record<string, (row: number) => CellValue>>;

/** Random numbers by column and row. */
export const noise = (column: number) => (row: number) => normal(randomKey(11, column), row);
/** Random whole numbers from 0 by column and row. */
export const kind = (column: number, kinds: number) => (row: number) =>
  Math.floor(kinds * uniform(randomKey(12, column), row));

const a = noise(1);
const b = noise(2);
const score = (row: number) => a(row) + 0.8 * b(row) + 0.5 * noise(3)(row);
const y = (row: number) => (score(row) > 0.2 ? "yes" : "no");
/** Whether the class is yes, but for one row in fifty. */
const y98 = (row: number) => (kind(9, 50)(row) === 0) === (y(row) === "no");

/** A table with y to predict and two numbers that tell of it; columns are added or take their place. */
export function dataOf(columns: Cells, about: SplitOptions & { rows?: number } = {}): CheckedData {
  const { rows = 600, ...split } = about;
  const all = Array.from({ length: rows }, (_, row) => row);
  const cells: Cells = { a, b, y, ...columns };
  const table = tableFromColumns(Object.entries(cells).map(([name, cell]) => [name, all.map(cell)]));
  const target = chooseTarget(table, { target: "y" });
  const by = split.column === undefined ? {} : { splitColumn: split.column };
  return { table, target, split: splitRows(table, { ...split, target }), ...by };
}

/** A random walk: each value follows from the one before. */
function walk(column: number): (row: number) => number {
  const places = [0];
  return (row) => {
    while (places.length <= row) places.push(places.at(-1)! + noise(column)(places.length));
    return places[row];
  };
}

const day = (row: number) => new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10);
const dotted = (row: number) => day(row).split("-").toReversed().join(".");
const price = walk(21);
const rising = (row: number) => (price(row + 20) > price(row) ? "up" : "down");
/** Sixty patients with about ten rows each, and what is theirs in every row. */
const patient = kind(31, 60);
const theirs = (column: number) => (row: number) => noise(column)(patient(row));
const ill = (row: number) => (theirs(33)(row) + 0.3 * a(row) > 0 ? "yes" : "no");
/** Every third row repeats the one two before. */
const source = (row: number) => (row % 3 === 2 ? row - 2 : row);
const copied: Cells = {
  a: (row) => a(source(row)),
  b: (row) => b(source(row)),
  c: (row) => kind(4, 9)(source(row)),
};
const sentence = (row: number) =>
  `${["how", "when", "why"][row % 3]} was order ${row % 90} late by ${row % 7} days`;

/** Tables in which each check finds its fault, and such in which it looks and finds none, by its id. */
export const CHECK_SAMPLES: Readonly<
  Record<string, { readonly sick: readonly CheckedData[]; readonly healthy: readonly CheckedData[] }>
> = {
  "target-copy": {
    sick: [
      dataOf({ answer: (row) => (y(row) === "yes" ? "Ja" : "Nein") }),
      dataOf({ answer: (row) => (y(row) === "yes" ? 5 : 2) }),
      dataOf({ y: score, cents: (row) => Math.round(1e4 * score(row)) + 7 }),
    ],
    healthy: [
      dataOf({ answer: y98 }),
      dataOf({ y: score, near: (row) => score(row) + 0.05 * noise(5)(row) }),
      // A series whose next value follows from each of those before.
      dataOf(Object.fromEntries(["y", "u", "v", "w", "x"].map((name, at) => [name, (row) => row / 10 + at]))),
    ],
  },
  "target-rounded": {
    sick: [
      dataOf({ y: score, about: (row) => Math.round(2 * score(row)) / 2 }),
      dataOf({ y: score, class: (row) => (score(row) < -1 ? "low" : score(row) < 1 ? "middle" : "high") }),
    ],
    healthy: [
      dataOf({ y: score, about: (row) => Math.round(2 * score(row) + noise(5)(row)) / 2 }),
      dataOf({ y: score, above: (row) => score(row) > 0 }),
      // Groups whose numbers stand apart.
      dataOf({ group: kind(4, 6), y: (row) => 20 * kind(4, 6)(row) + score(row) }),
      dataOf({ y: score, row: (row) => row }),
    ],
  },
  "missing-tells-target": {
    sick: [
      dataOf({ price: (row) => (y(row) === "yes" ? noise(6)(row) : null) }),
      dataOf({ price: (row) => (y98(row) ? noise(6)(row) : null) }),
      dataOf({ reason: (row) => (y(row) === "no" ? `reason ${row % 4}` : null) }),
    ],
    healthy: [
      dataOf({ price: (row) => (kind(6, 3)(row) === 0 ? null : noise(6)(row)) }),
      dataOf({ price: (row) => (kind(6, 4)(row) === 0 ? null : y(row) === "yes" ? 1 : null) }),
    ],
  },
  "column-tells-target": {
    sick: [
      dataOf({ flag: y98 }),
      dataOf({ paid: (row) => (y98(row) ? 20 + a(row) : 2 + b(row)) }),
      dataOf({ y: score, near: (row) => score(row) + 0.04 * noise(5)(row) }),
    ],
    healthy: [
      dataOf({ flag: (row) => (kind(9, 8)(row) === 0) !== (y(row) === "yes") }),
      // A trend in time.
      dataOf({ date: day, y: (row) => row + noise(5)(row) }),
      dataOf({ y: score }),
      dataOf({ y: (row) => (a(row) > 0 ? "yes" : "no"), b: (row) => a(row) + 0.001 * b(row) }),
    ],
  },
  "copied-rows": {
    sick: [
      dataOf(copied),
      dataOf({ ...copied, id: (row) => `m${row * 7919}` }),
      dataOf(
        { ...copied, part: (row) => (row % 3 === 2 ? "test" : "train") },
        { method: "column", column: "part" },
      ),
    ],
    healthy: [dataOf({}), dataOf({ a: kind(1, 3), b: kind(2, 3) })],
  },
  "time-order": {
    sick: [
      dataOf({ date: day, close: price, y: rising }),
      dataOf({ date: dotted, close: price, y: rising }),
      dataOf({ timestamp: (row) => 1.6e9 + 3600 * row, close: price, y: rising }),
      dataOf({ close: price, y: rising }),
    ],
    healthy: [
      dataOf({ date: (row) => day(kind(7, 600)(row)) }),
      dataOf({ date: day, close: price, y: rising }, { method: "time", column: "date" }),
      dataOf({ y: (row) => (row < 200 ? "no" : "yes") }),
      dataOf({
        a: (row) => row + noise(8)(row) / 1e3,
        y: (row) => (row + 60 * noise(8)(row) > 300 ? "yes" : "no"),
      }),
    ],
  },
  "groups-across-parts": {
    sick: [
      dataOf({ patient_id: patient, age: theirs(32), y: ill }),
      dataOf({
        code: (row) => `P${1000 + patient(row)}`,
        age: theirs(32),
        a: theirs(34),
        b: theirs(35),
        c: noise(36),
        y: ill,
      }),
    ],
    healthy: [
      dataOf({ patient_id: patient, age: theirs(32), y: ill }, { method: "group", column: "patient_id" }),
      dataOf({ patient_id: kind(31, 60) }),
      dataOf({ city: (row) => `town ${patient(row)}`, y: ill }),
    ],
  },
  "part-column": {
    sick: [dataOf({ subset: (row) => (row % 5 === 0 ? "Test" : "Train") })],
    healthy: [
      dataOf({ subset: (row) => (row % 5 === 0 ? "test" : "exam") }),
      dataOf({ subset: (row) => (row % 5 === 0 ? "test" : "train") }, { method: "column", column: "subset" }),
    ],
  },
  "rare-class": {
    sick: [dataOf({ y: (row) => (row < 6 ? "rare" : y(row)) })],
    healthy: [dataOf({ y: (row) => (row < 40 ? "rare" : y(row)) }), dataOf({ y: score })],
  },
  outliers: {
    sick: [
      dataOf({ c: (row) => (row === 7 ? 3e38 : noise(4)(row)) }),
      dataOf({ y: (row) => (row === 7 ? 1e9 : score(row)) }),
      dataOf({ c: (row) => noise(4)(row) * (row === 7 ? 1e5 : 1) }),
    ],
    // Lognormal with a spread of e^3 in each standard deviation: a heavy tail, and no mistake.
    healthy: [
      dataOf({ c: (row) => Math.exp(3 * noise(4)(row)) }),
      dataOf({ c: (row) => 1e30 * noise(4)(row) }),
      // A Cauchy tail.
      dataOf({ c: (row) => noise(4)(row) / noise(5)(row) }),
    ],
  },
  "near-identifier": {
    sick: [dataOf({ ip: (row) => `10.0.${kind(41, 40)(row)}.${kind(42, 50)(row)}` })],
    healthy: [dataOf({ city: (row) => `c${kind(41, 40)(row)}` }), dataOf({ id: (row) => `id${row}` })],
  },
  "free-text": {
    sick: [dataOf({ review: sentence })],
    healthy: [dataOf({ city: (row) => `New ${kind(41, 40)(row)}` })],
  },
  "row-names": {
    sick: [
      dataOf({ row: (row) => row + 1 }),
      dataOf({ name: (row) => `n${row}` }),
      dataOf({ customerId: (row) => (row * 7919) % 10_007 }),
    ],
    healthy: [dataOf({ income: (row) => (row * 7919) % 10_007 }), dataOf({ name: (row) => `n${row % 100}` })],
  },
  "empty-columns": {
    sick: [dataOf({ none: () => null })],
    healthy: [dataOf({ few: (row) => (row === 3 ? 1 : null) })],
  },
  "constant-columns": {
    sick: [dataOf({ same: () => "s" }), dataOf({ c: (row) => Number(row === 20) })],
    healthy: [dataOf({ c: (row) => Number(row % 50 === 0) }), dataOf({ none: () => null })],
  },
};
