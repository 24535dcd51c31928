import { createHash } from "node:crypto";
import { formatMoment } from "../base/moment-text.ts";
import { html, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/** Nothing may load or run; only the one style sheet, by its hash, may apply. */
const POLICY =
  `default-src 'none'; style-src ` +
  `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** The parts of a page. */
export interface PageParts {
  readonly title: string;
  /** When it was made, as ISO 8601, and by which version. */
  readonly createdAt: string;
  readonly version: string;
  /** The part before the contents. */
  readonly lead: Markup;
  /** Its sections. */
  readonly body: Markup;
  readonly footer: string;
}

/**
 * A page as one HTML file that needs nothing else: no script, no font, no image from elsewhere.
 *
 * @returns the page.
 */
export function renderPage({ title, createdAt, version, lead, body, footer }: PageParts): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><h1>${title}</h1>
<p class="quiet">Trainwell ${version}, ${formatMoment(createdAt)}</p></header>
<main>
${lead}
${renderContents(body)}
${body}
</main>
<footer>${footer}</footer>
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
