import { linearScale, logarithmicScale, type Scale } from "./axis-scale.ts";
import type { ReportBand, ReportSeries } from "./document.ts";
import { formatTick, formatValue, shorten, tickRoom } from "./format.ts";
import { html, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/** A line with its looks: the colour's number says which run or layer, the dash which part of it. */
export interface ChartLine extends ReportSeries {
  readonly color: number;
  readonly dashed: boolean;
}

/** A chart of lines over steps or epochs. */
export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly logarithmic: boolean;
  readonly lines: readonly ChartLine[];
  /** Areas from a lowest to a highest value, behind the lines; none by default. */
  readonly bands?: readonly { readonly color: number; readonly points: readonly ReportBand[] }[];
  /** Upright lines across the chart, such as the epoch that was chosen; none by default. */
  readonly marks?: readonly { readonly color: number; readonly x: number }[];
}

const WIDTH = 480;
const HEIGHT = 270;
const MARGIN = { left: 66, right: 128, top: 14, bottom: 42 };
const MARKERS_PER_LINE = 6;
/** As many letters as the right margin holds; the whole name is in the title. */
const LABEL_LENGTH = 15;

/** How many colours the style sheet has (`.color-0` and so on). */
const COLOR_COUNT = 8;

interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  /** Where the axes meet, as far right as the upright one's ticks need. */
  readonly left: number;
}

/**
 * Draws the chart as a figure: an image with a sentence, the lines labelled at their ends, and a table of
 * numbers.
 */
export function renderLineChart(chart: LineChart): Markup {
  const lines = drawableLines(chart);
  if (lines.length === 0) return html``;
  return html`<figure class="chart"><figcaption>${chart.title}</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
  aria-label="${describeChart(chart.title, lines)}">
${renderContent(lines, chart)}
</svg></div></figure>`;
}

