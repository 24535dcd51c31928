import type { BlendCandidate } from "../../lab/blend/blend.ts";
import type { Improvement } from "../../lab/improve/improvement.ts";
import type { SimpleModel } from "../../lab/improve/simple-model.ts";

/**
 * The committees that may have a vote in the model beside the final recipe's: the baseline's, the simple
 * model's and those of the treatments that were tried; without those that a search picked by the dev rows and
 * that did not hold on fresh folds, because weights from other folds do not tell how much these rows flatter
 * them.
 */
export function votersOf(
  { baseline, tried }: Pick<Improvement, "baseline" | "tried">,
  simple: Pick<SimpleModel, "floor" | "committee"> | undefined,
): BlendCandidate[] {
  return [
    { title: "the baseline", committee: baseline },
    ...(simple ? [{ title: simple.floor.name, committee: simple.committee }] : []),
    // By their numbers, because a treatment is tried again on what others have left.
    ...tried.flatMap(({ treatment: { title }, committee, bestOf, kept }, at) =>
      committee && (bestOf === undefined || kept)
        ? [{ title: `treatment ${at + 1}: ${title}`, committee }]
        : [],
    ),
  ];
}
