import { largestOf, smallestOf } from "../../base/lists.ts";
import { formatValue, shorten } from "../format.ts";
import { html, type Markup } from "../markup.ts";
import { round } from "./plot-axes.ts";
import type { ReportContour, StudyDocument } from "./study-document.ts";

const WIDTH = 480;
const HEIGHT = 340;
const MARGIN = { left: 78, right: 96, top: 14, bottom: 44 };
const SHADES = 9;

/** The mean value over the two most important numbers, in bands of equal steps; the stronger, the better. */
export function renderContour({ contour, value }: StudyDocument): Markup {
  if (contour === null) return html``;
  const all = contour.means.flat();
  const [low, high] = [smallestOf(all), largestOf(all)];
  const good = (mean: number) => {
    const share = high > low ? (mean - low) / (high - low) : 1;
    return value.higherIsBetter ? share : 1 - share;
  };
  const shadeOf = (mean: number) => Math.min(SHADES - 1, Math.floor(good(mean) * SHADES));
  const title = `${value.name} over ${contour.x.name} and ${contour.y.name}`;
  const sentence =
    `${title}, by a forest, all other parameters averaged out: from ${formatValue(low)} ` +
    `to ${formatValue(high)}; the stronger the colour, the better.`;
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${sentence}">
${renderCells(contour, shadeOf)}
${renderLabels(contour)}
${renderSteps(value.higherIsBetter ? [low, high] : [high, low])}
</svg></div><p class="sentence">By a forest, all other parameters averaged out; the stronger, the
better.</p></figure>`;
}

const across = (share: number) => MARGIN.left + share * (WIDTH - MARGIN.left - MARGIN.right);
const upward = (share: number) => HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom);

function renderCells({ xs, ys, means }: ReportContour, shadeOf: (mean: number) => number): Markup[] {
  return means.flatMap((row, i) =>
    row.map((mean, j) => {
      const [left, right] = [across(j / xs.length), across((j + 1) / xs.length)];
      const [bottom, top] = [upward(i / ys.length), upward((i + 1) / ys.length)];
      // A little larger than its share, so that no seams show.
      return html`<rect class="bar shade-${shadeOf(mean)}" x="${round(left)}" y="${round(top)}"
  width="${round(right - left + 0.4)}" height="${round(bottom - top + 0.4)}"/>`;
    }),
  );
}

/** Some of the cells' values; those between follow the scale. */
function renderLabels({ x, y, xs, ys }: ReportContour): Markup {
  const places = (count: number) => [0.1, 0.37, 0.63, 0.9].map((share) => Math.floor(share * count));
  const text = (value: number) => formatValue(Number(value.toPrecision(2)));
  const along = [...new Set(places(xs.length))].map((j) => {
    const at = round(across((j + 0.5) / xs.length));
    return html`<text class="tick" x="${at}" y="${HEIGHT - MARGIN.bottom + 17}"
  text-anchor="middle">${text(xs[j])}</text>`;
  });
  const beside = [...new Set(places(ys.length))].map((i) => {
    const at = round(upward((i + 0.5) / ys.length));
    return html`<text class="tick" x="${MARGIN.left - 8}" y="${at}" dy="0.32em"
  text-anchor="end">${text(ys[i])}</text>`;
  });
  return html`${along}${beside}
<text class="label" x="${across(0.5)}" y="${HEIGHT - 6}" text-anchor="middle">${shorten(x.name, 44)}</text>
<text class="label" transform="translate(12 ${upward(0.5)}) rotate(-90)"
  text-anchor="middle">${shorten(y.name, 38)}</text>`;
}

/** The shades with the values at both ends, from the worst to the best. */
function renderSteps([worst, best]: readonly [number, number]): Markup {
  const left = WIDTH - MARGIN.right + 14;
  const size = 24;
  const steps = Array.from({ length: SHADES }, (_, shade) => {
    const y = MARGIN.top + (SHADES - 1 - shade) * size;
    return html`<rect class="bar shade-${shade}" x="${left}" y="${y}" width="14" height="${size}"/>`;
  });
  return html`${steps}
<text class="tick" x="${left + 20}" y="${MARGIN.top + 10}">${formatValue(Number(best.toPrecision(3)))}</text>
<text class="tick" x="${left + 20}" y="${MARGIN.top + SHADES * size}">${formatValue(
    Number(worst.toPrecision(3)),
  )}</text>`;
}
