import { TrainwellError } from "../../base/errors.ts";
import { requireProgram } from "../../foreign/find-program.node.ts";
import { designFor } from "../../lab/committee.ts";
import { VERSION } from "../../lab/environment.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { prepare } from "../../lab/prepare.ts";
import { checkSameData, requireOwnRun } from "../../lab/resume.ts";
import { withWorkshop } from "../../lab/workshop.ts";
import type { StudyRecord } from "../../run/study.ts";
import type { TuningStore } from "../../store/store.ts";
import { checkCommand, commandExecutor } from "../../tune/executors/command-executor.ts";
import { trialExecutor } from "../../tune/networks/tune-networks.ts";
import { Study } from "../../tune/study/ask-and-tell.ts";
import { studyRecipeSpace } from "../../tune/study/study-space.ts";
import { type TrialExecutor, type WorkEnd, workOn } from "../../tune/study/trial-worker.ts";
import { commandStudy, foreignSettings, foreignSpace } from "../shared/foreign-study.ts";
import { withStore } from "../shared/stored-runs.ts";
import { namedStudy } from "../shared/stored-studies.ts";
import { workerName } from "../shared/study-job.ts";
import { STOPPED, trialChanged } from "../shared/study-progress.ts";
import { trialSummary } from "../shared/trial-summary.ts";
import type { TrialSummary } from "../tune/contract.ts";
import type { WorkerOptions, WorkerResult } from "./contract.ts";

type Told = WorkerOptions & JobContext;

/**
 * Joins a study that another process began, carries out trials of it, and leaves when it ends. It may be
 * killed at any time: its trials are taken up by others. Of another program the study keeps the command, and
 * joining runs it.
 *
 * @throws TrainwellError `study-unknown`; `study-not-open`; `study-other-version` of a study that another
 *   version of this program made; `data-missing`; or `interrupted`.
 */
export async function worker(options: Told): Promise<WorkerResult> {
  const started = performance.now();
  return withStore(options.store, async (store) => {
    const record = await namedStudy(store.studies, options.study);
    refuseOtherVersion(record);
    if (record.status !== "open") throw notOpen(record);
    const done: TrialSummary[] = [];
    const join = foreignSettings(record) === undefined ? joinNetworks : joinForeign;
    const ended = await join(store, { record, options, done });
    if (options.signal.aborted) throw left(record);
    const { id, name } = record;
    const count = `${done.length} trial${done.length === 1 ? "" : "s"}`;
    return {
      headline: `Carried out ${count} of study ${name}; ${STOPPED[ended]}.`,
      study: { id, name },
      trials: done,
      stopped: { reason: ended, text: STOPPED[ended] },
      durationMs: performance.now() - started,
    };
  });
}

interface Joining {
  readonly record: StudyRecord;
  readonly options: Told;
  /** Takes the trials that end here. */
  readonly done: TrialSummary[];
}

function joinForeign(store: TuningStore, joining: Joining): Promise<WorkEnd> {
  const { record, options } = joining;
  const space = foreignSpace(record);
  const { command, retries, trials } = foreignSettings(record)!;
  checkCommand(command, space);
  requireProgram(command[0]);
  options.progress({
    type: "note",
    message: `Runs ${command.map((part) => JSON.stringify(part)).join(" ")}`,
  });
  const study = new Study(store.studies, record, space);
  const executor = commandExecutor(commandStudy(record, { space, store, address: options.store }));
  return workHere(study, executor, { joining, most: trials, retries, parallel: options.parallel ?? 1 });
}

async function joinNetworks(_store: TuningStore, joining: Joining): Promise<WorkEnd> {
  const { record, options } = joining;
  const { data, signal } = options;
  if (data === null) throw dataMissing(record);
  const places = { store: options.store, threads: options.parallel, device: options.device };
  const context = { progress: options.progress, signal };
  return withWorkshop({ ...places, ...context, parallel: "cores" }, async (workshop) => {
    const job = await requireOwnRun(workshop.store, record.id);
    const prepared = await prepare({ data, signal }, job.recipe);
    checkSameData(job, prepared);
    const space = studyRecipeSpace(record);
    const study = new Study(workshop.store.studies, record, space);
    const { repeats = "race", trials = null } = record.settings as {
      repeats?: "race" | number;
      trials?: number | null;
    };
    const design = designFor(prepared);
    const executor = trialExecutor({ workshop, prepared, design, space, study, repeats });
    return workHere(study, executor, { joining, most: trials, retries: 0, parallel: workshop.parallel });
  });
}

async function workHere(
  study: Study,
  executor: TrialExecutor,
  about: { joining: Joining; most: number | null; retries: number; parallel: number },
): Promise<WorkEnd> {
  const { joining, most, ...rest } = about;
  const { options, done } = joining;
  await study.refresh();
  return workOn(study, executor, {
    ...rest,
    most,
    owner: workerName(),
    signal: options.signal,
    onBegin: (trial) => options.progress(trialChanged(study, trial, { most })),
    onReport: (trial, at) => options.progress(trialChanged(study, trial, { most, at })),
    onEnd: (trial) => {
      done.push(trialSummary(study.space, trial));
      options.progress(trialChanged(study, trial, { most }));
    },
  });
}

function refuseOtherVersion({ name, id, version }: StudyRecord): void {
  if (version === VERSION) return;
  throw new TrainwellError({
    kind: "input",
    code: "study-other-version",
    message: `Study ${name} was made by version ${version || "unknown"}, and this is version ${VERSION}.`,
    details: { study: id, version, own: VERSION },
    hint: "Workers of one study must be of the same version: install that one.",
  });
}

function notOpen({ name, id, status }: StudyRecord): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "study-not-open",
    message: `Study ${name} takes no trials: it is ${status}.`,
    details: { study: id, status },
    hint: `Go on with it by the command that began it, with --study ${name}.`,
  });
}

function dataMissing({ name, id, source }: StudyRecord): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "data-missing",
    message: `Study ${name} trains networks on data, and the data are missing.`,
    details: { study: id },
    hint: `Name them by --data${source === undefined ? "" : `; it began with ${source}`}.`,
  });
}

function left({ name, id }: StudyRecord): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: `Interrupted; the trials that ran here were given back to study ${name}.`,
    details: { study: id },
    hint: "Others take them up; the study goes on.",
  });
}
