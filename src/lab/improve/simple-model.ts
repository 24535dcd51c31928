import type { RunEvidence } from "../../clinic/evidence.ts";
import { lossDefinition } from "../../nn/losses/index.ts";
import { outputsOf } from "../../program/dataset-blocks.ts";
import { baselineInputs, linearRecipe } from "../../recipe/default.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { type Committee, devScores, trainCommittee } from "../committee.ts";
import { fitData, isFittable } from "../prepare/fit-data.ts";
import { errorOf } from "../scores/scores.ts";
import type { RoundContext } from "./improve-round.ts";

/** The simple model may take this share of the time; the network is worth more. */
const MOST_TIME_SHARE = 0.25;

/** The simple model that a network must beat, trained. */
export interface SimpleModel {
  readonly floor: NonNullable<RunEvidence["floor"]>;
  readonly committee: Committee;
}

/**
 * Trains the simple model that a network must beat, on the same rows, and scores it on the same dev rows;
 * nothing where that takes too much of the budget's time.
 */
export async function trainSimpleModel(context: RoundContext): Promise<SimpleModel | undefined> {
  const { workshop, prepared, design, job } = context;
  const members = design.members.filter((member) => member.repeat === 0);
  const recipe = simpleRecipe(context);
  const name = lossDefinition(recipe.loss.kind).linearModel ?? "a linear model";
  const committee = await context.budget.within(
    workshop.signal,
    (signal) =>
      trainCommittee({ ...workshop, signal }, prepared, {
        recipe,
        members,
        title: name,
        place: { job, role: "simpleModel", number: 1 },
      }),
    { share: MOST_TIME_SHARE },
  );
  if (committee === undefined) return undefined;
  const error = errorOf(devScores(committee, prepared.target), prepared.target);
  return { floor: { name, error, recipe }, committee };
}

function simpleRecipe({ prepared, design }: RoundContext): Recipe {
  const { dataset } = fitData(prepared, prepared.recipe, prepared.split.train);
  const { loss } = prepared.recipe;
  const linear = linearRecipe({
    target: prepared.recipe.data.target,
    task: prepared.target.task,
    outputs: outputsOf(dataset, loss),
    rows: prepared.split.train.length,
    ...baselineInputs(dataset.blocks),
  });
  // Inputs are standardized for it whatever the network's recipe does, unless single cells lie beyond that:
  // the floor is a sound simple model.
  const data = { ...prepared.recipe.data, classWeights: "none" } as const;
  const standardized = { ...data, normalize: "standardize" } as const;
  const modelOn = (data: Recipe["data"]): Recipe => ({
    ...linear,
    data,
    // Of classes the probabilities are compared, whatever the loss; of values only the same loss predicts the
    // same.
    ...(prepared.target.task === "regression" ? { loss } : {}),
  });
  const isSound = design.members.every(({ train }) => isFittable(prepared, modelOn(standardized), train));
  return modelOn(isSound ? standardized : data);
}
