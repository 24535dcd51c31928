const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Markup that is safe to put into a page: made by `html`, or from text of our own, never from data. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A value inside `html`: markup as it is, text and numbers escaped, nothing for null, undefined and false.
 */
export type MarkupValue = Markup | readonly Markup[] | string | number | null | undefined | false;

/** Text in which no character means markup, in an element or in a quoted attribute. */
function escapeMarkup(text: string): string {
  // Control characters are not allowed in a page, and bidirectional overrides would reorder what stands
  // around.
  const visible = text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
  return visible.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

function render(value: MarkupValue): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "string") return escapeMarkup(value);
  if (typeof value === "number") return String(value);
  return value.map((part) => part.text).join("");
}

/**
 * Builds markup from a template; everything put in is escaped unless it is markup already.
 *
 * @example
 * html`<td>${"<script>"}</td>`.text; // "<td>&lt;script&gt;</td>"
 */
export function html(template: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  let text = template[0];
  values.forEach((value, i) => {
    text += render(value) + template[i + 1];
  });
  return new Markup(text);
}
