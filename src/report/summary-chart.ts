import { largestOf, smallestOf } from "../base/lists.ts";
import { differenceText, scoreText } from "../base/score-text.ts";
import { linearScale } from "./axis-scale.ts";
import type { ReportDocument } from "./document.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 640;
const ROW = 30;
const MARGIN = { left: 96, right: 30, top: 32, bottom: 42 };

/** A part's score before and after the treatment. */
interface Change {
  readonly part: string;
  readonly before: number;
  readonly after: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The result as one picture: a row for the dev and one for the test rows, each with an arrow from the
 * baseline to the final model, and the simple model and what is known to be reachable as lines across.
 */
export function renderSummaryChart({ headline }: ReportDocument): Markup {
  const { metric, floor, bound } = headline;
  const changes = changesOf(headline);
  const marks = [
    ...(floor ? [{ name: floor.name, value: floor.value }] : []),
    ...(bound ? [{ name: "reachable", value: bound.value }] : []),
  ].filter(({ value }) => Number.isFinite(value));
  const values = [
    ...changes.flatMap(({ before, after, low, high }) => [before, after, low ?? after, high ?? after]),
    ...marks.map(({ value }) => value),
  ].filter(Number.isFinite);
  if (values.length === 0) return html``;
  const height = MARGIN.top + ROW * changes.length + MARGIN.bottom;
  const scale = linearScale({
    low: smallestOf(values),
    high: largestOf(values),
    from: MARGIN.left,
    to: WIDTH - MARGIN.right,
    ticks: 6,
  });
  const at = (value: number) => Math.round(scale.place(value) * 10) / 10;
  const bottom = height - MARGIN.bottom;
  const sentence = sentenceOf(changes, { metric, marks });
  const ticks = scale.ticks.map(
    (tick) => html`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="${MARGIN.top}" y2="${bottom}"/>
<text class="tick" x="${at(tick)}" y="${bottom + 16}"
  text-anchor="middle">${scoreText(tick, metric.unit)}</text>`,
  );
  const lines = marks.map(
    ({ name, value }, index) => html`<g class="color-4"><line class="line dashed" x1="${at(value)}"
  x2="${at(value)}" y1="${MARGIN.top - 8}" y2="${bottom}"/>
<text class="name" x="${at(value)}" y="${MARGIN.top - 14 - 13 * (index % 2)}"
  text-anchor="${anchorAt(at(value))}">${name}</text></g>`,
  );
  const rows = changes.map((change, index) => {
    const y = MARGIN.top + ROW * (index + 0.5);
    return html`<text class="row" x="${MARGIN.left - 14}" y="${y}" dy="0.32em"
  text-anchor="end">${change.part}</text>
${renderChange(change, { y, at })}`;
  });
  return html`<figure class="chart wide"><div class="scroll" tabindex="0"><svg
  viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${sentence}">${ticks}${lines}${rows}
<text class="label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${height - 6}" text-anchor="middle">${
    metric.name
  } (${metric.higherIsBetter ? "more" : "less"} is better); hollow: before, filled: after</text>
</svg></div></figure>`;
}

function changesOf({ baseline, final, test }: ReportDocument["headline"]): Change[] {
  return [
    { part: "dev rows", before: baseline.value, after: final.value },
    ...(test
      ? [
          {
            part: "test rows",
            before: test.before ?? Number.NaN,
            after: test.value,
            ...(test.low === undefined || test.high === undefined ? {} : { low: test.low, high: test.high }),
          },
        ]
      : []),
  ];
}

function renderChange(
  { before, after, low, high }: Change,
  { y, at }: { y: number; at: (value: number) => number },
): Markup {
  const interval =
    low !== undefined &&
    high !== undefined &&
    html`<path class="interval" d="M${at(low)} ${y}L${at(high)} ${y}"/>`;
  const isMoved = Number.isFinite(before) && Math.abs(at(after) - at(before)) > 1;
  const arrow = isMoved && html`<path class="arrow" d="M${at(before)} ${y}L${at(after)} ${y}"/>`;
  const start = isMoved && html`<circle class="hollow" cx="${at(before)}" cy="${y}" r="6"/>`;
  const end = Number.isFinite(after) && html`<circle class="marker" cx="${at(after)}" cy="${y}" r="6"/>`;
  return html`<g class="color-0">${arrow}${interval}${start}${end}</g>`;
}

/** Names near an edge are written towards the middle. */
function anchorAt(x: number): string {
  if (x < MARGIN.left + 60) return "start";
  return x > WIDTH - MARGIN.right - 60 ? "end" : "middle";
}

function sentenceOf(
  changes: readonly Change[],
  {
    metric,
    marks,
  }: { metric: ReportDocument["headline"]["metric"]; marks: readonly { name: string; value: number }[] },
): string {
  const parts = changes.map(({ part, before, after }) => {
    const end = scoreText(after, metric.unit);
    if (!Number.isFinite(before) || before === after) return `${part} ${end}`;
    const change = differenceText(after - before, metric.unit);
    return `${part} from ${scoreText(before, metric.unit)} to ${end} (${change})`;
  });
  const lines = marks.map(({ name, value }) => `${name} ${scoreText(value, metric.unit)}`);
  return `${metric.name}: ${[...parts, ...lines].join("; ")}.`;
}
