import { mean } from "../base/statistics.ts";
import type { MemberResult } from "../clinic/verify.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { CommitteePlace } from "../run/place.ts";
import { type Committee, type MemberRows, memberResults, trainCommittee } from "./committee.ts";
import type { Prepared } from "./prepare/prepare.ts";
import type { Workshop } from "./workshop.ts";

/** A recipe that was trained for a comparison, and what its networks say of dev rows. */
export interface TriedRecipe {
  readonly recipe: Recipe;
  readonly committee: Committee;
  /** The losses of each member on its dev rows. */
  readonly results: readonly MemberResult[];
  /** The mean dev loss of its members, in what recipes are compared by. */
  readonly loss: number;
}

/** Trains a recipe by some members; another recipe that is tried by the same ones is paired with it. */
export async function tryRecipe(
  workshop: Workshop,
  prepared: Prepared,
  about: {
    recipe: Recipe;
    members: readonly MemberRows[];
    title: string;
    place: CommitteePlace;
    /** Recipes of a training's parts, of which `recipe` is the last. */
    stages?: readonly Recipe[];
  },
): Promise<TriedRecipe> {
  const committee = await trainCommittee(workshop, prepared, about);
  const results = memberResults(committee, prepared.target);
  const loss = mean(results.map(({ perExampleLoss }) => mean(perExampleLoss)));
  return { recipe: about.recipe, committee, results, loss };
}
