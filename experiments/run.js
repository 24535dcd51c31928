// npm run experiments -- [NAMES] [--seeds N] [--json]
//
// Repeats the textbook claims with several seeds each; writes experiments/results/NAME.json, NAME.svg and
// README.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setup } from "../scripts/setup.js";

const NAMES = [
  "initialization",
  "batch-normalization",
  "optimizers",
  "regularization",
  "batch-size",
  "decay",
  "learning-rate-range",
];

function refuse(message) {
  console.error(message);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { seeds: { type: "string", default: "7" }, json: { type: "boolean", default: false } },
    });
  } catch (error) {
    return refuse(error.message);
  }
}

const { values, positionals } = readArguments();
const count = Number(values.seeds);
if (!Number.isInteger(count) || count < 2)
  refuse(`--seeds: expected a whole number of at least 2, received "${values.seeds}".`);
const unknown = positionals.filter((name) => !NAMES.includes(name));
if (unknown.length > 0)
  refuse(`There is no experiment ${unknown.join(", ")}. There are: ${NAMES.join(", ")}.`);
if (!process.env.EXPERIMENTS_DIST) setup();

const { releasePrograms, renderLineChartFile } = await import("./lib/training.js");
const folder = fileURLToPath(new URL("results/", import.meta.url));
mkdirSync(folder, { recursive: true });
const seeds = Array.from({ length: count }, (_, index) => index + 1);
const results = [];
for (const name of positionals.length > 0 ? positionals : NAMES) {
  const { claim } = await import(`./claims/${name}.js`);
  const began = performance.now();
  const { chart, ...result } = await claim.run({ seeds, log: (line) => console.error(`${name}: ${line}`) });
  await releasePrograms();
  const seconds = Math.round((performance.now() - began) / 1000);
  results.push({ name, title: claim.title, seeds: count, seconds, ...result });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify({ ...results.at(-1), chart }, null, 2)}\n`);
  writeFileSync(`${folder}${name}.svg`, renderLineChartFile(chart));
  if (!values.json) console.log(sectionOf(results.at(-1)));
}
writeFileSync(`${folder}README.md`, `# Experiments\n\n${results.map(sectionOf).join("\n")}`);
if (values.json) console.log(JSON.stringify(results, null, 2));

/** A claim as a section of Markdown: the table, the verdict, the plot. */
function sectionOf({ name, title, columns, rows, holds, verdict, seeds, seconds }) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return `## ${title}

${line(columns)}
${line(columns.map(() => "---"))}
${rows.map(line).join("\n")}

**${holds ? "It holds" : "It does not hold"}**: ${verdict} (mean and 95% interval over ${seeds} seeds;
  ${seconds} s).

![${title}](${name}.svg)
`;
}
