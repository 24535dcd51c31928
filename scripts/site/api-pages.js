// The pages of the reference of the package's exports.
import { anchorsOf } from "./markdown.js";

/** @typedef {import("./api.js").Export} Export */

/** The page of what no other group takes: the verbs stand high in the house, and draw on all of it. */
const VERBS = "verbs";

/**
 * The groups, in the order of the site. An export belongs to the group with the longest beginning of its
 * source's path.
 */
const GROUPS = [
  {
    page: VERBS,
    title: "Verbs",
    sources: [],
    text: "The main job and its parts as functions, what they take, and what they return.",
  },
  { page: "data", title: "Data", sources: ["data/"], text: "Tables from files, arrays and records." },
  {
    page: "recipes",
    title: "Recipes in code",
    sources: ["recipe/"],
    text: "Recipes are read, checked, patched, compared and written.",
  },
  {
    page: "networks",
    title: "Networks in code",
    sources: ["nn/"],
    text: "Layers, blocks of them, and whole networks as functions that return the plain data of a recipe.",
  },
  {
    page: "own-kinds",
    title: "Layers and losses of your own",
    sources: ["nn/layer.ts", "nn/layers/", "nn/losses/"],
    text:
      "Kinds that recipes can name, registered from outside; [extending](../guide/extending.md) shows " +
      "how.",
  },
  {
    page: "searches",
    title: "Searches in code",
    sources: ["tune/"],
    text:
      "Spaces, studies that ask and tell, and samplers and stoppers of your own; the guides on " +
      "[tuning](../guide/tuning.md) and [extending](../guide/extending.md) show how.",
  },
  { page: "operations", title: "Operations", sources: ["operations.ts"], text: "" },
  {
    page: "own-findings",
    title: "Findings and treatments of your own",
    sources: ["clinic/"],
    text:
      "What a diagnosis looks for and proposes, registered from outside; " +
      "[extending](../guide/extending.md) shows how.",
  },
  {
    page: "gradient-checks",
    title: "Gradient checks",
    sources: ["measure/gradcheck/"],
    text:
      "Gradients against central differences; the [guide](../guide/gradient-checking.md) explains the " +
      "verdicts.",
  },
  {
    page: "surfaces",
    title: "Loss surfaces",
    sources: ["measure/surface/"],
    text:
      "The loss as a function of all parameters: its curvature, and its course along lines and over " +
      "planes.",
  },
  {
    page: "rates",
    title: "Learning rates and batches",
    sources: ["measure/rates/"],
    text: "Gradient noise, and the largest batch that pays.",
  },
  { page: "errors", title: "Errors", sources: ["base/"], text: "Errors are data." },
];

/** The entries for browsers, with what they are imported as. */
const BROWSER_ENTRIES = [
  ["browser.ts", "trainwell/browser"],
  ["browser-runs.ts", "trainwell/browser/runs"],
];

const TYPES = new Set(["interface", "type"]);
/** So many names stand in a group's line of import. */
const NAMES_IMPORTED = 3;

/** All entries that the reference describes. */
export const ENTRIES = ["index.ts", ...BROWSER_ENTRIES.map(([entry]) => entry)];

/**
 * The pages of the reference.
 *
 * @param {ReadonlyMap<string, readonly Export[]>} api by entry
 */
export function apiPages(api) {
  const main = api.get("index.ts");
  const groups = GROUPS.map((group) => ({ ...group, exports: main.filter((one) => groupOf(one) === group) }));
  const filled = groups.filter(({ exports }) => exports.length > 0);
  const places = placesOf(filled);
  return [
    ...filled.map((group) => ({
      path: `reference/${group.page}`,
      markdown: groupMarkdown(group, places),
    })),
    { path: "reference/browser", markdown: browserMarkdown(api, places) },
  ];
}

function groupOf({ file }) {
  const length = ({ sources }) =>
    Math.max(-1, ...sources.filter((source) => file.startsWith(source)).map((source) => source.length));
  const best = GROUPS.reduce((a, b) => (length(b) > length(a) ? b : a));
  return length(best) < 0 ? GROUPS.find(({ page }) => page === VERBS) : best;
}

