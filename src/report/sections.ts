import type { ReportDetail, ReportDocument } from "./document.ts";
import { formatValue, shorten } from "./format.ts";
import { type ChartLine, type LineChart, renderLineChart } from "./line-chart.ts";
import { html, type Markup } from "./markup.ts";
import { renderConfusion, renderScatter } from "./prediction-charts.ts";
import { renderResiduals } from "./residual-chart.ts";
import { section } from "./section.ts";
import { renderSummaryChart } from "./summary-chart.ts";

/** The page's head: the result before everything else, in a sentence and as a picture. */
export function renderHeadline(report: ReportDocument): Markup {
  const { sentence, test, naive } = report.headline;
  const times = test?.previousScorings ?? 0;
  return html`<p class="headline">${sentence}</p>
${naive && html`<p>${naive}</p>`}
${
  times > 0 &&
  html`<p><b>Scoring number ${times + 1} of this test set: no longer an unbiased estimate.</b></p>`
}
${renderSummaryChart(report)}
<div class="folds">${test && Object.keys(test.metrics).length > 1 && renderMetrics(test.metrics)}
${test && renderDetails(test.details)}</div>`;
}

function renderMetrics(metrics: Readonly<Record<string, number>>): Markup {
  const rows = Object.entries(metrics).map(
    ([name, value]) =>
      html`<tr><th scope="row">${name}</th><td class="number">${formatValue(value)}</td></tr>`,
  );
  return html`<details><summary>All test metrics</summary><div class="scroll"
    tabindex="0"><table><tbody>${rows}</tbody></table></div></details>`;
}

/** A row for each class or value, a column for each metric that any of them has. */
function renderDetails(details: readonly ReportDetail[]): Markup {
  if (details.length === 0) return html``;
  const metrics = [...new Set(details.flatMap((detail) => Object.keys(detail.metrics)))];
  const head = metrics.map((metric) => html`<th scope="col" class="number">${metric}</th>`);
  const rows = details.map((detail) => {
    const cells = metrics.map((metric) => {
      const value = Object.hasOwn(detail.metrics, metric) ? formatValue(detail.metrics[metric]) : "";
      return html`<td class="number">${value}</td>`;
    });
    return html`<tr><th scope="row" title="${detail.name}">${shorten(detail.name, 40)}</th>${cells}</tr>`;
  });
  return html`<details><summary>Test metrics one by one</summary><div class="scroll"
    tabindex="0"><table><thead><tr><td></td>${head}</tr></thead><tbody>${rows}</tbody></table></div>
      </details>`;
}

/** The section on the data that the network was trained on. */
export function renderData({ data }: ReportDocument): Markup {
  const { split, classes, notes } = data;
  const parts = [
    `${formatValue(split.train)} train`,
    `${formatValue(split.dev)} dev`,
    `${formatValue(split.test)} test rows`,
  ];
  return section(
    "Data",
    "data",
    html`<p><code>${data.file}</code>: ${formatValue(data.rows)} rows, ${formatValue(data.columns)} columns;
target ${data.target} (${data.task}); split ${split.method}: ${parts.join(", ")}.</p>
${classes && html`<p class="small quiet">Classes: ${classesText(classes)}</p>`}
${renderList(notes)}`,
  );
}

function classesText(classes: NonNullable<ReportDocument["data"]["classes"]>): string {
  const shown = classes
    .slice(0, CLASSES_SHOWN)
    .map((entry) => `${shorten(entry.label, 40)} (${formatValue(entry.count)})`);
  const more = classes.length > CLASSES_SHOWN ? ` and ${classes.length - CLASSES_SHOWN} more` : "";
  return shown.join(", ") + more;
}

/** So many classes are told with their counts. */
const CLASSES_SHOWN = 30;

/** More notes than this are folded away. */
const NOTES_SHOWN = 3;

