import { linearScale } from "./axis-scale.ts";
import type { ReportConfusion, ReportScatter } from "./document.ts";
import { formatTick, formatValue, shorten, tickRoom } from "./format.ts";
import { html, type Markup } from "./markup.ts";

/**
 * More classes than this would make a table that nobody can read; the most confused pairs are listed instead.
 */
const CLASSES_IN_TABLE = 20;
const PAIRS_LISTED = 10;
const POINTS_DRAWN = 2000;

/** Steps of shade in the heat map; the style sheet has `.heat-0` to `.heat-8`. */
const SHADES = 8;

interface Confused {
  readonly actual: string;
  readonly predicted: string;
  readonly count: number;
}

/**
 * The confusion matrix as a table shaded by each row's share, with the pairs most often confused in words.
 */
export function renderConfusion(confusion: ReportConfusion): Markup {
  const { labels, counts, part } = confusion;
  const confused = mostConfused(confusion);
  const sentence = describeConfusion(confusion, confused);
  const isMatrix = labels.length <= CLASSES_IN_TABLE;
  const table = isMatrix ? renderMatrix(labels, counts, sentence) : renderPairs(confused);
  const title = isMatrix
    ? html`Confusion matrix${confusion.of && html` of ${confusion.of}`}, ${part}: rows are true, columns
      predicted`
    : html`The classes confused most, ${part}`;
  return html`<figure class="chart"><figcaption>${title}</figcaption>
<div class="scroll" tabindex="0">${table}</div><p class="sentence">${sentence}</p></figure>`;
}

function mostConfused({ labels, counts }: ReportConfusion): Confused[] {
  const pairs = counts.flatMap((row, i) =>
    row.map((count, j) => ({ actual: labels[i], predicted: labels[j], count: i === j ? 0 : count })),
  );
  return pairs
    .filter((pair) => pair.count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, PAIRS_LISTED);
}

function describeConfusion({ counts, part }: ReportConfusion, confused: readonly Confused[]): string {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  const head = `${formatValue(right)} of ${formatValue(total)} ${part} rows are classified correctly`;
  if (confused.length === 0) return `${head}.`;
  const [{ actual, predicted, count }] = confused;
  const times = count === 1 ? "once" : `${formatValue(count)} times`;
  return (
    `${head}; the commonest confusion takes ${shorten(actual, 40)} for ${shorten(predicted, 40)}, ` +
    `${times}.`
  );
}

function renderMatrix(
  labels: readonly string[],
  counts: ReportConfusion["counts"],
  sentence: string,
): Markup {
  const head = labels.map((label) => html`<th scope="col" title="${label}">${shorten(label, 12)}</th>`);
  const rows = labels.map((label, i) => {
    const total = counts[i].reduce((sum, count) => sum + count, 0);
    const cells = counts[i].map((count) => {
      const shade = count === 0 ? 0 : Math.max(1, Math.round((count / total) * SHADES));
      return html`<td class="heat-${shade}">${count}</td>`;
    });
    return html`<tr><th scope="row" title="${label}">${shorten(label, 12)}</th>${cells}</tr>`;
  });
  return html`<table class="matrix"
    aria-label="${sentence}"><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table>`;
}

function renderPairs(confused: readonly Confused[]): Markup {
  const rows = confused.map(
    (pair) =>
      html`<tr><td>${shorten(pair.actual, 60)}</td><td>${shorten(pair.predicted, 60)}</td><td
        class="number">${pair.count}</td></tr>`,
  );
  return html`<table><thead><tr><th>true</th><th>predicted</th><th>rows</th></tr></thead>
    <tbody>${rows}</tbody></table>`;
}

const SIZE = 420;
const MARGIN = { left: 64, right: 14, top: 14, bottom: 48 };

/** Predicted against true values, with the line on which they are equal. */
export function renderScatter(scatter: ReportScatter): Markup {
  const finite = scatter.pairs.filter(
    (pair) => Number.isFinite(pair.actual) && Number.isFinite(pair.predicted),
  );
  if (finite.length === 0) return html``;
  const every = Math.ceil(finite.length / POINTS_DRAWN);
  const pairs = finite.filter((_, i) => i % every === 0);
  const values = pairs.flatMap((pair) => [pair.actual, pair.predicted]);
  const ends = {
    low: values.reduce((a, b) => Math.min(a, b)),
    high: values.reduce((a, b) => Math.max(a, b)),
    ticks: 5,
  };
  const y = linearScale({ ...ends, from: SIZE - MARGIN.bottom, to: MARGIN.top });
  const left = tickRoom(y.ticks, MARGIN.left);
  const x = linearScale({ ...ends, from: left, to: SIZE - MARGIN.right });
  const sentence = describeScatter(scatter.part, finite);
  const at = (place: number) => Math.round(place * 10) / 10;
  const ticks = x.ticks.map(
    (tick) => html`<text class="tick" x="${at(x.place(tick))}" y="${SIZE - MARGIN.bottom + 18}"
      text-anchor="middle">${formatTick(tick)}</text>
<text class="tick" x="${left - 8}" y="${at(y.place(tick))}" dy="0.32em"
  text-anchor="end">${formatTick(tick)}</text>
<line class="grid" x1="${left}" x2="${SIZE - MARGIN.right}" y1="${at(y.place(tick))}"
  y2="${at(y.place(tick))}"/>`,
  );
  const points = pairs.map(
    (pair) => html`<circle cx="${at(x.place(pair.actual))}" cy="${at(y.place(pair.predicted))}" r="3"/>`,
  );
  return html`<figure
    class="chart"><figcaption>Predicted against true${scatter.of && html` ${scatter.of}`},
      ${scatter.part}</figcaption>
<div class="scroll" tabindex="0"><svg class="square" viewBox="0 0 ${SIZE} ${SIZE}" role="img"
  aria-label="${sentence}">${ticks}
<path class="equal" d="M${at(x.place(ends.low))} ${at(y.place(ends.low))}L${at(x.place(ends.high))}
  ${at(y.place(ends.high))}"/>
<g class="points color-0">${points}</g>
<text class="label" x="${(left + SIZE - MARGIN.right) / 2}" y="${SIZE - 8}"
  text-anchor="middle">true</text>
<text class="label" transform="translate(13 ${(MARGIN.top + SIZE - MARGIN.bottom) / 2}) rotate(-90)"
  text-anchor="middle">predicted</text>
</svg></div><p class="sentence">${sentence}${
    every > 1 && ` ${formatValue(pairs.length)} of them are drawn.`
  }</p></figure>`;
}

function describeScatter(part: string, pairs: ReportScatter["pairs"]): string {
  const errors = pairs.map((pair) => Math.abs(pair.predicted - pair.actual)).sort((a, b) => a - b);
  const median = errors[Math.floor((errors.length - 1) / 2)];
  const largest = errors[errors.length - 1];
  return (
    `${formatValue(pairs.length)} ${part} rows; half of the predictions are within ` +
    `${formatValue(median)} of the truth, the worst is off by ${formatValue(largest)}.`
  );
}
