import { linearScale } from "./axis-scale.ts";
import { formatValue } from "./format.ts";
import { html, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/** Values over a plane: `values[row][column]` at (xs[column], ys[row]). */
export interface PlaneChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly values: readonly (readonly number[])[];
}

const WIDTH = 480;
const HEIGHT = 400;
const MARGIN = { left: 58, right: 118, top: 14, bottom: 42 };
/** From low to high, equal steps to the eye and in grey (after viridis). */
const RAMP = [
  "#440154",
  "#482878",
  "#3e4a89",
  "#31688e",
  "#26828e",
  "#1f9e89",
  "#35b779",
  "#6ece58",
  "#b5de2b",
  "#fde725",
];
/** The colour of places without a value. */
const NOTHING = "#808080";

/**
 * Draws values over a plane as an SVG file of its own: bands of colour, which are equal steps of the
 * logarithm where all are positive.
 */
export function renderPlaneChartFile(chart: PlaneChart): string {
  const finite = chart.values.flat().filter(Number.isFinite);
  const bands = bandsOf(finite);
  const sentence = `${chart.title}: from ${formatValue(bands.low)} to ${formatValue(bands.high)}.`;
  const style = new Markup(`<style>${STYLE}svg{background:var(--background)}</style>`);
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -24 ${WIDTH} ${HEIGHT + 24}" role="img"
    aria-label="${sentence}">
${style}
<text class="name" x="${MARGIN.left}" y="-8">${chart.title}</text>
${renderCells(chart, bands.of)}
${renderAxes(chart)}
${finite.length === 0 ? [] : renderLegend(bands.edges)}
</svg>
`.text;
}

interface Bands {
  readonly low: number;
  readonly high: number;
  /** The lower ends of the bands. */
  readonly edges: readonly number[];
  readonly of: (value: number) => number;
}

function bandsOf(values: readonly number[]): Bands {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const logarithmic = low > 0;
  const to = logarithmic ? Math.log : (value: number) => value;
  const back = logarithmic ? Math.exp : (value: number) => value;
  const span = to(high) - to(low) || 1;
  const of = (value: number) =>
    Math.min(RAMP.length - 1, Math.max(0, Math.floor(((to(value) - to(low)) / span) * RAMP.length)));
  return { low, high, of, edges: RAMP.map((_, band) => back(to(low) + (span * band) / RAMP.length)) };
}

function scales({ xs, ys }: PlaneChart) {
  const half = (places: readonly number[]) =>
    (places[places.length - 1] - places[0]) / (2 * (places.length - 1));
  const extent = (places: readonly number[]) => ({
    low: places[0] - half(places),
    high: places[places.length - 1] + half(places),
  });
  return {
    x: linearScale({ ...extent(xs), from: MARGIN.left, to: WIDTH - MARGIN.right, ticks: 5 }),
    y: linearScale({ ...extent(ys), from: HEIGHT - MARGIN.bottom, to: MARGIN.top, ticks: 5 }),
  };
}

function renderCells(chart: PlaneChart, bandOf: (value: number) => number): Markup[] {
  const { x, y } = scales(chart);
  const { xs, ys, values } = chart;
  const width = (WIDTH - MARGIN.right - MARGIN.left) / xs.length;
  const height = (HEIGHT - MARGIN.bottom - MARGIN.top) / ys.length;
  return values.flatMap((row, i) =>
    row.map((value, j) => {
      const color = Number.isFinite(value) ? RAMP[bandOf(value)] : NOTHING;
      const [left, top] = [x.place(xs[j]) - width / 2, y.place(ys[i]) - height / 2];
      // A little larger than its share, so that no seams show.
      return html`<rect x="${round(left)}" y="${round(top)}" width="${round(width + 0.3)}"
        height="${round(height + 0.3)}" fill="${color}"/>`;
    }),
  );
}

function renderAxes(chart: PlaneChart): Markup {
  const { x, y } = scales(chart);
  const bottom = HEIGHT - MARGIN.bottom;
  const label = (tick: number) => String(tick).replace("-", "−");
  const horizontal = x.ticks.map(
    (tick) =>
      html`<text class="tick" x="${round(x.place(tick))}" y="${bottom + 18}"
        text-anchor="middle">${label(tick)}</text>`,
  );
  const vertical = y.ticks.map(
    (tick) =>
      html`<text class="tick" x="${MARGIN.left - 8}" y="${round(y.place(tick))}" dy="0.32em"
        text-anchor="end">${label(tick)}</text>`,
  );
  const [middleX, middleY] = [(MARGIN.left + WIDTH - MARGIN.right) / 2, (MARGIN.top + bottom) / 2];
  return html`${horizontal}${vertical}
<text class="label" x="${middleX}" y="${HEIGHT - 6}" text-anchor="middle">${chart.xLabel}</text>
<text class="label" transform="translate(13 ${middleY}) rotate(-90)"
  text-anchor="middle">${chart.yLabel}</text>
<circle cx="${round(x.place(0))}" cy="${round(y.place(0))}" r="4" fill="none" stroke="#ffffff"
  stroke-width="2"/>`;
}

function renderLegend(edges: readonly number[]): Markup[] {
  const [left, size] = [WIDTH - MARGIN.right + 14, 18];
  return edges.map((edge, band) => {
    const top = MARGIN.top + (edges.length - 1 - band) * size;
    return html`<rect x="${left}" y="${top}" width="14" height="${size}" fill="${RAMP[band]}"/>
<text class="tick" x="${left + 20}" y="${top + size}"
  dy="0.1em">${formatValue(Number(edge.toPrecision(3)))}</text>`;
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
