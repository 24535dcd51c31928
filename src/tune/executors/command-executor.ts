import { mkdir, rm, rmdir } from "node:fs/promises";
import { platform, release } from "node:os";
import { basename, join, resolve } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { type ForeignEnd, runForeign } from "../../foreign/foreign-process.node.ts";
import { ForeignRecorder } from "../../foreign/foreign-recorder.ts";
import { checkPlaceholders, fillPlaceholders } from "../../foreign/placeholders.ts";
import { checkVariables, programVariables } from "../../foreign/program-variables.ts";
import type { ForeignReport } from "../../foreign/report-line.ts";
import { VERSION } from "../../lab/environment.ts";
import type { HistoryRow } from "../../run/history.ts";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { RunStore } from "../../store/store.ts";
import type { LeasedTrial, TrialEnd } from "../../store/study-store.ts";
import type { TrialContext, TrialExecutor } from "../study/trial-worker.ts";
import type { NamedSpace } from "./named-space.ts";
import { ReportQueue } from "./report-queue.ts";
import { ReportedValues, type ValueChoice } from "./reported-values.ts";

/** A study whose trials are calls of another program. */
export interface CommandStudy {
  readonly record: StudyRecord;
  readonly space: NamedSpace;
  /** The program and its arguments, with placeholders such as `{lr}`. */
  readonly command: readonly string[];
  readonly store: RunStore;
  /** The folder under which trials keep their checkpoints. */
  readonly folder: string;
  /** Which of its reports is a trial's result; final values come before. */
  readonly value: ValueChoice;
  /** The step that the program ends at by itself; null where that is not known. */
  readonly lastStep: number | null;
  /** How long the program may take to end when it is asked to, in milliseconds. */
  readonly graceMs?: number;
}

/** So many points of those that came in at once are judged by a stopper, the last among them. */
const MOST_JUDGED = 100;

/**
 * Refuses a command that could not be run for any trial: one that is empty, or names parameters that the
 * space does not have.
 *
 * @throws TrainwellError `command-empty`, `command-unusable`, `placeholder-unknown` or `parameters-clash`.
 */
export function checkCommand(command: readonly string[], { names }: Pick<NamedSpace, "names">): void {
  const refuse = (code: string, message: string) =>
    new TrainwellError({ kind: "usage", code, message, hint: "Such as: -- python train.py --lr {lr}" });
  if (command.length === 0 || command[0] === "")
    throw refuse("command-empty", "The command that is to be run for each trial is missing.");
  if (command.some((argument) => argument.includes("\0")))
    throw refuse(
      "command-unusable",
      "The command has an argument with a NUL character, which none can have.",
    );
  checkPlaceholders(command, names);
  checkVariables(names);
}

/**
 * Runs a program for each trial of a study: its parameters stand in the arguments and in the environment, and
 * what it reports, as lines of JSON, is judged by the study's stopper on its way. Each trial is kept as a run
 * of that program.
 */
export function commandExecutor(about: CommandStudy): TrialExecutor {
  return { lastStep: about.lastStep, run: (trial, context) => runTrial(about, trial, context) };
}

async function runTrial(about: CommandStudy, trial: LeasedTrial, context: TrialContext): Promise<TrialEnd> {
  const { record, value, command } = about;
  const recorder = await recorderOf(about, trial);
  if (!trial.runs.includes(recorder.id)) await context.noteRuns([recorder.id]);
  const watched = new WatchedProgram(about, { trial, context, recorder });
  try {
    const { end, verdict } = await watched.run();
    const metrics = watched.reported.result(value, record.objectives[0]);
    if (verdict !== undefined) {
      await recorder.end(verdict === "pause" ? "interrupted" : "done", metrics);
      return { status: verdict === "pause" ? "paused" : "stopped", values: [], metrics };
    }
    const missing = record.objectives.find((objective) => !Object.hasOwn(metrics, objective.metric));
    if (end.exitCode !== 0) throw trialFailed(command[0], end);
    await recorder.end(missing ? "failed" : "done", metrics);
    if (missing) return { status: "failed", error: neverReported(missing.metric, metrics, end), metrics };
    return { status: "complete", values: record.objectives.map(({ metric }) => metrics[metric]), metrics };
  } catch (error) {
    // A trial that another worker has is not this one's to judge.
    if (!(error instanceof TrainwellError && error.code === "lease-lost"))
      await recorder.end(context.signal.aborted ? "interrupted" : "failed");
    throw error;
  }
}

/** The run of a trial that was begun before, or a new one. */
async function recorderOf(
  { store, record, command, space }: CommandStudy,
  trial: LeasedTrial,
): Promise<ForeignRecorder> {
  const last = trial.runs.at(-1);
  const run = last === undefined ? undefined : await store.getRun(last);
  if (run !== undefined) return ForeignRecorder.goOn(store, run);
  return ForeignRecorder.begin(store, {
    origin: basename(command[0]),
    title: `trial ${trial.number + 1}`,
    place: { job: record.id, role: "trial", number: trial.number + 1, member: 1 },
    parameters: space.parametersAt(trial.point),
    environment: { trainwell: VERSION, platform: `${platform()} ${release()}` },
  });
}

/** The folder that stays with a trial of a study. */
export function trialFolder(folder: string, { study, number }: { study: string; number: number }): string {
  return resolve(join(folder, study, String(number + 1)));
}

