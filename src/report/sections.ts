import type {
  ReportDetail,
  ReportDocument,
  ReportEstimate,
  ReportFinding,
  ReportHeadline,
  ReportStep,
} from "./document.ts";
import { renderEffects } from "./effect-chart.ts";
import { formatDifference, formatScore, formatValue, shorten } from "./format.ts";
import { type ChartLine, renderLineChart } from "./line-chart.ts";
import { html, type Markup } from "./markup.ts";
import { renderConfusion, renderScatter } from "./prediction-charts.ts";

function section(title: string, id: string, body: Markup): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
}

function interval(estimate: ReportEstimate): string {
  if (estimate.low === undefined || estimate.high === undefined) return "";
  return `95% interval ${formatValue(estimate.low)} to ${formatValue(estimate.high)}`;
}

/** The page's head: the result before everything else. */
export function renderHeadline(report: ReportDocument): Markup {
  const { headline } = report;
  const { metric, baseline, final, test, floor, bound } = headline;
  return html`<ul class="cards">
<li class="card"><span
  class="small">Baseline, dev ${metric.name}</span><b>${formatScore(baseline.value)}</b><span class="small
    quiet">${interval(baseline)}</span></li>
<li class="card"><span class="small">Final, dev ${metric.name}</span><b>${formatValue(final.value)}</b><span
  class="small quiet">${interval(final)}</span></li>
${
  test
    ? html`<li class="card main"><span
      class="small">Test ${metric.name},
        ${scoredHowOften(test.previousScorings)}</span><b>${formatValue(test.value)}</b><span class="small
          quiet">${interval(test)}</span></li>`
    : html`<li class="card"><span class="small">Test ${metric.name}</span><b>–</b><span class="small
      quiet">not scored</span></li>`
}
</ul>
<p>${describeOutcome(headline, report.steps)}${headline.naive ? ` ${headline.naive}` : ""}</p>
${
  floor &&
  html`<p class="small quiet">The simple model to beat (${floor.name}):
  ${formatValue(floor.value)} on the dev set.</p>`
}
${
  bound &&
  html`<p class="small quiet">Known to be reachable (${bound.source}):
  ${formatValue(bound.value)}.</p>`
}
${test && Object.keys(test.metrics).length > 1 && renderMetrics(test.metrics)}
${test && renderDetails(test.details)}`;
}

function scoredHowOften(previousScorings: number): string {
  if (previousScorings === 0) return "scored once";
  return `scoring number ${previousScorings + 1}: no longer an unbiased estimate`;
}

function describeOutcome({ metric, baseline, final }: ReportHeadline, steps: readonly ReportStep[]): string {
  const kept = steps.filter((step) => step.verdict.kept);
  if (steps.length === 0) return "No treatment was tried: the baseline is the result.";
  if (kept.length === 0) {
    return (
      `${steps.length} treatment${steps.length === 1 ? " was" : "s were"} tried and none helped ` +
      `beyond the noise: the baseline is the result.`
    );
  }
  const change = Number.isFinite(baseline.value)
    ? `changed by ${formatDifference(final.value - baseline.value)}`
    : `is ${formatScore(final.value)} where the baseline diverged`;
  const names = kept.map((step) => shorten(step.title, 60)).join("; ");
  return (
    `Dev ${metric.name} ${change} (${metric.higherIsBetter ? "more" : "less"} is better). ` +
    `Kept: ${names}.`
  );
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
  const { split } = data;
  const rows: [string, string][] = [
    ["File", data.file],
    ["Rows and columns", `${formatValue(data.rows)} rows, ${formatValue(data.columns)} columns`],
    ["Target", `${data.target} (${data.task})`],
    [
      "Split",
      `${split.method}: ${formatValue(split.train)} train, ${formatValue(split.dev)} dev, ` +
        `${formatValue(split.test)} test`,
    ],
  ];
  if (data.classes) {
    const shown = data.classes
      .slice(0, 30)
      .map((entry) => `${shorten(entry.label, 40)} (${formatValue(entry.count)})`);
    const more = data.classes.length > 30 ? ` and ${data.classes.length - 30} more` : "";
    rows.push(["Classes", shown.join(", ") + more]);
  }
  return section(
    "Data",
    "data",
    html`<div class="scroll"
      tabindex="0"><table><tbody>${rows.map(
        ([name, value]) => html`<tr><th scope="row">${name}</th>
        <td>${value}</td></tr>`,
      )}</tbody></table></div>
