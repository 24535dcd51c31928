import { largestOf, smallestOf } from "../../base/lists.ts";
import { formatDifference, formatValue } from "../format.ts";
import { html, type Markup } from "../markup.ts";
import { section } from "../section.ts";
import { renderContour } from "./contour-chart.ts";
import { renderImportance } from "./importance-chart.ts";
import { lastParts, renderParallel } from "./parallel-chart.ts";
import { dotTitle, type PlotSeries, renderPlot } from "./plot-chart.ts";
import type { ReportAxis, ReportRepeats, ReportTrialCurve, StudyDocument } from "./study-document.ts";

/** How the best value came about, and the front of two objectives. */
export function renderSearch(study: StudyDocument): Markup {
  const { value, history, front } = study;
  if (history.dots.length === 0) return html``;
  const dots = history.dots.map((dot) => ({ ...dot, title: dotTitle(dot, value) }));
  const [first, last] = [history.best[0], history.best[history.best.length - 1]];
  const chart = renderPlot({
    title: `Best ${value.name} after each trial`,
    sentence:
      `Best ${value.name} over ${dots.length} complete trials: from ${formatValue(first.y)} ` +
      `to ${formatValue(last.y)}.`,
    x: { name: "complete trials", scale: "linear" },
    y: value,
    series: [
      { name: "a trial", color: 4, kind: "dots", faint: true, points: dots },
      { name: "best so far", color: 0, kind: "steps", points: history.best },
    ],
  });
  return section("Search", "search", html`<div class="charts">${chart}${front && renderFront(front)}</div>`);
}

function renderFront({ x, y, dots, trials }: NonNullable<StudyDocument["front"]>): Markup {
  const isFront = new Set(trials);
  const titled = dots.map((dot) => ({
    ...dot,
    title: `trial ${dot.trial}: ${x.name} ${formatValue(dot.x)}, ${y.name} ${formatValue(dot.y)}`,
  }));
  return renderPlot({
    title: "Trials that none beats in both",
    sentence: `${x.name} beside ${y.name}: of ${dots.length} trials none beats ${trials.join(", ")} in both.`,
    x,
    y,
    series: [
      { name: "a trial", color: 4, kind: "dots", faint: true, points: titled },
      { name: "front", color: 1, kind: "hollow", points: titled.filter(({ trial }) => isFront.has(trial)) },
    ],
  });
}

/** Which parameters decide, and how. */
export function renderParameters(study: StudyDocument): Markup {
  const { value, slices } = study;
  const charts = slices.map(({ axis, dots }) =>
    renderPlot({
      title: lastParts(axis.name),
      sentence: `${value.name} beside ${axis.name}, of ${dots.length} trials.`,
      x: axis,
      y: value,
      series: [
        {
          color: 0,
          kind: "dots",
          faint: true,
          points: dots.map((dot) => ({ ...dot, title: dotTitle(dot, value) })),
        },
      ],
    }),
  );
  const parts = [renderImportance(study), renderContour(study)];
  const parallel = renderParallel(study);
  if ([...parts, parallel, ...charts].every(({ text }) => text === "")) return html``;
  return section(
    "Parameters",
    "parameters",
    html`<div class="charts">${parts}</div>${parallel}<div class="charts">${charts}</div>`,
  );
}

/** Colours and names of curves by where their trial stands. */
const CURVES: Readonly<Record<string, { readonly name: string; readonly color: number }>> = {
  complete: { name: "complete", color: 0 },
  stopped: { name: "stopped early", color: 1 },
  paused: { name: "paused", color: 2 },
  running: { name: "running", color: 3 },
  failed: { name: "failed", color: 5 },
};

