import { expect, test } from "vitest";
import { randomKey, uniform } from "../../../base/random.ts";
import { kernelWidths } from "./kernel-widths.ts";

/** The definition: values in order, and for each the larger gap to the next different ones. */
function widthsBySorting(units: readonly number[], narrowest: number): number[] {
  const there = units.filter((unit) => !Number.isNaN(unit));
  const sorted = [...new Set(there)].sort((a, b) => a - b);
  const smallest = narrowest / Math.min(100, 2 + there.length);
  return units.map((unit) => {
    if (sorted.length === 1) return Math.max(smallest, unit, 1 - unit);
    const place = sorted.indexOf(unit);
    const gaps = [unit - (sorted[place - 1] ?? unit), (sorted[place + 1] ?? unit) - unit];
    return Math.min(1, Math.max(smallest, ...gaps));
  });
}

const spread = (count: number, seed: number) =>
  Array.from({ length: count }, (_, at) => uniform(randomKey(seed), at));

const lists: Record<string, readonly number[]> = {
  "few values": spread(5, 1),
  "many values": spread(400, 2),
  "values close together": spread(300, 3).map((unit) => 0.4 + 0.02 * unit),
  "few different values": spread(200, 4).map((unit) => Math.round(unit * 7) / 7),
  "both ends": [0, 1, 0, 1, 0.5],
  "a single value, repeated": [0.3, 0.3],
  "a single value, in the middle": [0.5],
  "an end": [1],
};

const cases = Object.entries(lists).flatMap(([name, units]) =>
  [0.1, 0.3, 1].map((narrowest) => ({ name, units, narrowest })),
);

test.each(cases)("$name have the gaps that sorting finds, narrowest $narrowest", ({ units, narrowest }) => {
  const { widths } = kernelWidths(Float64Array.from(units), narrowest);
  expect([...widths]).toEqual(widthsBySorting(units, narrowest));
});

test("places without a value are passed over", () => {
  const units = spread(40, 5);
  const withHoles = Float64Array.from(units.flatMap((unit) => [unit, Number.NaN]));
  const { widths, smallest } = kernelWidths(withHoles, 1);
  expect([...widths].filter((_, at) => at % 2 === 0)).toEqual(widthsBySorting(units, 1));
  expect(smallest).toBe(1 / 42);
});
