import { TrainwellError } from "../../base/errors.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { valueAtPath } from "../space/compile-space.ts";
import type { RecipeSpace } from "../space/recipe-space.ts";

/** Parts of a recipe that say which rows are predicted from which, and how that is judged. */
const QUESTION = [
  "data.target",
  "data.task",
  "data.split",
  "data.types",
  "data.gaps",
  "data.decimal",
  "judge",
];

/** Other parts that trials decide themselves. */
const OWN = ["training.seed", "training.members", "schema"];

/**
 * The first part in which two recipes ask different questions, so that their losses cannot be compared;
 * undefined where they ask the same.
 */
export function otherQuestion(a: Recipe, b: Recipe): string | undefined {
  const partOf = (recipe: Recipe, path: string) => canonicalJson(valueAtPath(recipe, path) ?? null);
  return QUESTION.find((path) => partOf(a, path) !== partOf(b, path));
}

/**
 * Refuses a space that would change the question from trial to trial, so that trials could not be compared.
 *
 * @throws TrainwellError `space-changes-question`, of kind `input`.
 */
export function refuseOtherQuestions({ parameters }: RecipeSpace, source: string): void {
  for (const { name } of parameters) {
    const path = name.replace(/\[[^\]]*\]/g, "");
    const part = [...QUESTION, ...OWN].find((one) => path === one || path.startsWith(`${one}.`));
    if (part === undefined) continue;
    throw new TrainwellError({
      kind: "input",
      code: "space-changes-question",
      message: OWN.includes(part)
        ? `${source}: "${path}" cannot be searched: every trial is given its own.`
        : `${source}: "${path}" cannot be searched: trials would answer different questions, which cannot ` +
          `be compared.`,
      details: { source, path },
      hint: `Set it to one value, or leave it out of the space.`,
    });
  }
}
