import { threeDigits } from "../../../base/score-text.ts";
import type { Objective, StudyRecord, TrialRecord, TrialStatus } from "../../../run/study.ts";
import { requireStudy } from "../../../store/require-study.ts";
import { countStatuses } from "../../../store/study-list.ts";
import type { StudyStore, StudySummary } from "../../../store/study-store.ts";
import { rankedTrials } from "../../../tune/study/study-history.ts";

/** A study in brief. */
export interface StudyLine {
  readonly id: string;
  readonly name: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** "open" takes trials, "stopped" waits to be gone on with, "done" has ended. */
  readonly status: StudyRecord["status"];
  /** The kinds of its sampler and its stopper. */
  readonly sampler: string;
  readonly stopper: string;
  readonly objectives: readonly Objective[];
  /** The name of its data; left out where it has none. */
  readonly source?: string;
  /** How many trials it has by status. */
  readonly trials: Readonly<Record<TrialStatus, number>>;
  /** The best first value of complete trials within the limits; null where there is none. */
  readonly best: { readonly number: number; readonly value: number } | null;
}

/** The study of an id or a name; "last" is the newest. @throws TrainwellError `study-unknown`. */
export async function namedStudy(studies: StudyStore, name: string): Promise<StudyRecord> {
  const newest = name === "last" && (await studies.getStudy(name)) === undefined;
  if (!newest) return requireStudy(studies, name);
  const [last] = await studies.listStudies();
  return last === undefined ? requireStudy(studies, name) : requireStudy(studies, last.id);
}

/** The line of a study with its trials. */
export function studyLine(study: StudyRecord | StudySummary, trials: readonly TrialRecord[]): StudyLine {
  const { id, name, createdAt, status, sampler, stopper, objectives, source } = study;
  const [best] = rankedTrials(study, trials);
  return {
    id,
    name,
    createdAt,
    status,
    sampler: sampler.kind,
    stopper: stopper.kind,
    objectives,
    ...(source === undefined ? {} : { source }),
    trials: "trials" in study ? study.trials : countStatuses(trials.map((trial) => [trial.status, 1])),
    best: best === undefined ? null : { number: best.number + 1, value: best.values[0] },
  };
}

/** The line of a study as the store has it now. */
export async function storedStudyLine(studies: StudyStore, id: string): Promise<StudyLine> {
  const record = await requireStudy(studies, id);
  return studyLine(record, (await studies.trials(id, { brief: true })).trials);
}

/** The best value after each trial that completed, in the order in which they ended. */
export interface BestPoint {
  /** The trial's number, from 1. */
  readonly number: number;
  readonly value: number;
  /** The best value until then, this one included. */
  readonly best: number;
}

/** How the best value of the first objective came about: every complete trial within the limits. */
export function bestHistory(
  study: Pick<StudyRecord, "objectives" | "limits">,
  trials: readonly TrialRecord[],
): BestPoint[] {
  const [{ direction }] = study.objectives;
  const better = direction === "maximize" ? Math.max : Math.min;
  const ended = (trial: TrialRecord) => trial.endedAt ?? "9";
  const ranked = rankedTrials(study, trials).sort((a, b) =>
    ended(a) < ended(b) ? -1 : ended(a) > ended(b) ? 1 : a.number - b.number,
  );
  let best: number | undefined;
  return ranked.map(({ number, values: [value] }) => {
    best = best === undefined ? value : better(best, value);
    return { number: number + 1, value, best };
  });
}

/** "loss 0.0123 (trial 7)". */
export function bestWords({ objectives: [{ metric }], best }: StudyLine): string {
  return best === null ? "" : `${metric} ${threeDigits(best.value)} (trial ${best.number})`;
}
