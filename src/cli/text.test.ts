import { expect, test } from "vitest";
import { formatCounts, formatDetails } from "./text.ts";

test("several values, quantiles and labels are scored one a line, and classes are left to their matrix", () => {
  const perClass = [{ label: "red", precision: 1, recall: 0.5, f1: 2 / 3 }];
  expect(formatDetails({ rows: 2, metrics: {}, perClass })).toEqual([
    "       red: precision 1, recall 0.5, f1 0.6667",
  ]);
  expect(formatDetails({ rows: 2, metrics: {}, perClass, confusion: [[2]] })).toEqual([]);
  const perValue = [{ column: "a\u001b[31m", metrics: { rmse: 1.23456 } }];
  const perQuantile = [{ quantile: 0.1, below: 0.125, pinball: 0.5 }];
  const [ofValue, ofQuantile] = formatDetails({ rows: 2, metrics: {}, perValue, perQuantile });
  expect(ofValue).toMatch(/^ {7}a.*: rmse 1\.235$/);
  expect(ofValue).not.toContain("\u001b");
  expect(ofQuantile).toBe("       quantile 0.1: 0.125 of the rows below it, pinball 0.5");
});

test("of many labels the first are shown, and how many there are beyond", () => {
  const perClass = Array.from({ length: 23 }, (_, place) => ({
    label: `l${place}`,
    precision: 1,
    recall: 1,
    f1: 1,
  }));
  const lines = formatDetails({ rows: 2, metrics: {}, perClass });
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe("       and 3 more, which --json lists");
});

test("of many classes the first are shown with their counts", () => {
  const counts = (length: number) => Array.from({ length }, (_, place) => ({ label: `c${place}`, count: 2 }));
  expect(formatCounts(counts(2))).toBe("c0 (2), c1 (2)");
  expect(formatCounts(counts(100))).toMatch(/^c0 \(2\), .*, c19 \(2\) and 80 more$/);
});