function renderList(items: readonly string[]): Markup {
  if (items.length === 0) return html``;
  const list = html`<ul class="plain">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  if (items.length <= NOTES_SHOWN) return list;
  return html`<details><summary>${items.length} notes on the data</summary>${list}</details>`;
}

/** Whether lines would lie on the axis of a linear scale for most of their length. */
function spansMagnitudes(lines: readonly ChartLine[]): boolean {
  const values = lines.flatMap((line) => line.points.map((point) => point.y)).filter(Number.isFinite);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  return low > 0 && high > 50 * low;
}

/**
 * Learning curves: a recipe has one colour; its training rows are dashed, its dev rows solid with a band from
 * the lowest to the highest member, and the epoch that was chosen is marked.
 */
export function renderCurves({ runs, watchedMetric: name, probes }: ReportDocument): Markup {
  if (runs.length === 0) return html``;
  const losses = curvesOf(runs, { train: "trainLoss", dev: "devLoss", band: "devLossBand" });
  const metrics = curvesOf(runs, { train: "trainMetric", dev: "devMetric", band: "devMetricBand" });
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1)} per epoch`;
  return section(
    "Learning curves",
    "curves",
    html`<p class="small quiet">Means over the members; training and dev rows are evaluated alike, without
dropout and noise. The band goes from the lowest to the highest member; the upright line is the chosen
epoch.</p>
<div class="charts">${renderLineChart({
      ...losses,
      title: "Loss per epoch",
      xLabel: "epoch",
      yLabel: "loss",
      logarithmic: spansMagnitudes(losses.lines),
    })}
${renderLineChart({ ...metrics, title, xLabel: "epoch", yLabel: name, logarithmic: false })}</div>
${renderProbes(probes)}`,
  );
}

function curvesOf(
  runs: ReportDocument["runs"],
  parts: {
    train: "trainLoss" | "trainMetric";
    dev: "devLoss" | "devMetric";
    band: "devLossBand" | "devMetricBand";
  },
): Pick<LineChart, "lines" | "bands" | "marks"> {
  return {
    lines: runs.flatMap((run, color) => [
      { name: `${shorten(run.name, 14)} train`, points: run[parts.train], color, dashed: true },
      { name: `${shorten(run.name, 14)} dev`, points: run[parts.dev], color, dashed: false },
    ]),
    bands: runs.map((run, color) => ({ color, points: run[parts.band] })),
    marks: runs.flatMap(({ chosenEpoch }, color) =>
      chosenEpoch === undefined ? [] : [{ x: chosenEpoch, color }],
    ),
  };
}

/** The section on the statistics from inside the network; a layer has the same colour in every chart. */
function renderProbes(probes: ReportDocument["probes"]): Markup {
  if (probes.length === 0) return html``;
  const layers = [...new Set(probes.flatMap((probe) => probe.series.map((series) => series.name)))];
  const charts = probes.map((probe) =>
    renderLineChart({
      title: probe.title,
      xLabel: "step",
      yLabel: probe.unit,
      logarithmic: probe.logarithmic,
      lines: probe.series.map((series) => ({ ...series, color: layers.indexOf(series.name), dashed: false })),
    }),
  );
  return html`<details><summary>Inside the network: gradients, updates and units, layer by layer</summary>
<div class="charts">${charts}</div></details>`;
}

/** How the predictions compare with the truth. */
export function renderPredictions({ predictions }: ReportDocument): Markup {
  if (!predictions) return html``;
  const charts = predictions.map((chart) =>
    chart.kind === "confusion"
      ? renderConfusion(chart)
      : html`${renderScatter(chart)}${renderResiduals(chart)}`,
  );
  const isSingle = predictions.length === 1 && predictions[0].kind === "confusion";
  const body = isSingle ? html`${charts}` : html`<div class="charts">${charts}</div>`;
  return section("Predictions", "predictions", body);
}

/** The section on the files that were written, and how to use them. */
export function renderFiles({ files, usage, recipe }: ReportDocument): Markup {
  const rows = files.map(
    (file) =>
      html`<tr><th scope="row">${file.name}</th><td><code>${file.path}</code></td><td>${file.description}</td>
        </tr>`,
  );
  const snippets = usage.map((entry) => html`<h3>${entry.title}</h3><pre tabindex="0">${entry.code}</pre>`);
  return section(
    "Files and use",
    "files",
    html`<div class="folds"><details><summary>${files.length} files were written</summary><div class="scroll"
  tabindex="0"><table><tbody>${rows}</tbody></table></div></details>
${usage.length > 0 && html`<details><summary>Using the model</summary>${snippets}</details>`}
<details><summary>The recipe that made the model, as JSON</summary>
<pre tabindex="0">${JSON.stringify(recipe, null, 2) ?? "null"}</pre></details></div>`,
  );
}
