import { largestOf, smallestOf } from "../base/lists.ts";
import { linearScale } from "./axis-scale.ts";
import type { ReportStep } from "./document.ts";
import { formatDifference, shorten } from "./format.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 560;
const ROW = 30;
const MARGIN = { left: 215, right: 20, top: 10, bottom: 40 };

/** The effects of all treatments with their 95% intervals, one row each, around the line of no effect. */
export function renderEffects(steps: readonly ReportStep[], effectOf: string): Markup {
  const drawable = steps.filter(({ verdict }) =>
    [verdict.effect, verdict.low, verdict.high].every(Number.isFinite),
  );
  if (drawable.length === 0) return html``;
  const height = MARGIN.top + ROW * drawable.length + MARGIN.bottom;
  const ends = drawable.flatMap(({ verdict }) => [verdict.low, verdict.high]);
  const scale = linearScale({
    low: Math.min(0, smallestOf(ends)),
    high: Math.max(0, largestOf(ends)),
    from: MARGIN.left,
    to: WIDTH - MARGIN.right,
    ticks: 5,
  });
  const at = (value: number) => Math.round(scale.place(value) * 10) / 10;
  const bottom = height - MARGIN.bottom;
  const ticks = scale.ticks.map(
    (tick) => html`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="${MARGIN.top}" y2="${bottom}"/>
<text class="tick" x="${at(tick)}" y="${bottom + 18}"
  text-anchor="middle">${String(tick).replace("-", "−")}</text>`,
  );
  const rows = drawable.map(({ title, verdict }, i) => {
    const y = MARGIN.top + ROW * (i + 0.5);
    return html`<g class="color-${verdict.kept ? 0 : 4}"><text class="row" x="${MARGIN.left - 12}" y="${y}"
      dy="0.32em" text-anchor="end">${shorten(title, 32)}<title>${title}</title></text>
<path class="interval" d="M${at(verdict.low)} ${y}L${at(verdict.high)} ${y}"/>
<circle class="${verdict.kept ? "marker" : "hollow"}" cx="${at(verdict.effect)}" cy="${y}" r="5"/></g>`;
  });
  const sentence = describeEffects(drawable, effectOf);
  return html`<figure
    class="chart"><figcaption>Effect of each treatment on the ${effectOf} of the dev set, with 95% interval
      where there is one; to the right is better</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${height}" role="img"
  aria-label="${sentence}">${ticks}
<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="${MARGIN.top}" y2="${bottom}"/>${rows}
<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${height - 6}"
  text-anchor="middle">filled: kept, hollow: dropped</text>
</svg></div><p class="sentence">${sentence}</p></figure>`;
}

function describeEffects(steps: readonly ReportStep[], effectOf: string): string {
  const kept = steps.filter((step) => step.verdict.kept);
  const best = steps.reduce((a, b) => (b.verdict.effect > a.verdict.effect ? b : a));
  const count = `${kept.length} of ${steps.length} treatment${steps.length === 1 ? "" : "s"} kept`;
  return (
    `${count}; the largest effect on the ${effectOf} was ${formatDifference(best.verdict.effect)}, by ` +
    `${shorten(best.title, 60)}.`
  );
}