${renderList(data.notes)}`,
  );
}

/** More notes than this are folded away. */
const NOTES_SHOWN = 8;

function renderList(items: readonly string[]): Markup {
  if (items.length === 0) return html``;
  const list = html`<ul class="plain">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  if (items.length <= NOTES_SHOWN) return list;
  return html`<details><summary>${items.length} notes on the data</summary>${list}</details>`;
}

/** The section on the findings, with their evidence. */
export function renderFindings({ findings, unjudged = [] }: ReportDocument): Markup {
  const body =
    findings.length === 0
      ? html`<p>Nothing found that needs treatment.</p>`
      : html`${findings.map(renderFinding)}`;
  const rest = unjudged.length > 0 && html`<p class="small quiet">Not judged: ${unjudgedText(unjudged)}</p>`;
  return section("Findings", "findings", html`${body}${rest}`);
}

/** Findings that want the same are named together. */
function unjudgedText(unjudged: NonNullable<ReportDocument["unjudged"]>): string {
  const titles = new Map<string, string[]>();
  for (const { title, how } of unjudged) titles.set(how, [...(titles.get(how) ?? []), title]);
  return [...titles].map(([how, names]) => `${names.join(", ")}. ${how}`).join(" ");
}

function renderFinding(finding: ReportFinding): Markup {
  const cell = (value: number | string | undefined) =>
    value === undefined ? "" : typeof value === "number" ? formatValue(value) : value;
  const evidence = finding.evidence.map(
    (entry) =>
      html`<tr><td>${entry.label}</td><td class="number">${cell(entry.value)}</td><td
        class="number">${cell(entry.threshold)}</td></tr>`,
  );
  const treatments = finding.treatments.map(
    (treatment) =>
      html`<li><b>${treatment.title}</b>:
        ${treatment.reason}
        ${treatment.source && html` <span class="quiet small">(${treatment.source})</span>`}</li>`,
  );
  return html`<article class="item"><h3><span
    class="badge${finding.severity === "problem" && " strong"}">${finding.severity}</span>${
      finding.title
    }</h3>
<p>${finding.summary}</p>
${
  evidence.length > 0 &&
  html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">evidence</th><th scope="col"
    class="number">value</th><th scope="col"
      class="number">limit</th></tr></thead><tbody>${evidence}</tbody></table></div>`
}
${
  treatments.length > 0 &&
  html`<details><summary>Treatments that fit</summary>
  <ul class="plain">${treatments}</ul></details>`
}</article>`;
}

/** The section on the treatments that were tried, and what came of them. */
export function renderSteps({ steps, headline, effectOf }: ReportDocument): Markup {
  if (steps.length === 0) return section("Treatments", "treatments", html`<p>No treatment was tried.</p>`);
  const { name } = headline.metric;
  return section(
    "Treatments",
    "treatments",
    html`${renderEffects(steps, effectOf)}${steps.map((step) =>
      renderStep(step, { metric: name, effectOf }),
    )}`,
  );
}

function describeEffect({ effect, low, high }: ReportStep["verdict"], effectOf: string): string {
  const size = `Effect on the ${effectOf}: ${formatDifference(effect)}`;
  if (low === high) return `${size} (positive is better; too few repeats for an interval).`;
  return `${size} (95% interval ${formatDifference(low)} to ${formatDifference(high)}; positive is better).`;
}

function renderStep(step: ReportStep, labels: { metric: string; effectOf: string }): Markup {
  const { verdict } = step;
  const { metric, effectOf } = labels;
  const members = step.members.map(
    ({ member, seed, before, after }) =>
      html`<tr><th scope="row">member ${member}, seed ${seed}</th><td
        class="number">${formatScore(before)}</td><td class="number">${formatScore(after)}</td><td
          class="number">${formatDifference(after - before)}</td></tr>`,
  );
  return html`<article class="item"><h3><span
    class="badge${verdict.kept && " strong"}">${verdict.kept ? "kept" : "dropped"}</span>${step.title}</h3>