/** The curves that trials reported; those that were ended early end where they did. */
export function renderTrialCurves(study: StudyDocument): Markup {
  const { curves } = study;
  if (curves.length === 0) return html``;
  const look = ({ status }: ReportTrialCurve) => CURVES[status] ?? CURVES.running;
  const series = curves.map((curve): PlotSeries => {
    const { trial, status, points } = curve;
    return {
      ...look(curve),
      kind: "line",
      faint: true,
      points: points.map((point) => ({ ...point, title: `trial ${trial}, ${status}` })),
    };
  });
  const ends = curves
    .filter(({ status }) => status === "stopped" || status === "paused")
    .map((curve): PlotSeries => {
      const { name: _name, ...rest } = look(curve);
      return { ...rest, kind: "dots", points: curve.points.slice(-1) };
    });
  const count = (status: string) => curves.filter((curve) => curve.status === status).length;
  return section(
    "Learning curves",
    "curves",
    renderPlot({
      title: "What each trial reported on its way",
      sentence:
        `Learning curves of ${curves.length} trials: ${count("complete")} complete, ` +
        `${count("stopped")} stopped early, ${count("paused")} paused.`,
      x: { name: "steps", scale: "linear" },
      y: curveAxis(study),
      series: [...series, ...ends],
    }),
  );
}

/** In the logarithm where what was reported is positive and spans magnitudes. */
function curveAxis({ curves, value }: StudyDocument): ReportAxis {
  const values = curves.flatMap(({ points }) => points.map(({ y }) => y)).filter(Number.isFinite);
  const [low, high] = [smallestOf(values), largestOf(values)];
  return { name: value.name, scale: low > 0 && high > 20 * low ? "log" : "linear" };
}

/** The losses of the best trials member by member, beside those of the recipe that the search began with. */
export function renderRepeats({ repeats }: StudyDocument): Markup {
  if (repeats === null) return html``;
  const members = repeats.reduce((most, { losses }) => Math.max(most, losses.length), 0);
  const head = Array.from({ length: members }, (_, i) => html`<th scope="col" class="number">${i + 1}</th>`);
  const rows = repeats.map(
    (repeat) =>
      html`<tr><th scope="row">${repeat.trial}${repeat.isBaseline && " (baseline)"}</th>${Array.from(
        { length: members },
        (_, i) => html`<td class="number">${lossText(repeat.losses[i])}</td>`,
      )}<td class="number">${differenceText(repeat)}</td></tr>`,
  );
  return section(
    "Repeats",
    "repeats",
    html`<p class="small quiet">Losses of the best trials by fold or seed, the same for every trial, so that
differences are paired. The best of many is better by luck too: what counts is the proof on fresh seeds.</p>
<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">trial</th>${head}<th scope="col"
  class="number">loss − baseline's</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  );
}

function lossText(loss: number | null | undefined): string {
  return loss === null || loss === undefined ? "–" : formatValue(loss);
}

function differenceText({ difference }: ReportRepeats): string {
  if (difference === null) return "–";
  const { mean, low, high } = difference;
  if (low === undefined || high === undefined) return formatDifference(mean);
  return `${formatDifference(mean)} (${formatDifference(low)} to ${formatDifference(high)})`;
}

/** The trials, the best first. */
export function renderTrials({ trials: { columns, rows, left } }: StudyDocument): Markup {
  if (rows.length === 0) return html``;
  const head = columns.map((column) => html`<th scope="col" title="${column}">${lastParts(column)}</th>`);
  const body = rows.map(
    ({ trial, cells }) => html`<tr><th scope="row">${trial}</th>${cells.map(renderCell)}</tr>`,
  );
  return section(
    "Trials",
    "trials",
    html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">trial</th>${head}</tr></thead>
<tbody>${body}</tbody></table></div>
${left > 0 && html`<p class="small quiet">And ${left} more, which export to CSV lists.</p>`}`,
  );
}

/** Numbers are to the right, and short words stay on one line. */
function renderCell(cell: string): Markup {
  const isNumber = cell !== "" && !Number.isNaN(Number(cell.replace("−", "-")));
  const look = isNumber ? "number" : cell.length <= 24 ? "word" : "";
  return html`<td class="${look}">${cell}</td>`;
}