/** The chart as an SVG file of its own, with the style sheet in it. */
export function renderLineChartFile(chart: LineChart): string {
  const lines = drawableLines(chart);
  const style = new Markup(`<style>${STYLE}svg{background:var(--background)}</style>`);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -24 ${WIDTH} ${HEIGHT + 24}" role="img"
    aria-label="${describeChart(chart.title, lines)}">
${style}
<text class="name" x="${MARGIN.left}" y="-8">${chart.title}</text>
${lines.length === 0 ? [] : renderContent(lines, chart)}
</svg>
`.text;
}

function drawableLines(chart: LineChart): ChartLine[] {
  const drawable = (point: { x: number; y: number }) =>
    Number.isFinite(point.x) && Number.isFinite(point.y) && (!chart.logarithmic || point.y > 0);
  return chart.lines
    .map((line) => ({ ...line, points: line.points.filter(drawable) }))
    .filter((line) => line.points.length > 0);
}

function renderContent(lines: readonly ChartLine[], chart: LineChart): Markup {
  const frame = frameFor(lines, chart);
  return html`${renderAxes(frame, chart)}
${(chart.bands ?? []).map((band) => renderBand(band, { frame, chart }))}
${(chart.marks ?? []).map(({ color, x }) => renderMark(at(frame.x, x), color))}
${lines.map((line) => renderLine(line, frame))}
${renderLabels(lines, frame)}`;
}

function frameFor(lines: readonly ChartLine[], chart: LineChart): Frame {
  const points = [...lines.flatMap((line) => line.points), ...bandEnds(chart)];
  const extent = (values: number[]) => ({
    low: values.reduce((a, b) => Math.min(a, b)),
    high: values.reduce((a, b) => Math.max(a, b)),
  });
  const build = chart.logarithmic ? logarithmicScale : linearScale;
  const ys = { ...extent(points.map((p) => p.y)), from: HEIGHT - MARGIN.bottom, to: MARGIN.top, ticks: 5 };
  const y = build(ys);
  const left = tickRoom(y.ticks, MARGIN.left);
  const xs = { ...extent(points.map((p) => p.x)), from: left, to: WIDTH - MARGIN.right, ticks: 6 };
  return { x: linearScale(xs), y, left };
}

/** The corners of the bands that can be drawn. */
function bandEnds({ bands = [], logarithmic }: LineChart): { x: number; y: number }[] {
  return bands
    .flatMap(({ points }) => points.flatMap(({ x, low, high }) => [low, high].map((y) => ({ x, y }))))
    .filter(({ y }) => Number.isFinite(y) && (!logarithmic || y > 0));
}

function renderBand(
  { color, points }: NonNullable<LineChart["bands"]>[number],
  { frame: { x, y }, chart }: { frame: Frame; chart: LineChart },
): Markup {
  const drawn = points.filter(({ low, high }) => {
    return Number.isFinite(low) && Number.isFinite(high) && (!chart.logarithmic || low > 0);
  });
  if (drawn.length < 2) return html``;
  const upper = drawn.map((point) => `${at(x, point.x)} ${at(y, point.high)}`);
  const lower = drawn.map((point) => `${at(x, point.x)} ${at(y, point.low)}`).reverse();
  return html`<path class="band color-${color % COLOR_COUNT}" d="M${[...upper, ...lower].join("L")}Z"/>`;
}

function renderMark(x: number, color: number): Markup {
  return html`<line class="mark color-${color % COLOR_COUNT}" x1="${x}" x2="${x}" y1="${MARGIN.top}"
    y2="${HEIGHT - MARGIN.bottom}"/>`;
}

function renderAxes({ x, y, left }: Frame, chart: LineChart): Markup {
  const bottom = HEIGHT - MARGIN.bottom;
  const right = WIDTH - MARGIN.right;
  const horizontal = y.ticks.map(
    (tick) => html`<line class="grid" x1="${left}" x2="${right}" y1="${at(y, tick)}" y2="${at(y, tick)}"/>
<text class="tick" x="${left - 8}" y="${at(y, tick)}" dy="0.32em"
  text-anchor="end">${formatTick(tick)}</text>`,
  );
  const vertical = x.ticks.map(
    (tick) =>
      html`<text class="tick" x="${at(x, tick)}" y="${bottom + 18}"
        text-anchor="middle">${formatTick(tick)}</text>`,
  );
  return html`${horizontal}${vertical}<line class="axis" x1="${left}" x2="${right}" y1="${bottom}"
    y2="${bottom}"/>
<text class="label" x="${(left + right) / 2}" y="${HEIGHT - 6}"
  text-anchor="middle">${chart.xLabel}</text>
<text class="label" transform="translate(11 ${(MARGIN.top + bottom) / 2}) rotate(-90)"
  text-anchor="middle">${chart.yLabel}</text>`;
}

function at(scale: Scale, value: number): number {
  return Math.round(scale.place(value) * 10) / 10;
}

function renderLine(line: ChartLine, { x, y }: Frame): Markup {
  const path = line.points.map((p, i) => `${i === 0 ? "M" : "L"}${at(x, p.x)} ${at(y, p.y)}`).join("");
  const every = Math.max(1, Math.ceil(line.points.length / MARKERS_PER_LINE));
  const marked = line.points.filter((_, i) => i % every === 0 || i === line.points.length - 1);
  const markers = marked.map((p) => renderMarker(line, at(x, p.x), at(y, p.y)));
  const dash = line.dashed ? "dashed" : "solid";
  return html`<g class="color-${line.color % COLOR_COUNT}"><path class="line ${dash}"
    d="${path}"/>${markers}</g>`;
}

/** Lines differ in their markers too, so that nobody has to tell colours apart. */
function renderMarker(line: ChartLine, x: number, y: number): Markup {
  const shape = line.color % 4;
  if (shape === 0) return html`<circle class="marker" cx="${x}" cy="${y}" r="3.2"/>`;
  if (shape === 1) return html`<rect class="marker" x="${x - 3}" y="${y - 3}" width="6" height="6"/>`;
  if (shape === 2)
    return html`<path class="marker" d="M${x} ${y - 4}L${x + 4} ${y + 3}L${x - 4} ${y + 3}Z"/>`;
  return html`<path class="marker" d="M${x} ${y - 4}L${x + 4} ${y}L${x} ${y + 4}L${x - 4} ${y}Z"/>`;
}

/** Labels stand at their lines' ends, pushed apart where they would overlap, and never below the axis. */
function renderLabels(lines: readonly ChartLine[], { x, y }: Frame): Markup[] {
  const height = 15;
  const ends = lines.map((line) => ({ line, end: line.points[line.points.length - 1] }));
  ends.sort((a, b) => y.place(a.end.y) - y.place(b.end.y));
  const places: number[] = [];
  for (const { end } of ends) {
    const above = places.length === 0 ? MARGIN.top : places[places.length - 1] + height;
    places.push(Math.max(y.place(end.y), above));
  }
  const bottom = HEIGHT - MARGIN.bottom + 4;
  for (let i = places.length - 1, limit = bottom; i >= 0; i--, limit -= height)
    places[i] = Math.min(places[i], limit);
  return ends.map(({ line, end }, i) => {
    const left = WIDTH - MARGIN.right + 10;
    const top = Math.round(places[i] * 10) / 10;
    return html`<g class="color-${line.color % COLOR_COUNT}">
<path class="leader" d="M${at(x, end.x)} ${at(y, end.y)}L${left - 2} ${top}"/>
<text class="name" x="${left}" y="${top}"
  dy="0.32em">${shorten(line.name, LABEL_LENGTH)}<title>${line.name}</title></text></g>`;
  });
}

function describeChart(title: string, lines: readonly ChartLine[]): string {
  const parts = lines.slice(0, 8).map((line) => {
    const [first, last] = [line.points[0], line.points[line.points.length - 1]];
    const lowest = line.points.reduce((a, b) => (b.y < a.y ? b : a));
    const rising =
      lowest !== first && lowest !== last
        ? `, lowest ${formatValue(lowest.y)} at ${formatValue(lowest.x)}`
        : "";
    return `${line.name} goes from ${formatValue(first.y)} to ${formatValue(last.y)}${rising}`;
  });
  const more = lines.length > 8 ? `; and ${lines.length - 8} more` : "";
  return `${title}: ${parts.join("; ")}${more}.`;
}
