import { platform, release } from "node:os";
import { basename } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { requireProgram } from "../../foreign/find-program.node.ts";
import { Budget } from "../../lab/budget.ts";
import { VERSION } from "../../lab/environment.ts";
import { type JobContext, noteTo } from "../../lab/job-context.ts";
import { newRun } from "../../run/record.ts";
import type { StudyRecord } from "../../run/study.ts";
import { openStore } from "../../store/open-store.node.ts";
import type { TuningStore } from "../../store/store.ts";
import { checkCommand, commandExecutor, tidyTrials } from "../../tune/executors/command-executor.ts";
import { type NamedSpace, namedSpaceFrom } from "../../tune/executors/named-space.ts";
import { isPopulation } from "../../tune/networks/lineage.ts";
import { announced } from "../../tune/queue/announced-work.ts";
import { withQueue } from "../../tune/queue/open-queue.node.ts";
import { Study } from "../../tune/study/ask-and-tell.ts";
import { checkComponents } from "../../tune/study/check-components.ts";
import { type WorkEnd, workOn } from "../../tune/study/trial-worker.ts";
import { readBudget } from "../shared/options/budget-text.ts";
import { componentOf, limitOf } from "../shared/options/component-text.ts";
import {
  commandStudy,
  type ForeignSettings,
  foreignSpace,
  requireForeign,
  trialsFolder,
} from "../shared/search/foreign-study.ts";
import { refuseContradictions } from "../shared/search/same-study.ts";
import { readSpaceFile } from "../shared/search/space-file.ts";
import {
  beginStudy,
  objectivesOf,
  requireResult,
  stopSafely,
  workerName,
} from "../shared/search/study-job.ts";
import { trialChanged } from "../shared/search/study-progress.ts";
import { namedStudy } from "../shared/studies/stored-studies.ts";
import type { TuneResult } from "../tune/contract.ts";
import { commandResult } from "./command-result.ts";
import type { TuneCommandOptions } from "./contract.ts";

/** How many trials there are when neither trials nor a budget were told. */
const DEFAULT_TRIALS = 20;

/**
 * Searches the settings of another program: runs it for trials that a sampler proposes, listens to what it
 * reports, and ends early what a stopper gives up. The study stays in the store, where it can be looked at,
 * gone on with, and worked on by others.
 *
 * @throws TrainwellError for wrong input, `study-fails` where the first trials all fail, or `interrupted`.
 */
export async function tuneCommand(options: TuneCommandOptions & JobContext): Promise<TuneResult> {
  const started = performance.now();
  const limits = limitsOf(options);
  const store = await openStore(options.store, { onWait: noteTo(options) });
  try {
    // Opened first, so that a queue that cannot be had leaves no study behind.
    const { study, space, ended } = await withQueue(options, async (queue) => {
      const opened = await openStudy(store, { ...options, ...limits });
      const budget = new Budget({ durationMs: limits.durationMs, trials: null, startedAt: started });
      options.progress({ type: "stageStarted", stage: "searching", ...budget.told });
      const { trials: most } = requireForeign(opened.study.record);
      const done = await stopSafely(store, { study: opened.study, signal: options.signal }, async () => ({
        ended: await announced(opened.study, { queue, most }, () =>
          work(store, { ...opened, options, budget }),
        ),
      }));
      return { ...opened, ...done };
    });
    await study.refresh();
    requireResult(study);
    await tidyTrials(trialsFolder(options.store), study.trials);
    return commandResult(study, { space, ended, durationMs: performance.now() - started });
  } finally {
    await store.close();
  }
}

function limitsOf({ budget, trials }: TuneCommandOptions) {
  const told = readBudget(budget);
  return { durationMs: told.durationMs, trials: trials ?? told.trials };
}

