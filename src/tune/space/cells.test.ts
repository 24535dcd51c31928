import { expect, test } from "vitest";
import { cellOf } from "./cells.ts";
import { type Domain, fromUnit, toUnit, valuesOf } from "./domain.ts";

const domains: readonly Domain[] = [
  { kind: "number", low: 1, high: 9, scale: "log", step: 1 },
  { kind: "number", low: 0.1, high: 0.9, scale: "oneMinusLog", step: 0.2 },
  { kind: "number", low: 0.5, high: 8, scale: "log", step: 1.5 },
  { kind: "number", low: 0, high: 7, scale: "linear", step: 2 },
  { kind: "choice", labels: ["a", "b", "c"], ordered: true },
];

test.each(domains)("cells meet, cover the interval and hold what fromUnit gives: %j", (domain) => {
  const cells = valuesOf(domain).map((value) => cellOf(domain, value));
  expect(cells[0].low).toBeCloseTo(0, 12);
  expect(cells.at(-1)!.high).toBeCloseTo(1, 12);
  cells.slice(1).forEach(({ low }, at) => expect(low).toBeCloseTo(cells[at].high, 12));
  valuesOf(domain).forEach((value, at) => {
    const { low, high } = cells[at];
    const inside = [0.001, 0.5, 0.999].map((share) => fromUnit(domain, low + share * (high - low)));
    expect(inside).toEqual([value, value, value]);
  });
});

test("without steps a cell is a place, and of one value it is everything", () => {
  const domain: Domain = { kind: "number", low: 1, high: 100, scale: "log" };
  expect(cellOf(domain, 10)).toEqual({ low: toUnit(domain, 10), high: toUnit(domain, 10) });
  expect(cellOf({ ...domain, high: 1 }, 1)).toEqual({ low: 0, high: 1 });
});
