import { type PairedDifference, pairedDifference } from "../clinic/paired-difference.ts";
import type { Recipe } from "../recipe/schema.ts";
import { type Design, designFor, testShareOf, withMembers } from "./committee.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { type TriedRecipe, tryRecipe } from "./tried-recipe.ts";
import type { Workshop } from "./workshop.ts";

/** Designs before this one have been used by jobs: searches choose on the first, and prove on the next. */
const FIRST_UNSEEN = 2;

/** Two recipes that were trained over the same seeds and folds. */
export interface RecipeComparison {
  readonly design: Design;
  readonly first: TriedRecipe;
  readonly second: TriedRecipe;
  /** Of their dev losses; positive where the second is better. */
  readonly difference: PairedDifference;
}

/**
 * Trains two recipes over the same seeds, and on small tables the same folds, that no job has seen before,
 * and compares them, paired.
 *
 * @param about `job`: the id of the run under which the trainings are kept. `seeds`: how many of each, from
 *   2.
 */
export async function compareRecipes(
  workshop: Workshop,
  prepared: Prepared,
  about: { first: Recipe; second: Recipe; seeds: number; job: string },
): Promise<RecipeComparison> {
  const { job, seeds } = about;
  const design = designOf(prepared, seeds);
  const { members } = design;
  const train = (recipe: Recipe, number: number) => {
    const place = { job, role: "candidate", number } as const;
    return tryRecipe(workshop, prepared, { recipe, members, title: TITLES[number - 1], place });
  };
  const first = await train(about.first, 1);
  const second = await train(about.second, 2);
  const sides = { before: first.results, after: second.results };
  return { design, first, second, difference: pairedDifference(sides, { testShare: testShareOf(design) }) };
}

const TITLES = ["the first", "the second"];

/** So many members as are wanted, of as many designs as that takes. */
function designOf(prepared: Prepared, wanted: number): Design {
  const designs = [designFor(prepared, { anew: FIRST_UNSEEN })];
  const members = [...designs[0].members];
  while (members.length < wanted) {
    const next = designFor(prepared, { anew: FIRST_UNSEEN + designs.length });
    const repeats = designs.reduce((sum, design) => sum + design.repeats, 0);
    for (const member of next.members) members.push({ ...member, repeat: member.repeat + repeats });
    designs.push(next);
  }
  return withMembers(designs[0], members.slice(0, wanted));
}
