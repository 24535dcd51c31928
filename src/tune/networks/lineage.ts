import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import { samplerOf } from "../samplers/index.ts";
import { samplerOptions } from "../samplers/propose.ts";
import type { RecipeSpace } from "../space/recipe-space.ts";
import { pointKey } from "../space/search-space.ts";

/** The trials that a trial goes on from, the first one first and itself last. */
export function lineageOf(trials: readonly TrialRecord[], trial: TrialRecord): TrialRecord[] {
  const line = [trial];
  for (let from = trial.from; from !== undefined; from = trials[from].from) line.unshift(trials[from]);
  return line;
}

/** A part of a training by one recipe, up to its number of epochs. */
export interface LineageStage {
  readonly recipe: Recipe;
  /** The trials that trained it, in their order. */
  readonly trials: readonly TrialRecord[];
}

/** The recipe by which the last trial of a line goes on: to the end of as many parts as the line has. */
export function partRecipe(
  { space, study }: { space: RecipeSpace; study: Pick<StudyRecord, "sampler"> },
  line: readonly TrialRecord[],
): Recipe {
  const recipe = space.recipeAt(line[line.length - 1].point);
  const { epochs } = recipe.training;
  const value = Math.round((line.length * epochs) / generationsOf(study));
  return applyPatch(recipe, [{ op: "set", path: "training.epochs", value }]);
}

/** A line of trials as one training in parts; parts with the same values are one. */
export function stagesOf(
  about: { space: RecipeSpace; study: Pick<StudyRecord, "sampler"> },
  line: readonly TrialRecord[],
): LineageStage[] {
  const stages: { recipe: Recipe; trials: TrialRecord[] }[] = [];
  for (const [index, trial] of line.entries()) {
    const last = stages.at(-1);
    const recipe = partRecipe(about, line.slice(0, index + 1));
    const isSame = last !== undefined && pointKey(last.trials[0].point) === pointKey(trial.point);
    if (isSame) stages[stages.length - 1] = { recipe, trials: [...last.trials, trial] };
    else stages.push({ recipe, trials: [trial] });
  }
  return stages;
}

/** Whether the trials of a study go on from each other's checkpoints. */
export function isPopulation({ sampler }: Pick<StudyRecord, "sampler">): boolean {
  return samplerOf(sampler.kind).goesOn === true;
}

/** How many parts a study's trainings are divided into, at least 1. */
export function generationsOf({ sampler: { kind, ...options } }: Pick<StudyRecord, "sampler">): number {
  return Number(samplerOptions(samplerOf(kind), options).generations ?? 1);
}
