import { formatValue } from "../format.ts";
import { html, type Markup } from "../markup.ts";
import { isDrawable, PLOT, type PlotFrame, plotFrame, renderPlotAxes, round } from "./plot-axes.ts";
import type { ReportAxis } from "./study-document.ts";

/** Points that belong together, and how they are drawn. */
export interface PlotSeries {
  /** In the legend; series of one name stand there once, and those without one do not. */
  readonly name?: string;
  /** The number of its colour; see `.color-0` of the style sheet. */
  readonly color: number;
  /** Dots; a line through the points; or steps, which stay until the next point. */
  readonly kind: "dots" | "hollow" | "line" | "steps";
  readonly faint?: boolean;
  readonly points: readonly { readonly x: number; readonly y: number; readonly title?: string }[];
}

/** A chart of points and lines. */
export interface PlotChart {
  readonly title: string;
  /** The chart in words, for who does not see it. */
  readonly sentence: string;
  readonly x: ReportAxis;
  readonly y: ReportAxis;
  readonly series: readonly PlotSeries[];
}

/** The height of the legend's line. */
const LEGEND = 22;

/** Draws a chart as a figure, later series over earlier ones; nothing where no point can be drawn. */
export function renderPlot(chart: PlotChart): Markup {
  const series = chart.series.map((one) => ({
    ...one,
    points: one.points.filter(({ x, y }) => isDrawable(chart.x, x) && isDrawable(chart.y, y)),
  }));
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) return html``;
  const frame = plotFrame(points, chart);
  const legend = legendOf(series);
  const height = PLOT.height + (legend.length > 0 ? LEGEND : 0);
  return html`<figure class="chart"><figcaption>${chart.title}</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${PLOT.width} ${height}" role="img"
  aria-label="${chart.sentence}">
${renderPlotAxes(frame, chart)}
${series.map((one) => renderSeries(one, frame))}
${renderLegend(legend, frame)}
</svg></div></figure>`;
}

function renderSeries({ color, kind, faint, points }: PlotSeries, { x, y }: PlotFrame): Markup {
  const at = points.map((point) => ({ ...point, x: round(x.place(point.x)), y: round(y.place(point.y)) }));
  if (kind === "line" || kind === "steps") {
    const path = at.map((point, i) => {
      if (i === 0) return `M${point.x} ${point.y}`;
      return kind === "steps" ? `H${point.x}V${point.y}` : `L${point.x} ${point.y}`;
    });
    const title = points[0]?.title;
    return html`<path class="color-${color % 8} line${faint && " thin"}" d="${path.join("")}">${
      title && html`<title>${title}</title>`
    }</path>`;
  }
  const look = kind === "hollow" ? "hollow" : faint ? "bar faint" : "bar";
  return html`<g class="color-${color % 8}">${at.map(
    (point) =>
      html`<circle class="${look}" cx="${point.x}" cy="${point.y}" r="${kind === "hollow" ? 5 : 3.5}">${
        point.title && html`<title>${point.title}</title>`
      }</circle>`,
  )}</g>`;
}

/** The first series of each name. */
function legendOf(series: readonly PlotSeries[]): PlotSeries[] {
  const named = series.filter(({ name, points }) => name !== undefined && points.length > 0);
  return named.filter(({ name }, index) => named.findIndex((one) => one.name === name) === index);
}

function renderLegend(legend: readonly PlotSeries[], { left }: PlotFrame): Markup[] {
  const y = PLOT.height + LEGEND / 2;
  let x = left;
  return legend.map(({ name = "", color, kind }) => {
    const from = x;
    x += 34 + 7 * name.length;
    const mark =
      kind === "line" || kind === "steps"
        ? html`<path class="line" d="M${from} ${y}h14"/>`
        : html`<circle class="${kind === "hollow" ? "hollow" : "bar"}" cx="${from + 7}" cy="${y}" r="4"/>`;
    return html`<g class="color-${color % 8}">${mark}<text class="row" x="${from + 20}" y="${y}"
  dy="0.32em">${name}</text></g>`;
  });
}

/** "trial 7: loss 0.123". */
export function dotTitle({ trial, y }: { trial: number; y: number }, axis: ReportAxis): string {
  return `trial ${trial}: ${axis.name} ${formatValue(y)}`;
}
