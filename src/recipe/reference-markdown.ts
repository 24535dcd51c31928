import type { OptionDescription } from "../base/describe-options.ts";
import { type OptionRow, optionRows } from "./option-rows.ts";
import {
  CONCEPTS,
  type Concept,
  type KindReference,
  kindReferences,
  sectionReferences,
} from "./recipe-reference.ts";

/** A chapter for each concept: its heading, and where its kinds stand in a recipe. */
const CHAPTERS: Readonly<Record<Concept, { heading: string; place: string }>> = {
  layer: {
    heading: "Layers",
    place: "In `network.layers`, with an `id` and the options beside its `kind`; shapes are `[batch, ...]`.",
  },
  loss: {
    heading: "Losses",
    place:
      "In `loss`. z is the network's output, t or y the target, e their difference; means are over " +
      "examples.",
  },
  optimizer: {
    heading: "Optimizers",
    place: "In `optimizer`. g is the gradient after clipping, w a parameter, rate what the schedule says.",
  },
  schedule: {
    heading: "Schedules",
    place: "In `schedule`, after the warm-up. base is the optimizer's learning rate; steps are updates.",
  },
  augmentation: {
    heading: "Augmentations",
    place: "In the list `data.augment`, for training examples alone.",
  },
  initializer: {
    heading: "Initializers",
    place: 'An `initializer` of a layer: `"heNormal"`, or `{ "kind": "heNormal", "mode": "fanOut" }`.',
  },
  value: { heading: "Values", place: "Forms that options of several kinds can have." },
};

const INTRODUCTION = `# Recipes

Made from the declarations in the code by \`npm run generate\`; \`trainwell explain NAME\` shows the same in a
terminal, and \`recipe.schema.json\` beside this page is the JSON schema. A recipe says everything that
decides a training. Every option is addressed by its path, as in \`--set training.batchSize=128\` or
\`--set network.layers.hidden1.units=64\`.

In the tables, *limits* are what is accepted, *search* is where to look for a better value and how values are
spread there ("log": evenly in the logarithm), and ★ marks what it often pays to search for.`;

/**
 * The reference page of recipes in Markdown: every section, every kind, every option, from what is declared
 * of them.
 */
export function recipeReference(): string {
  const kinds = kindReferences();
  const chapters = CONCEPTS.map((concept) =>
    chapterText(
      concept,
      kinds.filter((reference) => reference.concept === concept),
    ),
  );
  const sections = sectionReferences().map(sectionText);
  return `${[INTRODUCTION, "## Sections", ...sections, ...chapters].join("\n\n")}\n`;
}

function sectionText(section: OptionDescription): string {
  const { name, facts, options = [] } = section;
  const parts = [`### ${name}`, facts?.help ?? "", optionTable(options, `${name}.`)];
  return parts.filter((part) => part !== "").join("\n\n");
}

function chapterText(concept: Concept, kinds: readonly KindReference[]): string {
  const { heading, place } = CHAPTERS[concept];
  return [`## ${heading}`, place, ...kinds.map(kindText)].join("\n\n");
}

function kindText({ kind, title, help, paper, explanation, options }: KindReference): string {
  const facts = explanation
    ? [`\`${explanation.equation}\``, `**When**: ${explanation.use}`, `**Pitfalls**: ${explanation.pitfalls}`]
    : [];
  const source = paper === undefined ? [] : [`**Paper**: ${paper}`];
  const table = optionTable(options, "");
  return [`### ${kind}`, `${title}. ${help}`, ...facts, ...source, ...(table === "" ? [] : [table])].join(
    "\n\n",
  );
}

const COLUMNS = ["name", "type", "default", "limits", "search", "unit", "help"] as const;

function optionTable(options: readonly OptionDescription[], above: string): string {
  if (options.length === 0) return "";
  const header = `| ${COLUMNS.join(" | ")} |\n|${COLUMNS.map(() => "---").join("|")}|`;
  return [header, ...optionRows(options, above).map(rowText)].join("\n");
}

function rowText(row: OptionRow): string {
  const code = (text: string) => (text === "" ? "" : `\`${text}\``);
  const isValue = row.default !== "required";
  const cells = { ...row, name: code(row.name), default: isValue ? code(row.default) : row.default };
  return `| ${COLUMNS.map((column) => cells[column].replaceAll("|", "\\|")).join(" | ")} |`;
}
