import { expect, test } from "vitest";
import { renderPlaneChartFile } from "./plane-chart.ts";

const places = [-1, 0, 1];
const chart = (values: readonly (readonly number[])[]) =>
  renderPlaneChartFile({
    title: "a <loss>",
    xLabel: "first",
    yLabel: "second",
    xs: places,
    ys: places,
    values,
  });

test("draws a cell for each value, from the darkest to the brightest colour, and escapes what it is told", () => {
  const svg = chart([
    [1, 3, 6],
    [12, 24, 48],
    [96, 192, 1024],
  ]);
  const cells = [...svg.matchAll(/<rect [^>]*width="101[^>]*fill="(#\w+)"/g)].map(([, color]) => color);
  expect(cells).toHaveLength(9);
  // Bands are equal steps of the logarithm: what doubles goes one band on, of ten up to 2^10.
  expect(new Set(cells).size).toBe(9);
  expect([cells[0], cells[8]]).toEqual(["#440154", "#fde725"]);
  expect(svg).toContain("a &lt;loss&gt;: from 1 to 1,024.");
  expect(svg).not.toContain("NaN");
});

test("greys what is not finite, and stands losses of zero and below, and flat ones", () => {
  const svg = chart([
    [0, -1, Number.POSITIVE_INFINITY],
    [0, 0, Number.NaN],
    [0, 0, 1],
  ]);
  expect(svg.match(/fill="#808080"/g)).toHaveLength(2);
  expect(chart([[3, 3, 3]].concat([[3, 3, 3]], [[3, 3, 3]]))).not.toContain("NaN");
});
