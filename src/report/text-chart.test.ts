import { expect, test } from "vitest";
import { textChart } from "./text-chart.ts";

test("a straight line is drawn from corner to corner, with the bounds of both axes", () => {
  const points = Array.from({ length: 8 }, (_, x) => ({ x, y: 7 - x }));
  expect(textChart(points, { width: 4, height: 2 })).toBe(
    ["7 │⠑⢄⠀⠀", "0 │⠀⠀⠑⢄", "  └────", "   0  7"].join("\n"),
  );
});

test("a constant is a line at the bottom", () => {
  const points = [0, 1].map((x) => ({ x, y: 0.1 }));
  expect(textChart(points, { width: 2, height: 1 }).split("\n")[0]).toBe("0.100 │⣀⣀");
});

test("dots stand alone, a logarithm apart", () => {
  const points = [1, 10, 100].map((x) => ({ x, y: Math.log10(x) }));
  const chart = textChart(points, { width: 5, height: 3, joined: false, logarithmic: true });
  expect(chart).toBe(["2 │⠀⠀⠀⠀⠘", "  │⠀⠀⠰⠆⠀", "0 │⣀⠀⠀⠀⠀", "  └─────", "   1 100"].join("\n"));
});