async function work(
  store: TuningStore,
  about: { study: Study; space: NamedSpace; options: TuneCommandOptions & JobContext; budget: Budget },
): Promise<WorkEnd> {
  const { study, space, options, budget } = about;
  const { trials: most, retries } = requireForeign(study.record);
  const executor = commandExecutor(commandStudy(study.record, { space, store, address: options.store }));
  await study.refresh();
  return workOn(study, executor, {
    owner: workerName(),
    parallel: options.parallel,
    most,
    retries,
    signal: options.signal,
    spent: () => budget.leftMs < 0,
    onBegin: (trial) => options.progress(trialChanged(study, trial, { most })),
    onReport: (trial, at) => options.progress(trialChanged(study, trial, { most, at })),
    onEnd: (trial) => options.progress(trialChanged(study, trial, { most })),
  });
}

async function openStudy(
  store: TuningStore,
  options: TuneCommandOptions & { durationMs: number | null },
): Promise<{ study: Study; space: NamedSpace }> {
  if (options.study !== null) return goOn(store, options, options.study);
  if (options.space === null) throw spaceMissing();
  const space = await toldSpace(options.space);
  checkCommand(options.command, space);
  requireProgram(options.command[0]);
  const components = { sampler: componentOf(options.sampler), stopper: componentOf(options.stopper) };
  const objectives = objectivesOf(options.objectives);
  const limits = options.limits.map(limitOf);
  checkComponents(components, { objectives: objectives.length });
  if (isPopulation(components)) throw populationOfOthers(components.sampler.kind);
  const { command, retries, value, lastStep } = options;
  const trials = options.trials ?? (options.durationMs === null ? DEFAULT_TRIALS : null);
  const settings: ForeignSettings = { command, retries, trials, value, lastStep };
  const job = jobRun(command[0]);
  await store.createRun(job);
  const study = await beginStudy(store, space, {
    id: job.id,
    name: options.name ?? job.id,
    space: space.document as never,
    ...components,
    objectives,
    limits,
    seed: options.seed ?? 1,
    version: VERSION,
    settings: { ...settings },
  });
  return { study, space };
}

/** The space that a call tells: itself, or the path of its file. */
async function toldSpace(told: NonNullable<TuneCommandOptions["space"]>): Promise<NamedSpace> {
  const source = typeof told === "string" ? told : "the space";
  return namedSpaceFrom(typeof told === "string" ? await readSpaceFile(told) : told, { source });
}

/** The run that stands for the whole search. */
function jobRun(program: string) {
  const place = { role: "job", number: 1, member: 1 } as const;
  const environment = { trainwell: VERSION, platform: `${platform()} ${release()}` };
  return newRun({ title: "tune", place, origin: basename(program), environment }, new Date());
}

async function goOn(
  store: TuningStore,
  options: TuneCommandOptions,
  name: string,
): Promise<{ study: Study; space: NamedSpace }> {
  const { command, trials } = options;
  const record = await namedStudy(store.studies, name);
  const known = requireForeign(record);
  const told = options.space === null ? null : (await toldSpace(options.space)).document;
  refuseContradictions(record, { ...options, space: told });
  if (command.length > 0 && JSON.stringify(command) !== JSON.stringify(known.command))
    throw otherCommand(record, known.command);
  const space = foreignSpace(record);
  requireProgram(known.command[0]);
  const study = new Study(store.studies, record, space);
  const settings = { ...record.settings, trials: trials ?? known.trials };
  await study.change({ status: "open", settings });
  await store.updateRun(record.id, { status: "running" });
  return { study, space };
}

function spaceMissing(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "space-missing",
    message: "The space of the program's parameters is missing.",
    hint: 'Name a file of it by --space, such as {"lr": {"search": "log", "low": 1e-5, "high": 0.1}}.',
  });
}

function populationOfOthers(sampler: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "population-own",
    message: `The sampler ${sampler} goes on from checkpoints, which only this program's own trainings have.`,
    details: { sampler },
    hint: "Take another sampler; asha and hyperband pause and promote trials of programs that can go on.",
  });
}

function otherCommand({ name, id }: StudyRecord, command: readonly string[]): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "study-other-command",
    message: `Study ${name} runs another command: ${command.map((part) => JSON.stringify(part)).join(" ")}.`,
    details: { study: id, command },
    hint: "Give the same command, none at all, or begin a new study.",
  });
}
