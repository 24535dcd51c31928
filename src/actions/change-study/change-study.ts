import { TrainwellError } from "../../base/errors.ts";
import type { StudyRecord } from "../../run/study.ts";
import { trialUnknown } from "../../store/study-errors.ts";
import type { StudyStore } from "../../store/study-store.ts";
import { rankedTrials } from "../../tune/study/study-history.ts";
import { studySpace } from "../../tune/study/study-space.ts";
import { pointOfWords, readPoints } from "../shared/search/told-points.ts";
import { withStore } from "../shared/stored-runs.ts";
import { namedStudy, storedStudyLine } from "../shared/studies/stored-studies.ts";
import type { ChangeStudyOptions, ChangeStudyResult } from "./contract.ts";

/**
 * Changes a study that others may be working on: they see it before their next trial.
 *
 * @throws TrainwellError `change-not-told`, `study-unknown`, `study-exists` for a name that is taken,
 *   `points-unreadable`, `point-invalid`, `trial-unknown`, or `trial-not-movable`.
 */
export async function changeStudy(options: ChangeStudyOptions): Promise<ChangeStudyResult> {
  const { name, stop, enqueue, stopTrials, resumeTrials } = options;
  if (name === null && !stop && enqueue === null && stopTrials.length + resumeTrials.length === 0)
    throw notTold();
  const told = enqueue === null ? [] : await readPoints(enqueue);
  return withStore(options.store, async ({ studies }) => {
    const record = await namedStudy(studies, options.study);
    const space = studySpace(record);
    const [best] =
      told.length === 0
        ? []
        : rankedTrials(record, (await studies.trials(record.id, { brief: true })).trials);
    const points = told.map((point) => pointOfWords(space, point, { others: best?.point }));
    await checkMovable(studies, record, { numbers: stopTrials, from: ["waiting", "paused"] });
    await checkMovable(studies, record, { numbers: resumeTrials, from: ["paused"] });
    if (name !== null || stop)
      await studies.updateStudy(record.id, {
        ...(name === null ? {} : { name }),
        ...(stop ? { status: "stopped" } : {}),
      });
    const added = await studies.addTrials(
      record.id,
      points.map((point) => ({ point, proposedBy: "user" as const })),
    );
    return {
      enqueued: added.map(({ number }) => number + 1),
      stopped: await move(studies, record, { numbers: stopTrials, to: "stopped" }),
      resumed: await move(studies, record, { numbers: resumeTrials, to: "waiting" }),
      study: await storedStudyLine(studies, record.id),
    };
  });
}

async function checkMovable(
  studies: StudyStore,
  { id, name }: StudyRecord,
  { numbers, from }: { numbers: readonly number[]; from: readonly string[] },
): Promise<void> {
  for (const number of numbers) {
    const trial = await studies.getTrial(id, number - 1);
    if (trial === undefined) throw trialUnknown(name, number);
    if (!from.includes(trial.status))
      throw new TrainwellError({
        kind: "usage",
        code: "trial-not-movable",
        message: `Trial ${number} of study ${name} is ${trial.status}, not ${from.join(" or ")}.`,
        details: { study: id, trial: number, status: trial.status },
        ...(trial.status === "running"
          ? { hint: "Whoever works on it decides; --stop stops the study." }
          : {}),
      });
  }
}

/** The numbers of the trials that moved; one that somebody took in the meantime did not. */
async function move(
  studies: StudyStore,
  { id }: StudyRecord,
  { numbers, to }: { numbers: readonly number[]; to: "stopped" | "waiting" },
): Promise<number[]> {
  const moved: number[] = [];
  for (const number of numbers) {
    const trial = { study: id, number: number - 1 };
    const now =
      (await studies.moveTrial(trial, { from: "paused", to })) ??
      (to === "stopped" ? await studies.moveTrial(trial, { from: "waiting", to }) : undefined);
    if (now !== undefined) moved.push(number);
  }
  return moved;
}

function notTold(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "change-not-told",
    message: "Expected a change of the study, received none.",
    hint: "For example --stop, --name NAME or --enqueue POINTS; see trainwell study change --help.",
  });
}
