import { renderBlend } from "./blend-section.ts";
import type { ReportDocument } from "./document.ts";
import { renderFindings } from "./findings-section.ts";
import { html } from "./markup.ts";
import { renderPage } from "./page.node.ts";
import { renderCurves, renderData, renderFiles, renderHeadline, renderPredictions } from "./sections.ts";
import { renderTreatments } from "./treatments-section.ts";

/**
 * Renders a report as one HTML file that needs nothing else: no script, no font, no image from elsewhere. All
 * text of the document is escaped, so that markup in column names, classes or files does no harm.
 *
 * @param report the report as plain data.
 * @returns the page.
 */
export function renderReport(report: ReportDocument): string {
  return renderPage({
    title: report.title,
    createdAt: report.createdAt,
    version: report.version,
    lead: renderHeadline(report),
    body: html`${renderFindings(report)}
${renderTreatments(report)}
${renderBlend(report)}
${renderCurves(report)}
${renderPredictions(report)}
${renderData(report)}
${renderFiles(report)}`,
    footer:
      "Treatments are judged on the dev set over paired seeds; the test set is for the one score at the top.",
  });
}
