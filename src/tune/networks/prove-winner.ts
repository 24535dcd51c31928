import { type PairedDifference, pairedDifference } from "../../clinic/paired-difference.ts";
import type { Verdict } from "../../clinic/verify.ts";
import { verifyTreatment } from "../../clinic/verify.ts";
import {
  type Design,
  designFor,
  devScores,
  leastRepeats,
  testShareOf,
  withMembers,
} from "../../lab/committee.ts";
import { comparedBy, measureOf } from "../../lab/judged-target.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { type TriedRecipe, tryRecipe } from "../../lab/tried-recipe.ts";
import type { Workshop } from "../../lab/workshop.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { Recipe } from "../../recipe/schema.ts";

/** Folds and seeds that no trial of a search has seen. */
const FRESH = 1;

/** The winner of a search beside the recipe that it began with, both on fresh seeds. */
export interface WinnerProof {
  readonly design: Design;
  readonly baseline: TriedRecipe;
  readonly winner: TriedRecipe;
  /** The paired difference of their dev losses, as treatments are judged by it. */
  readonly verdict: Verdict;
  /** The same with its two-sided interval, the overlap of folds taken into account. */
  readonly difference: PairedDifference;
  /** Whether the winner takes the baseline's place. */
  readonly adopted: boolean;
  readonly reason: string;
}

/**
 * Trains the winner of a search and the recipe that it began with anew, on folds and seeds that no trial has
 * seen, and compares them, paired. The best of many noisy trials flatters itself (Cawley & Talbot, "On
 * Over-fitting in Model Selection", 2010); this is the number to believe. The winner takes the other's place
 * where it is better beyond the noise, as a treatment must be (`verifyTreatment`), and does not worsen the
 * metric.
 */
export async function proveWinner(
  workshop: Workshop,
  prepared: Prepared,
  about: {
    baseline: Recipe;
    winner: Recipe;
    /** Recipes of the winner's parts, where it is a training in parts. */
    stages?: readonly Recipe[];
    job: string;
    repeats: number;
    /** How many trainings of each recipe there is time for, at least 2; as many as wanted where left out. */
    most?: number;
  },
): Promise<WinnerProof> {
  const { job, most = Number.POSITIVE_INFINITY } = about;
  const whole = designFor(prepared, { anew: FRESH });
  const wanted = whole.members.filter(({ repeat }) => repeat < Math.max(leastRepeats(whole), about.repeats));
  const members = wanted.slice(0, most);
  if (members.length < wanted.length)
    workshop.progress({
      type: "note",
      message:
        `The time that is left is enough for ${members.length} of ${wanted.length} trainings of each ` +
        `recipe on fresh seeds.`,
    });
  const design = withMembers(whole, members);
  const train = (recipe: Recipe, role: "baseline" | "winner"): Promise<TriedRecipe> => {
    const place = { job, role, number: 1 } as const;
    const title = role === "winner" ? "the winner, anew" : "the default, anew";
    const stages = role === "winner" && about.stages ? { stages: about.stages } : {};
    return tryRecipe(workshop, prepared, { recipe, members, title, place, ...stages });
  };
  const baseline = await train(about.baseline, "baseline");
  const isSame = canonicalJson(about.winner) === canonicalJson(about.baseline);
  const winner = isSame ? baseline : await train(about.winner, "winner");
  const { target } = prepared;
  const measure = comparedBy(target);
  const sides = {
    before: baseline.results,
    after: winner.results,
  };
  const verdict = verifyTreatment({
    ...sides,
    tried: 1,
    ...(measure ? { measure } : {}),
  });
  const { metric, higherIsBetter, title } = measureOf(target);
  const scores = [baseline, winner].map(({ committee }) => devScores(committee, target).metrics[metric]);
  const worse = higherIsBetter ? scores[1] < scores[0] : scores[1] > scores[0];
  const adopted = verdict.kept && (measure !== undefined || !worse);
  return {
    design,
    baseline,
    winner,
    verdict,
    difference: pairedDifference(sides, { testShare: testShareOf(design) }),
    adopted,
    reason: reasonOf({ adopted, isSame, isBeyond: verdict.kept, worse, title }),
  };
}

const STAYS = "The recipe that the search began with stays";

function reasonOf(about: {
  adopted: boolean;
  isSame: boolean;
  isBeyond: boolean;
  worse: boolean;
  title: string;
}): string {
  if (about.isSame) return "The recipe that the search began with is the best that it found.";
  if (about.adopted) return "The winner is better on fresh seeds beyond the noise.";
  if (about.isBeyond && about.worse)
    return `${STAYS}: the winner's loss is lower, but its ${about.title} worse.`;
  return `${STAYS}: on fresh seeds the winner is not better beyond the noise.`;
}
