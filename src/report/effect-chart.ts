import { largestOf, smallestOf } from "../base/lists.ts";
import { differenceText } from "../base/score-text.ts";
import { linearScale } from "./axis-scale.ts";
import type { ReportMetric, ReportStep } from "./document.ts";
import { shorten } from "./format.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 640;
const ROW = 22;
const MARGIN = { left: 262, right: 84, top: 8, bottom: 40 };
/** So many treatments are drawn: those that were kept, and of the others those with the largest effects. */
const MOST_DRAWN = 8;
/** As many letters as the left margin holds; the whole name is in the title. */
const LABEL_LENGTH = 40;

/** A treatment with the gain that it brought; positive is better, whatever the metric's direction. */
interface Gain {
  readonly step: ReportStep;
  readonly gain: number;
}

/** The gains of the treatments in the metric's own units, the largest first, around the line of none. */
export function renderEffects(steps: readonly ReportStep[], metric: ReportMetric): Markup {
  const gains = gainsOf(steps, metric);
  if (gains.length === 0) return html``;
  const height = MARGIN.top + ROW * gains.length + MARGIN.bottom;
  const values = gains.map(({ gain }) => gain);
  const scale = linearScale({
    low: Math.min(0, smallestOf(values)),
    high: Math.max(0, largestOf(values)),
    from: MARGIN.left,
    to: WIDTH - MARGIN.right,
    ticks: 4,
  });
  const at = (value: number) => Math.round(scale.place(value) * 10) / 10;
  const bottom = height - MARGIN.bottom;
  const ticks = scale.ticks.map(
    (tick) => html`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="${MARGIN.top}"
  y2="${bottom}"/>`,
  );
  const sign = metric.higherIsBetter ? 1 : -1;
  const rows = gains.map(({ step, gain }, i) => {
    const y = MARGIN.top + ROW * (i + 0.5);
    const [from, to] = [Math.min(at(0), at(gain)), Math.max(at(0), at(gain))];
    const label = differenceText(sign * gain, metric.unit);
    return html`<g class="color-${step.verdict.kept ? 0 : 4}"><text class="row" x="${MARGIN.left - 12}"
  y="${y}" dy="0.32em" text-anchor="end">${labelOf(step, steps)}<title>${step.title}</title></text>
<rect class="${step.verdict.kept ? "bar" : "bar faint"}" x="${from}" y="${y - 6}"
  width="${Math.max(1, to - from)}" height="12"/>
<text class="tick" x="${to + 6}" y="${y}" dy="0.32em">${label}</text></g>`;
  });
  const sentence = describeEffects(steps, { gains, metric });
  const title = `What each treatment did to the dev ${metric.name}`;
  return html`<figure class="chart wide effects"><figcaption>${title}</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${height}" role="img"
  aria-label="${sentence}">${ticks}
<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="${MARGIN.top}" y2="${bottom}"/>${rows}
<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${height - 14}"
  text-anchor="middle">to the right is better; coloured: kept, grey: dropped</text>
</svg></div><p class="sentence">${sentence}</p></figure>`;
}

/** A treatment that was tried in several rounds is told apart by its round. */
function labelOf({ title, round }: ReportStep, steps: readonly ReportStep[]): string {
  if (steps.filter((other) => other.title === title).length === 1) return shorten(title, LABEL_LENGTH);
  const suffix = `, round ${round}`;
  return `${shorten(title, LABEL_LENGTH - suffix.length)}${suffix}`;
}

function gainsOf(steps: readonly ReportStep[], { higherIsBetter }: ReportMetric): Gain[] {
  const sign = higherIsBetter ? 1 : -1;
  const gains = steps.flatMap((step) => {
    const gain = step.score === null ? Number.NaN : sign * (step.score.after - step.score.before);
    return Number.isFinite(gain) ? [{ step, gain }] : [];
  });
  gains.sort((a, b) => Number(b.step.verdict.kept) - Number(a.step.verdict.kept) || b.gain - a.gain);
  return gains.slice(0, MOST_DRAWN).sort((a, b) => b.gain - a.gain);
}

function describeEffects(
  steps: readonly ReportStep[],
  { gains, metric }: { gains: readonly Gain[]; metric: ReportMetric },
): string {
  const kept = steps.filter((step) => step.verdict.kept).length;
  const [best] = gains;
  const sign = metric.higherIsBetter ? 1 : -1;
  const count = `${kept} of ${steps.length} treatment${steps.length === 1 ? "" : "s"} kept`;
  const drawn = gains.length < steps.length ? `; ${gains.length} are drawn` : "";
  const change = `${differenceText(sign * best.gain, metric.unit)} by ${shorten(best.step.title, 60)}`;
  const most = best.gain > 0 ? `the largest change for the better was ${change}` : "none made it better";
  return `${count}; ${most}${drawn}.`;
}
