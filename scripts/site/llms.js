// The site for readers that are programs: an index of all pages in plain markdown, and all pages in one file.
/** @typedef {import("./pages.js").Page} Page */

/**
 * llms.txt: the title, what it is about, and a line for each page (https://llmstxt.org).
 *
 * @param {readonly Page[]} pages
 * @param {{ title: string, description: string }} about
 */
export function llmsIndex(pages, { title, description }) {
  const sections = [...new Set(pages.map(({ section }) => section))].map((section) => {
    const lines = pages.filter((page) => page.section === section).map(line);
    return `## ${section}\n\n${lines.join("\n")}`;
  });
  return `${[`# ${title}`, `> ${description}`, ...sections].join("\n\n")}\n`;
}

function line({ path, title, summary }) {
  return `- [${title}](${path}.md)${summary === "" ? "" : `: ${summary}`}`;
}

/**
 * llms-full.txt: every page, one after the other, each behind its address.
 *
 * @param {readonly Page[]} pages
 */
export function llmsFull(pages) {
  return `${pages.map(({ path, markdown }) => `<!-- ${path}.md -->\n\n${markdown.trim()}`).join("\n\n")}\n`;
}