<p class="small quiet">For: ${step.finding}</p>
<p>${verdict.reason}</p>
${Number.isFinite(verdict.effect) && html`<p>${describeEffect(verdict, effectOf)}</p>`}
${step.diff.length > 0 && html`<pre>${step.diff.join("\n")}</pre>`}
${
  members.length > 0 &&
  html`<details><summary>Dev ${metric} per member</summary><div class="scroll"
    tabindex="0"><table><thead><tr><td></td><th scope="col">before</th><th scope="col">after</th><th
      scope="col">change</th></tr></thead><tbody>${members}</tbody></table></div></details>`
}</article>`;
}

/** Whether lines would lie on the axis of a linear scale for most of their length. */
function spansMagnitudes(lines: readonly ChartLine[]): boolean {
  const values = lines.flatMap((line) => line.points.map((point) => point.y)).filter(Number.isFinite);
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  return low > 0 && high > 50 * low;
}

/** Learning curves: a run has one colour; its training part is dashed, its dev part solid. */
export function renderCurves({ runs, headline }: ReportDocument): Markup {
  if (runs.length === 0) return html``;
  const { name } = headline.metric;
  const linesOf = (train: "trainLoss" | "trainMetric", dev: "devLoss" | "devMetric"): ChartLine[] =>
    runs.flatMap((run, color) => [
      { name: `${shorten(run.name, 14)} train`, points: run[train], color, dashed: true },
      { name: `${shorten(run.name, 14)} dev`, points: run[dev], color, dashed: false },
    ]);
  const losses = linesOf("trainLoss", "devLoss");
  const shared = { xLabel: "epoch", logarithmic: false };
  return section(
    "Learning curves",
    "curves",
    html`<div class="charts">${renderLineChart({
      ...shared,
      title: "Loss per epoch",
      yLabel: "loss",
      lines: losses,
      logarithmic: spansMagnitudes(losses),
    })}
${renderLineChart({
  ...shared,
  title: `${name.charAt(0).toUpperCase()}${name.slice(1)} per epoch`,
  yLabel: name,
  lines: linesOf("trainMetric", "devMetric"),
})}</div>`,
  );
}

/** The section on the statistics from inside the network; a layer has the same colour in every chart. */
export function renderProbes({ probes }: ReportDocument): Markup {
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
  return section("Inside the network", "probes", html`<div class="charts">${charts}</div>`);
}

/** How the predictions compare with the truth. */
export function renderPredictions({ predictions }: ReportDocument): Markup {
  if (!predictions) return html``;
  const charts = predictions.map((chart) =>
    chart.kind === "confusion" ? renderConfusion(chart) : renderScatter(chart),
  );
  const body = charts.length > 1 ? html`<div class="charts">${charts}</div>` : html`${charts}`;
  return section("Predictions", "predictions", body);
}

/** The section on the files that were written, and how to use them. */
export function renderFiles({ files, usage, recipe }: ReportDocument): Markup {
  const rows = files.map(
    (file) =>
      html`<tr><th scope="row">${file.name}</th><td><code>${file.path}</code></td><td>${file.description}</td>
        </tr>`,
  );
  const snippets = usage.map((entry) => html`<h3>${entry.title}</h3><pre>${entry.code}</pre>`);
  return html`${section(
    "Files",
    "files",
    html`<div class="scroll" tabindex="0"><table><tbody>${rows}</tbody>
    </table></div>`,
  )}
${usage.length > 0 && section("Using the model", "usage", html`${snippets}`)}
${section(
  "Recipe",
  "recipe",
  html`<details><summary>The recipe that made the model, as JSON</summary>
  <pre>${JSON.stringify(recipe, null, 2) ?? "null"}</pre></details>`,
)}`;
}
