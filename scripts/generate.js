// `npm run generate`: writes again what is made from the sources and kept beside them. Tests demand that it
// is current.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, setup } from "./setup.js";

function write(name, text) {
  writeFileSync(join(root, "docs", name), text);
}

/** The guide with the tables between its marks. */
function withMetrics(guide, tables) {
  const marked = /(<!-- metrics: [^>]*-->\n)[\s\S]*?(<!-- end of metrics -->)/;
  return guide.replace(marked, (_, begin, end) => `${begin}\n${tables}\n\n${end}`);
}

// From here on the installed packages and dist/ are needed.
setup();
const { floorsPicture } = await import("./draw-floors.js");
const { recipeReference } = await import("../dist/recipe/reference-markdown.js");
const { formatRecipeJsonSchema } = await import("../dist/recipe/json-schema.js");
const { metricsMarkdown } = await import("../dist/nn/judging/metrics-markdown.js");
write("metrics.md", withMetrics(readFileSync(join(root, "docs/metrics.md"), "utf8"), metricsMarkdown()));
write("floors.svg", floorsPicture());
write("recipe.md", recipeReference());
write("recipe.schema.json", formatRecipeJsonSchema());
