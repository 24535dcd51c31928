import { html, type Markup } from "./markup.ts";

/** A part of the page under its heading, which the contents lead to. */
export function section(title: string, id: string, body: Markup): Markup {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
}
