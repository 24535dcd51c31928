// `npm run generate`: writes docs/recipe.md and docs/recipe.schema.json from what the code declares of them;
// test/recipe-docs.test.ts fails where they are out of date.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, setup } from "./setup.js";

setup();
const { recipeReference } = await import("../dist/recipe/reference-markdown.js");
const { formatRecipeJsonSchema } = await import("../dist/recipe/json-schema.js");
writeFileSync(join(root, "docs", "recipe.md"), recipeReference());
writeFileSync(join(root, "docs", "recipe.schema.json"), formatRecipeJsonSchema());
