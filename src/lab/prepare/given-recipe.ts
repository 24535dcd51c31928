import { readFile } from "node:fs/promises";
import { TrainwellError } from "../../base/errors.ts";
import { readRecipe } from "../../recipe/recipe-json.ts";
import { parseRecipe, type Recipe, type RecipeInput } from "../../recipe/schema.ts";

/** The recipe that a request names, read and checked; undefined for none. */
export async function givenRecipe(recipe: string | RecipeInput | null): Promise<Recipe | undefined> {
  if (recipe === null) return undefined;
  return typeof recipe === "string" ? readRecipeFile(recipe) : parseRecipe(recipe, { source: "the recipe" });
}

async function readRecipeFile(path: string): Promise<Recipe> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT"
        ? "it does not exist"
        : code === "EISDIR"
          ? "it is a folder"
          : (code ?? String(cause));
    throw new TrainwellError({
      kind: "input",
      code: "recipe-unreadable",
      message: `The recipe ${path} cannot be read: ${reason}.`,
      details: { path },
      hint: "Check the path given with --recipe.",
      cause,
    });
  }
  return readRecipe(text, path);
}
