import { expect, test } from "vitest";
import { jackknifeInterval } from "./jackknife.ts";
import { mean, studentQuantile, variance } from "./statistics.ts";

const values = Array.from({ length: 40 }, (_, row) => Math.sin(7 * row) + row / 10);

test("of a mean with a group a row it is the mean's own interval of Student", () => {
  const { low, high } = jackknifeInterval(40, (rows) => mean(rows.map((row) => values[row])))!;
  const margin = studentQuantile(0.975, 39) * Math.sqrt(variance(values) / 40);
  // Two sums of 40 numbers in another order.
  expect(low).toBeCloseTo(mean(values) - margin, 10);
  expect(high).toBeCloseTo(mean(values) + margin, 10);
});

test("rows in groups give about the same interval", () => {
  const many = Array.from({ length: 5000 }, (_, row) => Math.sin(row * row));
  const { low, high } = jackknifeInterval(5000, (rows) => mean(rows.map((row) => many[row])))!;
  const usual = 2 * 1.96 * Math.sqrt(variance(many) / 5000);
  // 49 degrees of freedom leave the width uncertain by about a tenth; three times that is allowed.
  expect((high - low) / usual).toBeGreaterThan(0.7);
  expect((high - low) / usual).toBeLessThan(1.3);
});

test("few rows and statistics that are no numbers have none", () => {
  expect(jackknifeInterval(19, (rows) => rows.length)).toBeUndefined();
  expect(jackknifeInterval(30, () => Number.NaN)).toBeUndefined();
});
