import { hostname } from "node:os";
import { TrainwellError } from "../../../base/errors.ts";
import { METRICS } from "../../../nn/judging/chosen-metric.ts";
import type { Objective, StudyRecord } from "../../../run/study.ts";
import type { TuningStore } from "../../../store/store.ts";
import type { SearchSpace } from "../../../tune/space/search-space.ts";
import { type NewStudy, Study } from "../../../tune/study/ask-and-tell.ts";
import type { WorkEnd } from "../../../tune/study/trial-worker.ts";
import { objectiveOf } from "../options/component-text.ts";
import { faultLine } from "./study-progress.ts";

/** The name of this process among those that work on a study. */
export function workerName(): string {
  return `${hostname()}:${process.pid}`;
}

/** How many of its members each trial of a study trains: as many as the race wants, or so many. */
export function repeatsOf({ settings }: Pick<StudyRecord, "settings">): "race" | number {
  return typeof settings.repeats === "number" ? settings.repeats : "race";
}

/** The objectives that a call tells; where it tells none, the loss is minimized. */
export function objectivesOf(told: readonly (string | Objective)[]): Objective[] {
  if (told.length === 0) return [{ metric: "loss", direction: "minimize" }];
  return told.map((objective) => objectiveOf(objective, higherIsBetter));
}

/** Whether a metric whose name is known to all is better when larger; undefined of others. */
function higherIsBetter(metric: string): boolean | undefined {
  const known = Object.values(METRICS).flat();
  // "recall:yes" is the recall of one class.
  const [asked] = metric.split(":");
  return known.find(({ name, key }) => name === asked || key === asked)?.higherIsBetter;
}

/**
 * Begins the study of a job whose run is in the store already; where the study is refused, the run goes too.
 *
 * @throws TrainwellError `study-exists` or `study-invalid`.
 */
export async function beginStudy(
  store: TuningStore,
  space: SearchSpace,
  about: NewStudy & { readonly id: string },
): Promise<Study> {
  return Study.create(store.studies, space, about).catch(async (error) => {
    await store.removeRun(about.id);
    throw error;
  });
}

/** So many different faults are told of trials that all failed. */
const FAULTS = 3;

/**
 * Refuses the end of a search in which no trial came to its end, because nothing was found then.
 *
 * @throws TrainwellError `study-without-result`, with the last faults of its trials.
 */
export function requireResult({ record, trials, ranking }: Study): void {
  if (ranking.length > 0 || record.status === "stopped") return;
  const faults = trials.flatMap(({ error }) => (error === undefined ? [] : [faultLine(error)]));
  const told = [...new Set(faults.toReversed())].slice(0, FAULTS);
  const isLimited = trials.some(({ status }) => status === "complete");
  throw new TrainwellError({
    kind: "input",
    code: "study-without-result",
    message: isLimited
      ? `No trial of study ${record.name} keeps to its limits, of ${trials.length} that were tried.`
      : `No trial of study ${record.name} came to its end, of ${trials.length} that began` +
        `${told.length === 0 ? "." : `; the last faults: ${told.join(" ")}`}`,
    details: { study: record.id, trials: trials.length },
    hint: `Look at it with trainwell study ${record.name}; a longer budget, or another space, may help.`,
  });
}

/**
 * Works on a study: done, it says so in the study and its job; interrupted, it waits to be gone on with; and
 * one that fails says so in its job.
 *
 * @throws TrainwellError `interrupted`, with the way to go on, or what the work throws.
 */
export async function stopSafely<T extends { readonly ended: WorkEnd }>(
  store: TuningStore,
  { study, signal }: { study: Study; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  const { id, name } = study.record;
  try {
    const result = await work();
    signal.throwIfAborted();
    const isStopped = result.ended === "stopped";
    if (!isStopped) await study.change({ status: "done" });
    await store.updateRun(id, { status: isStopped ? "interrupted" : "done" });
    return result;
  } catch (error) {
    await study.change({ status: "stopped" });
    throw await unfinished(store, id, {
      cause: error,
      signal,
      message: `Interrupted; the trials that ran wait in study ${name}.`,
      details: { study: id },
      hint: `Go on by the same command with --study ${name}.`,
    });
  }
}

/**
 * Says in a job's run that it did not come to its end, and why.
 *
 * @param about `cause`: what its work threw. `message`, `details` and `hint`: of an interruption.
 * @returns the error to throw: `interrupted` where the signal was aborted, else the cause.
 */
export async function unfinished(
  store: Pick<TuningStore, "updateRun">,
  job: string,
  about: {
    readonly cause: unknown;
    readonly signal: AbortSignal;
    readonly message: string;
    readonly details: Readonly<Record<string, string>>;
    readonly hint: string;
  },
): Promise<unknown> {
  const { signal, cause, ...told } = about;
  await store.updateRun(job, { status: signal.aborted ? "interrupted" : "failed" });
  if (!signal.aborted) return cause;
  return new TrainwellError({ kind: "interrupted", code: "interrupted", ...told, cause });
}
