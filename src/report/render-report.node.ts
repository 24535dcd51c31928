import { createHash } from "node:crypto";
import type { ReportDocument } from "./document.ts";
import { html, Markup } from "./markup.ts";
import {
  renderCurves,
  renderData,
  renderFiles,
  renderFindings,
  renderHeadline,
  renderPredictions,
  renderProbes,
  renderSteps,
} from "./sections.ts";
import { STYLE } from "./style.ts";

/** Nothing may load or run; only the one style sheet, by its hash, may apply. */
const POLICY =
  `default-src 'none'; style-src ` +
  `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/**
 * Renders a report as one HTML file that needs nothing else: no script, no font, no image from elsewhere. All
 * text of the document is escaped, so that markup in column names, classes or files does no harm.
 *
 * @param report the report as plain data.
 * @returns the page.
 */
export function renderReport(report: ReportDocument): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${report.title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><h1>${report.title}</h1><p class="quiet">Trainwell ${report.version}, ${report.createdAt}</p></header>
<main>
${renderHeadline(report)}
${renderSteps(report)}
${renderFindings(report)}
${renderCurves(report)}
${renderPredictions(report)}
${renderProbes(report)}
${renderData(report)}
${renderFiles(report)}
</main>
<footer>Treatments are judged on the dev set over paired seeds; the test set is for the one score at the
  top.</footer>
</body>
</html>
`;
  return page.text;
}
