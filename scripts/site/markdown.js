// The little that the site must know of markdown: headings, links, and what is code.
import { posix } from "node:path";

/** Fenced blocks, and code marks in a line: nothing in them is markup. */
const CODE = /^( *)(`{3,}|~{3,}).*?^\1\2[^\n]*$|(`+)(?!`).+?(?<!`)\3(?!`)/gms;
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g;

/** Changes what is not code. */
export function outsideCode(markdown, change) {
  let result = "";
  let last = 0;
  for (const match of markdown.matchAll(CODE)) {
    result += change(markdown.slice(last, match.index)) + match[0];
    last = match.index + match[0].length;
  }
  return result + change(markdown.slice(last));
}

/** The text without its code. */
function withoutFences(markdown) {
  return markdown.replace(/^( *)(`{3,}).*?^\1\2[^\n]*$/gms, "");
}

/** The first heading, without marks. */
export function titleOf(markdown) {
  return plainText(/^# (.+)$/m.exec(withoutFences(markdown))?.[1] ?? "");
}

/** The first sentence of some words after the title, without marks; "" where no prose follows. */
export function summaryOf(markdown) {
  const [, body = ""] = withoutFences(markdown).split(/^# .+$/m);
  const paragraph = body
    .trim()
    .split(/\n\s*\n/)
    .find((part) => /^[\p{L}`*[]/u.test(part));
  if (paragraph === undefined) return "";
  const sentences = plainText(paragraph.replaceAll("\n", " ")).split(/(?<=[.?!])\s+(?=\p{Lu})/u);
  // A record begins with one word in bold: "Question."
  const sentence = sentences.find((text) => text.split(" ").length > 2) ?? "";
  return sentence.replace(/:$/, ".");
}

function plainText(markdown) {
  return markdown.replace(LINK, "$2").replaceAll(/[`*]/g, "").trim();
}

/** The ends of links to a page's headings, as GitHub and the site make them. */
export function anchorsOf(markdown) {
  const seen = new Map();
  return [...withoutFences(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const slug = plainText(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-");
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

/** The targets of the links to files and headings, which is all but addresses elsewhere. */
export function localLinks(markdown) {
  // A link's text may hold code, so code leaves a mark; what looks like a link within it is none.
  const targets = [...markdown.replace(CODE, "code").matchAll(LINK)].map(([, , , target]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/**
 * Writes the links of a file as those of a page: to other pages relative to it; what is no page loses its
 * link and keeps its text.
 *
 * @param {string} markdown
 * @param {{ source: string, page: string, pages: ReadonlyMap<string, string>, assets: ReadonlyMap<string,
 *   string> }} about the file's path, its page, and the pages and other files of the site by the path of what
 *   they are made from
 */
export function relink(markdown, { source, page, pages, assets }) {
  const relative = (target) => {
    const path = posix.relative(posix.dirname(page), target);
    return path.startsWith(".") ? path : `./${path}`;
  };
  const rewrite = (whole, image, text, target) => {
    if (/^[a-z]+:|^#/.test(target)) return whole;
    const [path, anchor] = target.split("#");
    const file = posix.join(posix.dirname(source), path).replace(/\/$/, "");
    if (assets.has(file)) return `${image}[${text}](${relative(assets.get(file))})`;
    const found = pages.get(file) ?? pages.get(`${file}/README.md`);
    if (found === undefined) return text;
    return `[${text}](${relative(found)}.md${anchor === undefined ? "" : `#${anchor}`})`;
  };
  // A link's text may be code, so links are sought in all but fences.
  return markdown.replace(
    /(^( *)(`{3,}).*?^\2\3[^\n]*$)|(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/gms,
    (whole, fence, _indent, _marks, image, text, target) =>
      fence === undefined ? rewrite(whole, image, text, target) : whole,
  );
}

/** Markdown as the site's compiler reads it, to which braces and angle brackets are markup. */
export function forCompiler(markdown) {
  return outsideCode(markdown, (text) => text.replaceAll("{", "&#123;").replaceAll("<", "&lt;"));
}

/** A cell of a table. */
export function cell(text) {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|").trim();
}

/** A table of cells that are markdown already. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}
