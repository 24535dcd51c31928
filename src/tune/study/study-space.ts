import type { StudyRecord } from "../../run/study.ts";
import { type CompiledSpace, compileSpace, type SpaceDocument } from "../space/compile-space.ts";
import { type RecipeSpace, recipeSpace } from "../space/recipe-space.ts";

type StoredSpace = Pick<StudyRecord, "name" | "space">;

/**
 * The space of a stored study. Those that came from other programs may hold their ranges alone, which are the
 * tree of a space then.
 *
 * @throws TrainwellError of kind `input` where the space is none, as `compileSpace` throws it.
 */
export function studySpace(study: StoredSpace): CompiledSpace {
  return compileSpace(studyDocument(study), { source: `study ${study.name}` });
}

/**
 * The space of a stored study of networks, whose points are recipes.
 *
 * @throws TrainwellError of kind `input` where the space is none of recipes, as `recipeSpace` throws it.
 */
export function studyRecipeSpace(study: StoredSpace): RecipeSpace {
  return recipeSpace(studyDocument(study), { source: `study ${study.name}` });
}

/** Whether the points of a stored study are recipes, not parameters of another program or a function. */
export function isOfRecipes(study: StoredSpace): boolean {
  const { tree } = studyDocument(study);
  return typeof tree === "object" && tree !== null && Object.hasOwn(tree, "schema");
}

/** The space of a stored study as its user wrote it. */
export function studyDocument({ space }: StoredSpace): SpaceDocument {
  const told = space as Readonly<Record<string, unknown>>;
  return Object.hasOwn(told, "tree") ? (told as unknown as SpaceDocument) : { tree: told };
}
