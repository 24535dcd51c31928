import { TrainwellError } from "../../base/errors.ts";
import { requireProgram } from "../../foreign/find-program.node.ts";
import { designFor } from "../../lab/committee.ts";
import { VERSION } from "../../lab/environment.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { withWorkshop } from "../../lab/workshop.ts";
import type { StudyRecord } from "../../run/study.ts";
import type { JobStore } from "../../store/store.ts";
import { checkCommand, commandExecutor } from "../../tune/executors/command-executor.ts";
import { trialExecutor } from "../../tune/networks/tune-networks.ts";
import { Study } from "../../tune/study/ask-and-tell.ts";
import { studyRecipeSpace } from "../../tune/study/study-space.ts";
import { type TrialExecutor, type WorkEnd, workOn } from "../../tune/study/trial-worker.ts";
import { commandStudy, foreignSettings, foreignSpace } from "../shared/search/foreign-study.ts";
import { repeatsOf, workerName } from "../shared/search/study-job.ts";
import { trialChanged } from "../shared/search/study-progress.ts";
import { type TrialSummary, trialSummary } from "../shared/studies/trial-summary.ts";
import type { WorkerOptions } from "./contract.ts";
import { prepareJoined } from "./joined-data.ts";

/** A trial that was carried out here, and the study that it is of. */
export type DoneTrial = TrialSummary & { readonly study: string };

/** A study that is joined, and who joins it. */
export interface Joining {
  readonly record: StudyRecord;
  readonly options: WorkerOptions & JobContext;
  /** Takes the trials that end here. */
  readonly done: DoneTrial[];
}

/**
 * Carries out trials of a study until it ends or has no more.
 *
 * @throws TrainwellError `study-not-open`, `study-other-version`, `data-missing`, or what trials meet.
 */
export async function joinStudy(store: JobStore, joining: Joining): Promise<WorkEnd> {
  const { record } = joining;
  refuseOtherVersion(record);
  if (record.status !== "open") throw notOpen(record);
  const join = foreignSettings(record) === undefined ? joinNetworks : joinForeign;
  return join(store, joining);
}

function joinForeign(store: JobStore, joining: Joining): Promise<WorkEnd> {
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

async function joinNetworks(store: JobStore, joining: Joining): Promise<WorkEnd> {
  const { record, options } = joining;
  const prepared = await prepareJoined(store, record, options);
  const { device, progress, signal } = options;
  const places = { store, threads: options.parallel, device };
  return withWorkshop({ ...places, progress, signal, parallel: "cores" }, async (workshop) => {
    const space = studyRecipeSpace(record);
    const study = new Study(store.studies, record, space);
    const { trials = null } = record.settings as { trials?: number | null };
    const repeats = repeatsOf(record);
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
  const { options, done, record } = joining;
  await study.refresh();
  return workOn(study, executor, {
    ...rest,
    most,
    owner: workerName(),
    signal: options.signal,
    onBegin: (trial) => options.progress(trialChanged(study, trial, { most })),
    onReport: (trial, at) => options.progress(trialChanged(study, trial, { most, at })),
    onEnd: (trial) => {
      done.push({ ...trialSummary(study.space, trial), study: record.id });
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
