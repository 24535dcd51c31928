import { TrainwellError } from "../../base/errors.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { Recipe, RecipeInput } from "../../recipe/schema.ts";
import { givenRecipe } from "../prepare/given-recipe.ts";
import { changeAsTold, type ToldChanges } from "../prepare/told-changes.ts";

/** The options that a recipe holds, and how they are written. */
const FLAGS = {
  task: "--task",
  types: "--type",
  header: "--header",
  sheet: "--sheet",
  decimal: "--decimal",
  gaps: "--missing",
  split: "--split",
  splitSizes: "--split-sizes",
  set: "--set",
  seed: "--seed",
  metric: "--metric",
  costs: "--cost",
} as const satisfies Partial<Record<keyof ToldChanges, string>>;

/**
 * Refuses options beside `--resume` that would change the run: recipe, split and seed are the run's own, and
 * other rows in its parts would score what it was trained on. The options that the run was begun with may
 * stand there again.
 *
 * @throws TrainwellError `resume-option` of kind `usage`, naming the option that differs.
 */
export async function checkResumedOptions(
  earlier: { readonly id: string; readonly recipe: Recipe },
  told: ToldChanges & { readonly recipe?: string | RecipeInput | null },
): Promise<void> {
  const { id, recipe } = earlier;
  const { target = null, recipe: path = null } = told;
  const rest = pickTold(told);
  if (target !== null && names(target) !== names(recipe.data.target)) throw differs(id, "--target");
  const given = await givenRecipe(path);
  if (isSame(recipe, given ?? recipe, rest)) return;
  const [odd] = Object.keys(FLAGS).filter((name) => !isSame(recipe, recipe, pickTold(told, [name])));
  throw differs(id, odd === undefined ? "--recipe" : FLAGS[odd as keyof typeof FLAGS]);
}

/** The options that a recipe holds, among those told. */
function pickTold(told: ToldChanges, options = Object.keys(FLAGS)): ToldChanges {
  return Object.fromEntries(Object.entries(told).filter(([name]) => options.includes(name)));
}

function names(target: string | readonly string[]): string {
  return [target].flat().join(",");
}

/** Whether a recipe with what is told is the run's; the target is looked at apart, as a table reads it. */
function isSame(recipe: Recipe, given: Recipe, told: ToldChanges): boolean {
  const changed = changeAsTold(given, { ...told, target: recipe.data.target });
  return canonicalJson(withoutOwn(changed, recipe)) === canonicalJson(recipe);
}

/**
 * The options that a run's beginning fills in beside those told: types that the recipe has already, and its
 * task.
 */
function withoutOwn(changed: Recipe, recipe: Recipe): Recipe {
  const { data } = changed;
  const task = data.task === "auto" ? recipe.data.task : data.task;
  return { ...changed, data: { ...data, task, types: { ...recipe.data.types, ...data.types } } };
}

function differs(run: string, option: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "resume-option",
    message: `${option} says otherwise than run ${run}, which --resume continues as it was begun.`,
    details: { run, option },
    hint: `Leave ${option} out, or begin a new run without --resume.`,
  });
}