/**
 * Removes what trials kept to go on with that have no use for it any more: those that were stopped or failed.
 * Those that came to their end keep what they wrote.
 */
export async function tidyTrials(folder: string, trials: readonly TrialRecord[]): Promise<void> {
  for (const trial of trials) {
    const own = trialFolder(folder, trial);
    if (trial.status === "stopped" || trial.status === "failed")
      await rm(own, { recursive: true, force: true });
    if (trial.status !== "complete") continue;
    await rm(join(own, "metrics.jsonl"), { force: true });
    // One that is not empty stays.
    await rmdir(own).catch(() => {});
  }
  const [first] = trials;
  if (first !== undefined) await rmdir(join(folder, first.study)).catch(() => {});
}

/** One call of the program, its reports kept and judged. */
class WatchedProgram {
  readonly reported: ReportedValues;
  readonly #about: CommandStudy;
  readonly #trial: LeasedTrial;
  readonly #context: TrialContext;
  readonly #recorder: ForeignRecorder;
  /** Of steps that were reported before an interruption, it was decided that the trial goes on. */
  readonly #known: Set<number>;
  readonly #halt = new AbortController();
  #verdict: "pause" | "stop" | undefined;
  #isOver = false;

  constructor(
    about: CommandStudy,
    { trial, context, recorder }: { trial: LeasedTrial; context: TrialContext; recorder: ForeignRecorder },
  ) {
    this.#about = about;
    this.#trial = trial;
    this.#context = context;
    this.#recorder = recorder;
    this.#known = new Set(trial.curve.map(({ step }) => step));
    this.reported = new ReportedValues(recorder.earlier);
  }

  /** Runs it; `verdict` is that of the stopper, where that ended it. */
  async run(): Promise<{ end: ForeignEnd; verdict: "pause" | "stop" | undefined }> {
    const { command, space, folder, graceMs } = this.#about;
    const { study, number, point } = this.#trial;
    const parameters = space.parametersAt(point);
    const checkpointFolder = trialFolder(folder, { study, number });
    const metricsFile = join(checkpointFolder, "metrics.jsonl");
    await mkdir(checkpointFolder, { recursive: true });
    await rm(metricsFile, { force: true });
    const { checkpoint } = this.#recorder;
    const halt = () => this.#halt.abort();
    const queue = new ReportQueue<ForeignReport>((batch) => this.#handle(batch), halt);
    const end = await runForeign({
      command: fillPlaceholders(command, { parameters, known: space.names }),
      variables: programVariables(parameters, {
        study,
        trial: number + 1,
        metricsFile,
        checkpointFolder,
        ...(checkpoint === undefined ? {} : { checkpoint }),
      }),
      metricsFile,
      signal: AbortSignal.any([this.#context.signal, this.#halt.signal]),
      ...(graceMs === undefined ? {} : { graceMs }),
      onReport: (report) => queue.push(report),
    });
    this.#isOver = true;
    // One that came to its end before it was told to stop has its result.
    const wasHalted = this.#halt.signal.aborted;
    await queue.settle();
    this.#context.signal.throwIfAborted();
    return { end, verdict: wasHalted ? this.#verdict : undefined };
  }

  async #handle(batch: readonly ForeignReport[]): Promise<void> {
    const { metric } = this.#about.record.objectives[0];
    const rows: HistoryRow[] = [];
    const curve = new Map<number, number>();
    for (const report of batch) {
      if (report.type === "checkpoint") await this.#recorder.note(report.path);
      else if (report.type === "final") this.reported.addFinal(report.values);
      else {
        const { step, values } = report;
        this.reported.add(step, values);
        rows.push({ step, epoch: step, kind: "epoch", values });
        if (Object.hasOwn(values, metric)) curve.set(step, values[metric]);
      }
    }
    await this.#recorder.add(rows);
    for (const [step, value] of thinned([...curve])) await this.#judge(step, value);
  }

  async #judge(step: number, value: number): Promise<void> {
    if (this.#known.has(step) || (this.#verdict !== undefined && !this.#isOver)) return;
    this.#known.add(step);
    const { verdict } = await this.#context.report({ step, value });
    if (verdict === "continue" || this.#isOver) return;
    this.#verdict = verdict;
    this.#halt.abort();
  }
}

/** At most so many of a list, evenly spread, the last among them. */
function thinned<T>(items: readonly T[]): readonly T[] {
  if (items.length <= MOST_JUDGED) return items;
  return Array.from(
    { length: MOST_JUDGED },
    (_, place) => items[Math.ceil(((place + 1) * items.length) / MOST_JUDGED) - 1],
  );
}

function trialFailed(program: string, { exitCode, endedBy, lastLines }: ForeignEnd): TrainwellError {
  const how = endedBy === null ? `ended with exit code ${exitCode}` : `was ended by ${endedBy}`;
  return new TrainwellError({
    kind: "failure",
    code: "trial-failed",
    message: `${basename(program)} ${how}${saying(lastLines)}`,
    details: { program, exitCode, endedBy },
  });
}

function neverReported(metric: string, values: Readonly<Record<string, number>>, end: ForeignEnd): string {
  const names = Object.keys(values);
  const others = names.length === 0 ? "nor any other" : `but ${names.join(", ")}`;
  return `The metric ${metric} was never reported, ${others}${saying(end.lastLines)}`;
}

function saying(lines: readonly string[]): string {
  return lines.length === 0 ? "; it printed nothing else." : `; its last lines:\n${lines.join("\n")}`;
}
