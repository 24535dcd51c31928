// All pages of the site as markdown: those written by hand, and the reference that is made from the sources.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readApi } from "./api.js";
import { apiPages, ENTRIES } from "./api-pages.js";
import { commandMarkdown } from "./command-page.js";
import { findingsMarkdown } from "./findings-page.js";
import { anchorsOf, localLinks, relink, summaryOf, titleOf } from "./markdown.js";

/**
 * A page of the site.
 *
 * @typedef {object} Page
 * @property {string} path its address without a suffix, such as guide/start
 * @property {string} section its part of the site
 * @property {string} title
 * @property {string} summary one sentence, or ""
 * @property {string} markdown links to other pages are relative and end in .md
 */

/**
 * The guide's pages by their files in docs/, in the order of reading; files that are not named here follow.
 */
const GUIDE = [
  "start",
  "diagnosing",
  "improving",
  "recipes",
  "networks",
  "reading-tables",
  "targets-and-losses",
  "using-models",
  "examining",
  "gradient-checking",
  "foreign-trials",
  "extending",
];
/** Files in docs/ that are no part of the guide, with their pages. */
const ELSEWHERE = new Map([
  ["docs/recipe.md", "reference/recipe"],
  ["docs/architecture.md", "inside/architecture"],
]);
const INSIDE = new Map([
  ["CONTRIBUTING.md", "inside/contributing"],
  ["experiments/README.md", "inside/experiments"],
  ["bench/README.md", "inside/benchmarks"],
  ["CHANGELOG.md", "inside/changes"],
]);
/** Files that pages show or speak of, with where they lie in the site. */
export const ASSETS = new Map([
  ["docs/floors.svg", "inside/floors.svg"],
  ["docs/recipe.schema.json", "reference/recipe.schema.json"],
]);

/**
 * The pages, in the order of the site.
 *
 * @param {string} root the checkout
 * @param {object} declared what the package declares: its command line, findings and treatments
 * @param {import("commander").Command} declared.program
 * @param {Parameters<typeof findingsMarkdown>[0]} declared.findings
 * @param {Parameters<typeof findingsMarkdown>[1]} declared.treatments
 * @returns {Page[]}
 */
export function collectPages(root, { program, findings, treatments }) {
  const written = writtenPages(root);
  const addresses = new Map(written.map(({ source, path }) => [source, path]));
  addresses.set("docs/decisions", "inside/decisions").set("examples", "guide/examples");
  const byHand = written.map(({ source, path }) => {
    const text = readFileSync(join(root, source), "utf8");
    return { path, markdown: relink(text, { source, page: path, pages: addresses, assets: ASSETS }) };
  });
  const made = [
    { path: "guide/examples", markdown: examplesMarkdown(root) },
    { path: "reference/command-line", markdown: commandMarkdown(program) },
    { path: "reference/findings", markdown: findingsMarkdown(findings, treatments) },
    ...apiPages(readApi(root, ENTRIES)),
    { path: "inside/decisions", markdown: decisionsMarkdown(byHand) },
  ];
  return [...byHand, ...made].map(withFacts).toSorted(bySection);
}

/** The files that are pages as they are, in the order of the site, with their addresses. */
function writtenPages(root) {
  const names = readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md") && !ELSEWHERE.has(`docs/${name}`))
    .map((name) => name.replace(/\.md$/, ""));
  const place = (name) => (GUIDE.includes(name) ? GUIDE.indexOf(name) : GUIDE.length);
  const guide = names.toSorted((a, b) => place(a) - place(b) || a.localeCompare(b, "en"));
  const decisions = readdirSync(join(root, "docs", "decisions")).sort();
  return [
    ...guide.map((name) => ({ source: `docs/${name}.md`, path: `guide/${name}` })),
    ...[...ELSEWHERE, ...INSIDE].map(([source, path]) => ({ source, path })),
    ...decisions.map((name) => ({
      source: `docs/decisions/${name}`,
      path: `inside/${name.replace(/\.md$/, "")}`,
    })),
  ].filter(({ source }) => existsSync(join(root, source)));
}

function withFacts({ path, markdown }) {
  return { path, section: sectionOf(path), title: titleOf(markdown), summary: summaryOf(markdown), markdown };
}

const SECTIONS = ["Guide", "Reference", "Inside", "Decisions"];

function sectionOf(path) {
  const [folder, name] = path.split("/");
  if (name === "decisions" || /^\d{4}-/.test(name)) return "Decisions";
  return SECTIONS.find((section) => section.toLowerCase() === folder);
}

/** Sorting is stable: within a section the order is that of the lists above, and an overview comes first. */
function bySection(a, b) {
  const rank = ({ section, path }) => 2 * SECTIONS.indexOf(section) + (path === "inside/decisions" ? 0 : 1);
  return rank(a) - rank(b);
}

/** The numbered examples with their code; the first comment of each says what it shows. */
function examplesMarkdown(root) {
  const names = readdirSync(join(root, "examples"))
    .filter((name) => name.endsWith(".ts"))
    .sort();
  const sections = names.map((name) => {
    const [first, ...rest] = readFileSync(join(root, "examples", name), "utf8")
      .trimEnd()
      .split("\n");
    const code = rest.join("\n").trim();
    return `## ${heading(name)}\n\n${first.replace(/^\/\/ /, "")}\n\n\`\`\`ts\n${code}\n\`\`\``;
  });
  return ["# Examples", "One idea each, run by the tests; they import public names only.", ...sections].join(
    "\n\n",
  );
}

/** "03-recipes.ts" as "Recipes". */
function heading(name) {
  const words = name.replace(/^\d+-|\.ts$/g, "").replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function decisionsMarkdown(pages) {
  const records = pages.filter(({ path }) => /\/\d{4}-/.test(path));
  const lines = records.map(({ path, markdown }) => `- [${titleOf(markdown)}](./${path.split("/")[1]}.md)`);
  return (
    `# Decisions\n\nChoices that someone will question: the question, what was decided, what was ` +
    `measured, and what it costs.\n\n${lines.join("\n")}`
  );
}

/**
 * Links that lead nowhere: to a page that is not there, or to a heading that its page does not have.
 *
 * @param {readonly Pick<Page, "path" | "markdown">[]} pages
 * @returns {string[]} sentences
 */
export function deadLinks(pages) {
  const anchors = new Map(pages.map(({ path, markdown }) => [`${path}.md`, anchorsOf(markdown)]));
  const files = new Set(ASSETS.values());
  return pages.flatMap(({ path, markdown }) =>
    localLinks(markdown)
      .filter((link) => {
        const [target, anchor] = link.split("#");
        const file = target === "" ? `${path}.md` : join(path, "..", target).replaceAll("\\", "/");
        if (files.has(file)) return false;
        return anchor === undefined ? !anchors.has(file) : !anchors.get(file)?.includes(anchor);
      })
      .map((link) => `${path} links to ${link}, which is not there.`),
  );
}
