import { expect, test } from "vitest";
import { entry } from "../bench/lib/document.js";
import { alternate, median, pairedRatio, withInterval } from "../bench/lib/pairs.js";
import { outerSplits, tables } from "../bench/quality/tables.js";

test("contestants take turns, and warm-up rounds are not counted", async () => {
  const order: string[] = [];
  const contestant = (name: string) => async () => order.push(name);
  const measured = await alternate({ a: contestant("a"), b: contestant("b") }, { rounds: 3, warmUp: 1 });
  expect(order.join("")).toBe("abbaabba");
  expect(measured.a).toHaveLength(3);
  expect(measured.b).toHaveLength(3);
});

test("a rival that always takes twice as long has the ratio 2, whatever the machine's mood", () => {
  const ours = Array.from({ length: 15 }, (_, round) => 1 + (round % 4));
  const theirs = ours.map((value) => 2 * value);
  expect(pairedRatio(ours, theirs)).toEqual({ value: 2, low: 2, high: 2 });
});

test("the interval holds the median and widens with the spread", () => {
  const narrow = withInterval([9, 10, 10, 10, 11, 10, 9, 11, 10], median);
  const wide = withInterval([1, 5, 10, 15, 20, 10, 2, 18, 10], median);
  expect(narrow.low).toBeLessThanOrEqual(narrow.value);
  expect(narrow.high).toBeGreaterThanOrEqual(narrow.value);
  expect(wide.high - wide.low).toBeGreaterThan(narrow.high - narrow.low);
});

test("a figure that is no number does not enter the document", () => {
  expect(() => entry({ name: "x", ours: Number.NaN, unit: "ms" })).toThrow("expected ours to be a number");
});

test("outer splits cover every row once, keep the classes' shares, and come out the same each time", () => {
  for (const table of tables()) {
    const splits = outerSplits(table);
    expect(splits).toHaveLength(20);
    expect(outerSplits(table)).toEqual(splits);
    for (const { train, test } of splits) {
      expect([...train, ...test].sort((a, b) => a - b)).toEqual(table.rows.map((_, row) => row));
      expect(Math.abs(test.length / table.rows.length - 0.2)).toBeLessThan(0.02);
    }
    if (table.task === "regression") continue;
    const share = (rows: number[], label: string) =>
      rows.filter((row) => table.rows[row].at(-1) === label).length / rows.length;
    const label = table.rows[0].at(-1) as string;
    expect(Math.abs(share(splits[0].train, label) - share(splits[0].test, label))).toBeLessThan(0.03);
  }
});
