// `npm run generate`: writes again what is made from the sources and kept beside them. Tests demand that it
// is current.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, setup } from "./setup.js";

function write(name, text) {
  writeFileSync(join(root, "docs", name), text);
}

// From here on the installed packages and dist/ are needed.
setup();
const { floorsPicture } = await import("./draw-floors.js");
const { recipeReference } = await import("../dist/recipe/reference-markdown.js");
const { formatRecipeJsonSchema } = await import("../dist/recipe/json-schema.js");
write("floors.svg", floorsPicture());
write("recipe.md", recipeReference());
write("recipe.schema.json", formatRecipeJsonSchema());
