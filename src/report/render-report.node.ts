import { createHash } from "node:crypto";
import { formatMoment } from "../base/moment-text.ts";
import type { ReportDocument } from "./document.ts";
import { renderFindings } from "./findings-section.ts";
import { html, Markup } from "./markup.ts";
import { renderCurves, renderData, renderFiles, renderHeadline, renderPredictions } from "./sections.ts";
import { STYLE } from "./style.ts";
import { renderTreatments } from "./treatments-section.ts";

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
  const body = html`${renderFindings(report)}
${renderTreatments(report)}
${renderCurves(report)}
${renderPredictions(report)}
${renderData(report)}
${renderFiles(report)}`;
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
<header><h1>${report.title}</h1>
<p class="quiet">Trainwell ${report.version}, ${formatMoment(report.createdAt)}</p></header>
<main>
${renderHeadline(report)}
${renderContents(body)}
${body}
</main>
<footer>Treatments are judged on the dev set over paired seeds; the test set is for the one score at the
  top.</footer>
</body>
</html>
`;
  return page.text;
}

/** Links to the sections that the page has, by the headings that they have there. */
function renderContents(body: Markup): Markup {
  const headings = [...body.text.matchAll(/<h2 id="([a-z]+)">([^<]*)<\/h2>/g)];
  const links = headings.map(([, id, title]) => html`<li><a href="#${id}">${new Markup(title)}</a></li>`);
  return html`<nav aria-label="Contents"><ul class="contents">${links}</ul></nav>`;
}