/** Functions first, because they are what is called; then what they take and return. */
function inOrder(exports) {
  const rank = ({ kind }) => Number(TYPES.has(kind));
  return exports.toSorted((a, b) => rank(a) - rank(b));
}

/** Where each export stands, as page and heading. */
function placesOf(groups) {
  const places = new Map();
  for (const { page, exports } of groups) {
    const names = inOrder(exports).map(({ name }) => name);
    const anchors = anchorsOf(names.map((name) => `## ${name}`).join("\n"));
    names.forEach((name, index) => places.set(name, `./${page}.md#${anchors[index]}`));
  }
  return places;
}

function groupMarkdown({ title, text, exports }, places) {
  const [only] = exports;
  if (exports.length === 1 && only.members.length > 0) return moduleMarkdown(title, only, places);
  return [`# ${title}`, text, importLine(exports), ...inOrder(exports).map((one) => entry(one, places))].join(
    "\n\n",
  );
}

/** How a group is imported, by the example of its first functions. */
function importLine(exports) {
  const names = inOrder(exports)
    .slice(0, NAMES_IMPORTED)
    .map(({ name, kind }) => (TYPES.has(kind) ? `type ${name}` : name));
  return fenced(`import { ${names.join(", ")} } from "trainwell";`);
}

/** An export that is a module: its functions as a page of their own. */
function moduleMarkdown(title, { name, text, members }, places) {
  const use = fenced(`import { ${name} } from "trainwell";`);
  return [`# ${title}`, text, use, ...inOrder(members).map((member) => entry(member, places))].join("\n\n");
}

function browserMarkdown(api, places) {
  const shown = new Set();
  const imported = (signature) =>
    BROWSER_ENTRIES.reduce((text, [file, name]) => text.replaceAll(`"./${file}"`, `"${name}"`), signature);
  const sections = BROWSER_ENTRIES.flatMap(([entryFile, specifier]) => {
    const exports = inOrder(api.get(entryFile));
    const shared = exports.filter(({ name }) => places.has(name));
    const own = exports.filter(({ name }) => !places.has(name) && !shown.has(name));
    for (const { name } of own) shown.add(name);
    const also = shared.map(({ name }) => `[\`${name}\`](${places.get(name)})`).join(", ");
    const line =
      `\`${specifier}\` exports${also === "" ? "" : ` ${also}, and`} ` +
      `${own.map(({ name }) => `\`${name}\``).join(", ")}.`;
    return [line, ...own.map((one) => entry({ ...one, signature: imported(one.signature) }, places))];
  });
  const text =
    "Nothing here needs Node: tables from text, arrays and records, training in the page or in a worker, " +
    "and what is done with its results.";
  return ["# In the browser", text, ...sections].join("\n\n");
}

function entry(one, places) {
  return [
    `## \`${one.name}\``,
    fenced(one.signature),
    one.text,
    list("Parameters", one.tags.filter(({ name }) => name === "param").map(parameter)),
    ...tagged(one, "returns", "Returns"),
    list(
      "Throws",
      one.tags.filter(({ name }) => name === "throws").map(({ text }) => text.replaceAll("\n", " ")),
    ),
    ...one.tags.filter(({ name }) => name === "example").map(({ text }) => fenced(text)),
    seeAlso(one, places),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function fenced(code) {
  return `\`\`\`ts\n${code}\n\`\`\``;
}

function list(title, items) {
  return items.length === 0 ? "" : `**${title}**\n\n${items.map((item) => `- ${item}`).join("\n")}`;
}

function parameter({ text }) {
  const [, name, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
  return `\`${name}\`: ${rest.replaceAll("\n", " ")}`;
}

function tagged({ tags }, tag, title) {
  return tags
    .filter(({ name }) => name === tag)
    .map(({ text }) => `**${title}** ${text.replaceAll("\n", " ")}`);
}

/** The other exports that a signature speaks of. */
function seeAlso({ name, signature }, places) {
  const code = signature.replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, "");
  const named = [...new Set(code.match(/\b[A-Z]\w+/g) ?? [])].filter(
    (word) => word !== name && places.has(word),
  );
  return named.length === 0
    ? ""
    : `See ${named.map((word) => `[\`${word}\`](${places.get(word)})`).join(", ")}.`;
}
