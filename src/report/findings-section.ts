import type { ReportDocument, ReportFinding } from "./document.ts";
import { formatValue } from "./format.ts";
import { html, type Markup } from "./markup.ts";
import { section } from "./section.ts";

/** How a finding stands after the treatment, for people. */
const STATES: Readonly<Record<ReportFinding["state"], string>> = {
  cured: "cured",
  remains: "remains",
  new: "came with the treatment",
  unjudged: "not judged again",
};

/**
 * The section on the findings, worst first: how each stands after the treatment, its evidence folded, and so
 * are those that were cured with their cause.
 */
export function renderFindings({ findings, unjudged = [] }: ReportDocument): Markup {
  const byTitle = new Map(findings.map((finding) => [finding.title, finding]));
  /** The finding whose card this one is in: its own, but of what was cured with its cause. */
  const cardOf = (finding: ReportFinding): ReportFinding => {
    const cause = byTitle.get(finding.because ?? "");
    return finding.state === "cured" && cause !== undefined ? cardOf(cause) : finding;
  };
  const items = findings
    .filter((finding) => cardOf(finding) === finding)
    .map((finding) =>
      renderFinding(
        finding,
        findings.filter((other) => other !== finding && cardOf(other) === finding),
      ),
    );
  const body =
    findings.length === 0
      ? html`<p>Nothing found that needs treatment.</p>`
      : html`<ol class="cards">${items}</ol>`;
  const rest = unjudged.length > 0 && html`<p class="small quiet">Not judged: ${unjudgedText(unjudged)}</p>`;
  return section("Findings", "findings", html`${body}${rest}`);
}

/** Findings that want the same are named together. */
function unjudgedText(unjudged: NonNullable<ReportDocument["unjudged"]>): string {
  const titles = new Map<string, string[]>();
  for (const { title, how } of unjudged) titles.set(how, [...(titles.get(how) ?? []), title]);
  return [...titles].map(([how, names]) => `${names.join(", ")}. ${how}`).join(" ");
}

function renderFinding(finding: ReportFinding, curedWith: readonly ReportFinding[] = []): Markup {
  const { title, severity, state, because, summary } = finding;
  const details = [renderEvidence(finding), renderTreatments(finding)].filter(({ text }) => text !== "");
  return html`<li class="item ${state === "cured" && "over"}"><h3><span
  class="badge${state !== "cured" && severity === "problem" && " strong"}">${STATES[state]}</span>${title}
  <span class="small quiet">${severity}${because !== undefined && html`, because of “${because}”`}</span></h3>
<p>${summary}</p>
${details.length > 0 && html`<details><summary>Evidence and treatments</summary>${details}</details>`}
${curedWith.length > 0 && renderCuredWith(curedWith)}</li>`;
}

/** Findings that another one brought about, cured with it. */
function renderCuredWith(findings: readonly ReportFinding[]): Markup {
  const titles = findings.map(({ title }) => title).join(", ");
  return html`<details><summary>It brought about ${findings.length} more, cured with it:
  ${titles}</summary>
<ol class="plain">${findings.map((finding) => renderFinding(finding))}</ol></details>`;
}

function renderEvidence({ evidence }: ReportFinding): Markup {
  if (evidence.length === 0) return html``;
  const cell = (value: number | string | undefined) =>
    value === undefined ? "" : typeof value === "number" ? formatValue(value) : value;
  const rows = evidence.map(
    (entry) =>
      html`<tr><td>${entry.label}</td><td class="number">${cell(entry.value)}</td><td
        class="number">${cell(entry.threshold)}</td></tr>`,
  );
  return html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">evidence</th><th scope="col"
    class="number">value</th><th scope="col" class="number">limit</th></tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}

function renderTreatments({ treatments }: ReportFinding): Markup {
  if (treatments.length === 0) return html``;
  const items = treatments.map(
    (treatment) =>
      html`<li><b>${treatment.title}</b>:
        ${treatment.reason}
        ${treatment.source && html` <span class="quiet small">(${treatment.source})</span>`}</li>`,
  );
  return html`<ul class="plain">${items}</ul>`;
}
