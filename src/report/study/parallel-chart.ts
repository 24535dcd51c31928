import { formatValue, shorten } from "../format.ts";
import { html, type Markup } from "../markup.ts";
import { round } from "./plot-axes.ts";
import type { ReportThread, StudyDocument } from "./study-document.ts";

const HEIGHT = 300;
const MARGIN = { side: 70, top: 34, bottom: 16 };
/** The room between two axes at least, and of all together. */
const GAP = 120;
const LEAST_ROOM = 760;
/** How many shades the style sheet has. */
const SHADES = 9;

/**
 * Each trial as a line through the values of its parameters, the best ones strong and over the others; the
 * axes are from low to high, the last one the value, the best at the top.
 */
export function renderParallel({ parallel, value }: StudyDocument): Markup {
  const { axes, threads } = parallel;
  if (axes.length < 2 || threads.length < 2) return html``;
  const names = [...axes, value.name];
  const gap = Math.max(GAP, round(LEAST_ROOM / (names.length - 1)));
  const width = 2 * MARGIN.side + gap * (names.length - 1);
  const x = (index: number) => MARGIN.side + gap * index;
  const bottom = HEIGHT - MARGIN.bottom;
  const y = (place: number) => round(bottom - place * (bottom - MARGIN.top));
  const poles = names.map(
    (name, index) =>
      html`<line class="axis" x1="${x(index)}" x2="${x(index)}" y1="${MARGIN.top}" y2="${bottom}"/>
<text class="row" x="${x(index)}" y="${MARGIN.top - 14}"
  text-anchor="middle">${shorten(lastParts(name), 17)}<title>${name}</title></text>`,
  );
  const sentence =
    `Parallel coordinates of ${threads.length} trials over ${axes.join(", ")}: each line is a trial, ` +
    `the stronger its colour the better its ${value.name}.`;
  const drawn = [...threads].sort((a, b) => b.rank - a.rank);
  return html`<figure class="chart wide parallel"><figcaption>Trials through all parameters</figcaption>
<div class="scroll" tabindex="0"><svg viewBox="0 0 ${width} ${HEIGHT}"
  role="img" aria-label="${sentence}">${poles}
${drawn.map((thread) => renderThread(thread, { x, y, name: value.name }))}
</svg></div><p class="sentence">A line is a trial; the stronger, the better. Axes go from low to high, in the
logarithm where it is searched so; the last one has the best at the top.</p></figure>`;
}

function renderThread(
  { trial, value, rank, places }: ReportThread,
  { x, y, name }: { x: (index: number) => number; y: (place: number) => number; name: string },
): Markup {
  let isNew = true;
  const path = [...places, 1 - rank].map((place, index) => {
    if (place === null) {
      isNew = true;
      return "";
    }
    const step = `${isNew ? "M" : "L"}${x(index)} ${y(place)}`;
    isNew = false;
    return step;
  });
  const shade = Math.min(SHADES - 1, Math.floor((1 - rank) * SHADES));
  const title = `trial ${trial}: ${name} ${formatValue(value)}`;
  return html`<path class="line thin shade-${shade}" d="${path.join("")}"><title>${title}</title></path>`;
}

/** The end of a path says enough over an axis. */
export function lastParts(name: string): string {
  return name.split(".").slice(-1)[0];
}
