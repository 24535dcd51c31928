import { largestOf, smallestOf } from "../../base/lists.ts";
import { linearScale, logarithmicScale, type Scale } from "../axis-scale.ts";
import { formatTick, shorten, tickRoom } from "../format.ts";
import { html, type Markup } from "../markup.ts";
import type { ReportAxis } from "./study-document.ts";

/** The size of a plot, and the room around it; the left side grows with its ticks. */
export const PLOT = { width: 480, height: 280, left: 66, right: 18, top: 14, bottom: 42 } as const;

/** Where the values of a plot stand. */
export interface PlotFrame {
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
}

/** Whether a value has a place on an axis. */
export function isDrawable({ scale }: ReportAxis, value: number): boolean {
  return Number.isFinite(value) && (scale !== "log" || value > 0);
}

/** The scales of a plot around its points; at least one, all drawable. */
export function plotFrame(
  points: readonly { readonly x: number; readonly y: number }[],
  axes: { readonly x: ReportAxis; readonly y: ReportAxis },
): PlotFrame {
  const y = scaleOf(
    axes.y,
    points.map((point) => point.y),
    { from: PLOT.height - PLOT.bottom, to: PLOT.top, ticks: 5 },
  );
  const left = axes.y.scale === "choices" ? 120 : tickRoom(y.ticks, PLOT.left);
  const x = scaleOf(
    axes.x,
    points.map((point) => point.x),
    { from: left, to: PLOT.width - PLOT.right, ticks: 6 },
  );
  return { x, y, left };
}

function scaleOf(
  { scale, choices = [] }: ReportAxis,
  values: readonly number[],
  room: { from: number; to: number; ticks: number },
): Scale {
  if (scale === "choices") {
    const inner = linearScale({ ...room, low: -0.5, high: choices.length - 0.5 });
    return { place: inner.place, ticks: choices.map((_, index) => index) };
  }
  const build = scale === "log" ? logarithmicScale : linearScale;
  return build({ ...room, low: smallestOf(values), high: largestOf(values) });
}

/** Both axes with their ticks and labels. */
export function renderPlotAxes(
  { x, y, left }: PlotFrame,
  axes: { readonly x: ReportAxis; readonly y: ReportAxis },
): Markup {
  const bottom = PLOT.height - PLOT.bottom;
  const right = PLOT.width - PLOT.right;
  const across = y.ticks.map((tick) => {
    const at = round(y.place(tick));
    return html`<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/>
<text class="tick" x="${left - 8}" y="${at}" dy="0.32em" text-anchor="end">${tickText(axes.y, tick)}</text>`;
  });
  const along = x.ticks.map(
    (tick) =>
      html`<text class="tick" x="${round(x.place(tick))}" y="${bottom + 17}"
  text-anchor="middle">${tickText(axes.x, tick)}</text>`,
  );
  return html`${across}${along}
<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="label" x="${(left + right) / 2}" y="${PLOT.height - 6}"
  text-anchor="middle">${shorten(axes.x.name, 50)}</text>
<text class="label" transform="translate(11 ${(PLOT.top + bottom) / 2}) rotate(-90)"
  text-anchor="middle">${shorten(axes.y.name, 32)}</text>`;
}

function tickText({ scale, choices = [] }: ReportAxis, tick: number): string {
  if (scale !== "choices") return formatTick(tick);
  const letters = Math.max(4, Math.floor(54 / choices.length));
  return shorten(choices[tick], letters);
}

/** A place in an image: more digits say nothing. */
export function round(place: number): number {
  return Math.round(place * 10) / 10;
}
