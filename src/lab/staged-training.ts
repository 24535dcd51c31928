import type { Recipe } from "../recipe/schema.ts";
import { branchRun } from "./branch-run.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { requireOwnRun } from "./resume/resume.ts";
import { performTraining, type Training, type TrainingRequest } from "./training.ts";
import type { Workshop } from "./workshop.ts";

/** A training in parts: each recipe goes on from the checkpoint of the one before, up to its own length. */
export type StagedTrainingRequest = Omit<TrainingRequest, "recipe" | "resume" | "keeps"> & {
  /** At least one; what differs between them must be what a branch may change (see `branchRun`). */
  readonly stages: readonly Recipe[];
};

/**
 * Carries out a training in parts, each a branch of the run before it. Of several parts the weights at the
 * very end are kept, of a single one the best by dev loss.
 *
 * @throws TrainwellError as `performTraining` and `branchRun`.
 */
export async function performStages(
  workshop: Workshop,
  prepared: Prepared,
  { stages: [first, ...others], ...request }: StagedTrainingRequest,
): Promise<Training> {
  const keeps = others.length > 0 ? "last" : "best";
  let training = await performTraining(workshop, prepared, { ...request, recipe: first, keeps });
  for (const recipe of others) {
    const { store } = workshop;
    const parent = await requireOwnRun(store, training.run);
    const place = { ...parent.place, ...request.place };
    const resume = await branchRun(workshop, parent, { recipe, title: request.title, place });
    training = await performTraining(workshop, prepared, { ...request, recipe, keeps, resume });
  }
  return training;
}
