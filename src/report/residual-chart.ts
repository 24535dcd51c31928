import { linearScale } from "./axis-scale.ts";
import type { ReportScatter } from "./document.ts";
import { formatTick, formatValue, tickRoom } from "./format.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 420;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 14, top: 14, bottom: 48 };
const POINTS_DRAWN = 2000;

/** Errors (predicted − true) over predicted values: what has a shape there can still be learnt. */
export function renderResiduals(scatter: ReportScatter): Markup {
  const finite = scatter.pairs.filter(
    ({ actual, predicted }) => Number.isFinite(actual) && Number.isFinite(predicted),
  );
  if (finite.length === 0) return html``;
  const every = Math.ceil(finite.length / POINTS_DRAWN);
  const points = finite
    .filter((_, i) => i % every === 0)
    .map(({ actual, predicted }) => ({ x: predicted, y: predicted - actual }));
  const ends = (values: readonly number[]) => ({
    low: values.reduce((a, b) => Math.min(a, b)),
    high: values.reduce((a, b) => Math.max(a, b)),
    ticks: 5,
  });
  const y = linearScale({ ...ends(points.map((p) => p.y)), from: HEIGHT - MARGIN.bottom, to: MARGIN.top });
  const left = tickRoom(y.ticks, MARGIN.left);
  const x = linearScale({ ...ends(points.map((p) => p.x)), from: left, to: WIDTH - MARGIN.right });
  const at = (place: number) => Math.round(place * 10) / 10;
  const sentence = describeResiduals(scatter.part, points);
  const across = y.ticks.map(
    (tick) => html`<line class="${tick === 0 ? "zero" : "grid"}" x1="${left}" x2="${WIDTH - MARGIN.right}"
  y1="${at(y.place(tick))}" y2="${at(y.place(tick))}"/>
<text class="tick" x="${left - 8}" y="${at(y.place(tick))}" dy="0.32em"
  text-anchor="end">${formatTick(tick)}</text>`,
  );
  const along = x.ticks.map(
    (tick) => html`<text class="tick" x="${at(x.place(tick))}" y="${HEIGHT - MARGIN.bottom + 18}"
  text-anchor="middle">${formatTick(tick)}</text>`,
  );
  const dots = points.map((p) => html`<circle cx="${at(x.place(p.x))}" cy="${at(y.place(p.y))}" r="3"/>`);
  return html`<figure class="chart"><figcaption>Errors${scatter.of && html` of ${scatter.of}`},
      ${scatter.part}</figcaption>
<div class="scroll" tabindex="0"><svg class="square" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
  aria-label="${sentence}">${across}${along}<g class="points color-1">${dots}</g>
<text class="label" x="${(left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}"
  text-anchor="middle">predicted</text>
<text class="label" transform="translate(13 ${(MARGIN.top + HEIGHT - MARGIN.bottom) / 2}) rotate(-90)"
  text-anchor="middle">predicted − true</text>
</svg></div><p class="sentence">${sentence}</p></figure>`;
}

function describeResiduals(part: string, points: readonly { readonly y: number }[]): string {
  const mean = points.reduce((sum, { y }) => sum + y / points.length, 0);
  const above = points.filter(({ y }) => y > 0).length;
  return (
    `The ${part} predictions are off by ${formatValue(mean)} on average; ` +
    `${Math.round((100 * above) / points.length)}% of them are too high.`
  );
}
