import { largestOf } from "../../base/lists.ts";
import { formatValue, shorten } from "../format.ts";
import { html, type Markup } from "../markup.ts";
import { round } from "./plot-axes.ts";
import type { StudyDocument } from "./study-document.ts";

const WIDTH = 480;
const ROW = 22;
const MARGIN = { left: 200, right: 56 };
/** So many parameters are drawn. */
const MOST_DRAWN = 12;

/** How much each parameter decides, the most important first. */
export function renderImportance({ importance }: StudyDocument): Markup {
  if (importance === null) return html``;
  const bars = importance.bars.slice(0, MOST_DRAWN);
  const most = Math.max(1e-12, largestOf(bars.map(({ share }) => share)));
  const rows = bars.map(({ name, share }, index) => {
    const y = ROW * (index + 0.5) + 4;
    const width = Math.max(1, (share / most) * (WIDTH - MARGIN.left - MARGIN.right));
    return html`<g class="color-0"><text class="row" x="${MARGIN.left - 8}" y="${y}" dy="0.32em"
  text-anchor="end">${shorten(name, 27)}<title>${name}</title></text>
<rect class="bar" x="${MARGIN.left}" y="${y - 6}" width="${round(width)}" height="12"/>
<text class="tick" x="${round(MARGIN.left + width + 6)}" y="${y}" dy="0.32em">${percent(share)}</text></g>`;
  });
  const sentence = `Importance by ${importance.method}: ${bars
    .map(({ name, share }) => `${name} ${percent(share)}`)
    .join(", ")}.`;
  return html`<figure class="chart"><figcaption>Importance of the parameters</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${ROW * bars.length + 8}" role="img"
  aria-label="${sentence}">${rows}</svg></div><p class="sentence">By ${importance.method}.</p></figure>`;
}

function percent(share: number): string {
  return `${formatValue(Number((100 * share).toPrecision(2)))}%`;
}
