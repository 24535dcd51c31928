import { TrainwellError } from "../../base/errors.ts";
import { fixedPart } from "../../lab/branch-run.ts";
import { constant } from "../../optim/schedules/constant.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { defaultSpace } from "../space/default-space.ts";
import { isRange } from "../space/ranges.ts";
import { type RecipeSpace, recipeSpace } from "../space/recipe-space.ts";
import { pointAt } from "../space/search-space.ts";
import { type SpaceAssignments, setInRecipe } from "../space/space-from.ts";

/** Parts that the search decides itself: the length of each part, and how rates change over a training. */
const OWN = ["training.epochs", "training.earlyStopping", "schedule"];

/** Places in a space between which anything that is searched differs. */
const APART = [0.07, 0.93];

/**
 * The recipe that a population begins with: without a schedule, because the search finds one, and without
 * early stopping, because a part that ends early would be no part.
 */
export function populationRecipe(recipe: Recipe): Recipe {
  return applyPatch(recipe, [
    { op: "set", path: "schedule", value: { kind: constant.kind } },
    { op: "set", path: "training.earlyStopping", value: null },
  ]);
}

/**
 * The default space of a population: of what recipes say is worth tuning that which may change within a
 * training.
 */
export function populationRanges(recipe: Recipe): SpaceAssignments {
  const source = "the default space";
  return Object.fromEntries(
    Object.entries(defaultSpace(recipe, { blocks: false })).filter(([path, range]) => {
      if (isOwn(path) || !isRange(range)) return false;
      return (
        oddPart(recipeSpace({ tree: setInRecipe(recipe, { [path]: range }, { source }) }, { source })) ===
        undefined
      );
    }),
  );
}

/**
 * Refuses a space that cannot be searched within a training.
 *
 * @throws TrainwellError `population-fixed`, with the path, or `population-short` where a training has fewer
 *   epochs than parts.
 */
export function checkPopulationSpace(
  space: RecipeSpace,
  { generations, epochs }: { generations: number; epochs: number },
): void {
  const own = space.parameters.find(({ name }) => isOwn(name));
  const path = own?.name ?? oddPart(space);
  if (path !== undefined)
    throw new TrainwellError({
      kind: "input",
      code: "population-fixed",
      message:
        own === undefined
          ? `"${path}" cannot change within a training, so a population cannot search it.`
          : `"${path}" is decided by the population's own search.`,
      details: { path },
      hint: "Search rates, decay, betas, penalties or dropout, or take another sampler.",
    });
  if (epochs >= generations) return;
  throw new TrainwellError({
    kind: "input",
    code: "population-short",
    message: `A training of ${epochs} epochs cannot be divided into ${generations} parts.`,
    details: { epochs, generations },
    hint: "Train longer (--epochs), or tell the sampler of fewer generations.",
  });
}

function isOwn(path: string): boolean {
  return OWN.some((own) => path === own || path.startsWith(`${own}.`));
}

/** The part of recipes that differs between points and may not; undefined where there is none. */
function oddPart(space: RecipeSpace): string | undefined {
  const recipes = APART.map((unit) =>
    space.recipeAt(
      pointAt(
        space,
        space.parameters.map(() => unit),
      ),
    ),
  );
  return fixedPart(recipes[0], recipes[1]);
}
