import { html } from "../markup.ts";
import { renderPage } from "../page.node.ts";
import type { StudyDocument } from "./study-document.ts";
import {
  renderParameters,
  renderRepeats,
  renderSearch,
  renderTrialCurves,
  renderTrials,
} from "./study-sections.ts";

/**
 * Renders the page of a study, as `renderReport` does that of a job: one file without scripts, all text
 * escaped.
 *
 * @returns the page.
 */
export function renderStudyReport(study: StudyDocument): string {
  const { title, createdAt, version, headline, about, warnings } = study;
  return renderPage({
    title,
    createdAt,
    version,
    lead: html`<p class="headline">${headline}</p>
${about.map((sentence) => html`<p>${sentence}</p>`)}
${warnings.map((warning) => html`<p><b>${warning}</b></p>`)}`,
    body: html`${renderSearch(study)}
${renderParameters(study)}
${renderTrialCurves(study)}
${renderRepeats(study)}
${renderTrials(study)}`,
    footer: "The best of many trials is better by luck too; what counts is the proof on fresh seeds.",
  });
}
