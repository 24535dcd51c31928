import { TrainwellError } from "../base/errors.ts";
import type { OwnRun } from "../run/record.ts";
import { checkTraining } from "../train/plan/plan-training.ts";
import { checkHumanError } from "./check-human-error.ts";
import { fitData } from "./prepare/fit-data.ts";
import { type Prepared, type PrepareRequest, prepare } from "./prepare/prepare.ts";
import { dataName } from "./prepare/read-data.ts";
import { checkSameData, resumedRun } from "./resume/resume.ts";
import type { Workshop } from "./workshop.ts";

/**
 * Reads and decides what a job works on: anew, or as the run that it continues.
 *
 * @throws TrainwellError `interrupted` when it is stopped while it reads, which says how to go on.
 */
export async function begin(
  workshop: Workshop,
  request: PrepareRequest & { readonly resume: string | null; readonly humanError?: number | null },
  verb: "fit" | "improve",
): Promise<{ earlier: OwnRun | undefined; prepared: Prepared }> {
  const { resume } = request;
  const earlier = resume === null ? undefined : await resumedRun(workshop, { ...request, resume }, verb);
  workshop.progress({ type: "stageStarted", stage: `reading ${dataName(request.data)}` });
  try {
    const prepared = await prepare(request, earlier?.recipe);
    checkHumanError(prepared.target, request.humanError);
    if (earlier) checkSameData(earlier, prepared);
    // A table in memory, or one that was read at once, does not look at the signal.
    workshop.signal.throwIfAborted();
    checkTrainable(prepared);
    return { earlier, prepared };
  } catch (error) {
    throw workshop.signal.aborted ? stoppedReading(resume) : error;
  }
}

/** Checks that the recipe can be trained on the data, before anything is written about it. */
export function checkTrainable(prepared: Prepared): void {
  const { recipe, split } = prepared;
  checkTraining(recipe, fitData(prepared, recipe, split.train).dataset, { rows: split });
}

function stoppedReading(resume: string | null): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: "Interrupted while the data were read, before any training.",
    hint:
      resume === null
        ? "Nothing was begun: give the same command again."
        : `Continue by the same command with --resume ${resume}.`,
  });
}
