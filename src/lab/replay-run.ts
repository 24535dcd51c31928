import { TrainwellError } from "../base/errors.ts";
import type { HistoryRow } from "../run/history.ts";
import type { OwnRun } from "../run/record.ts";
import { decodeCheckpoint } from "../train/trainer/checkpoint.ts";
import type { TrainingState } from "../train/trainer/state.ts";
import { environment } from "./environment.ts";
import { EpochReporter } from "./epoch-reporter.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { requireOwnRun } from "./resume/resume.ts";
import { plannedTraining } from "./training.ts";
import type { Workshop } from "./workshop.ts";

/** A moment of a run: a step that was done, or the end of an epoch. */
export type Moment = { readonly step: number } | { readonly epoch: number };

/** A moment that can be gone on from: a step, and the run that did it. */
export interface ReachableMoment {
  readonly run: OwnRun;
  readonly step: number;
  /** Where the run stood, where its checkpoint is of this step. */
  readonly kept: TrainingState | undefined;
  readonly history: readonly HistoryRow[];
}

/**
 * Finds a moment of a run, without training: in the run itself, or in the one of those that it branched off
 * whose weights it shares up to there. What a run did after another branched off is no past of that one.
 *
 * @throws TrainwellError `branch-no-step` for a step that has no checkpoint and at which no epoch ended, or
 *   for an epoch that was not ended.
 */
export async function findMoment(
  { store }: Pick<Workshop, "store">,
  run: OwnRun,
  moment: Moment,
): Promise<ReachableMoment> {
  const step = "epoch" in moment ? await endOfEpoch(store, run, moment.epoch) : moment.step;
  let one = run;
  while (one.branch && step <= one.branch.step) one = await requireOwnRun(store, one.branch.run);
  const bytes = await store.loadCheckpoint(one.id);
  const last = bytes && decodeCheckpoint(bytes, `the checkpoint of run ${one.id}`);
  const history = await store.history(one.id);
  const found = { run: one, step, history, kept: last?.step === step ? last : undefined };
  if (found.kept !== undefined || endAt(found) !== undefined) return found;
  const steps = [...new Set([...stepsOf(epochEnds(history)), ...(last ? [last.step] : [])])];
  throw withoutMoment(one.id, { what: `step ${step}`, steps });
}

async function endOfEpoch(store: Workshop["store"], { id }: OwnRun, epoch: number): Promise<number> {
  const ends = epochEnds(await store.history(id));
  const end = ends.find((row) => row.epoch === epoch);
  if (end === undefined) throw withoutMoment(id, { what: `epoch ${epoch}`, steps: stepsOf(ends) });
  return end.step;
}

function endAt({ history, step }: Omit<ReachableMoment, "kept">): HistoryRow | undefined {
  return epochEnds(history).find((row) => row.step === step);
}

/**
 * Where a run stood at a moment, bit for bit: its checkpoint, where that is of this step, or else what
 * training it again up to there gives. That begins where the run did: anew, or, of a branch, where it
 * branched off. It must tell on the way what the run's history says.
 *
 * @throws TrainwellError `replay-differs` where the machine, a version or the data are not what they were,
 *   `branch-no-step` where a branch's beginning cannot be reached, or `interrupted`.
 */
export async function stateAt(
  workshop: Workshop,
  prepared: Prepared,
  moment: ReachableMoment,
): Promise<TrainingState> {
  if (moment.kept !== undefined) return moment.kept;
  const { id, branch } = moment.run;
  const end = endAt(moment)!;
  const from = branch && (await branchStart(workshop, prepared, branch));
  const message = `Run ${id} is trained again up to epoch ${end.epoch}, of which no checkpoint was kept.`;
  workshop.progress({ type: "note", message });
  return replay(workshop, prepared, { ...moment, end, from });
}

async function branchStart(
  workshop: Workshop,
  prepared: Prepared,
  { run, step }: NonNullable<OwnRun["branch"]>,
): Promise<TrainingState> {
  const parent = await requireOwnRun(workshop.store, run);
  return stateAt(workshop, prepared, await findMoment(workshop, parent, { step }));
}

/** Trains a run again up to the end of an epoch, writing nothing. */
async function replay(
  workshop: Workshop,
  prepared: Prepared,
  about: Pick<ReachableMoment, "run" | "history"> & { end: HistoryRow; from: TrainingState | undefined },
): Promise<TrainingState> {
  const { run, end, history, from } = about;
  const { recipe } = run;
  const { plan } = plannedTraining(workshop, prepared, {
    recipe,
    rows: prepared.split,
    threads: Number(run.environment.threads),
    watched: isWatchedClosely(history) ? "closely" : "thinly",
  });
  const reporter = new EpochReporter(workshop.progress, { title: "again", plan });
  const enough = new AbortController();
  const rows: HistoryRow[] = [];
  const outcome = await workshop.pool.train(plan, {
    signal: AbortSignal.any([workshop.signal, enough.signal]),
    ...(from ? { resume: from } : {}),
    hooks: {
      judgement: { after: [end.epoch], settle: async () => enough.abort() },
      onHistory: (row) => {
        rows.push(row);
        if (row.kind === "epoch") reporter.report(row);
      },
    },
  });
  const { state } = outcome;
  if (!enough.signal.aborted && workshop.signal.aborted) throw interruptedReplay(run.id);
  const expected = history.slice(from?.historyRows ?? 0, state.historyRows);
  const place = rows.findIndex((row, index) => !isSameRow(row, expected[index]));
  if (place >= 0 || state.step !== end.step) throw replayDiffers(workshop, run, rows[place] ?? end);
  return state;
}

/** Whether a history is that of a training with probes, or with losses on training rows. */
function isWatchedClosely(rows: readonly HistoryRow[]): boolean {
  return rows.some(({ kind, values }) => kind === "probe" || Object.hasOwn(values, "train.evaluatedLoss"));
}

function isSameRow(row: HistoryRow, stored: HistoryRow | undefined): boolean {
  if (stored === undefined || row.step !== stored.step || row.kind !== stored.kind) return false;
  const names = Object.keys(row.values);
  return (
    names.length === Object.keys(stored.values).length &&
    names.every((name) => Object.is(row.values[name], stored.values[name]))
  );
}

function epochEnds(rows: readonly HistoryRow[]): HistoryRow[] {
  return rows.filter(({ kind }) => kind === "epoch");
}

function stepsOf(rows: readonly HistoryRow[]): number[] {
  return rows.map(({ step }) => step);
}

function withoutMoment(run: string, { what, steps }: { what: string; steps: number[] }): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "branch-no-step",
    message: `Run ${run} cannot be gone on with from ${what}: expected ${momentWords(steps)}.`,
    details: { run, steps },
    hint: "Name one of these steps with --at, or an epoch with --at-epoch, or leave both out.",
  });
}

/** The moments of a run that has ended an epoch every so many steps, or each of the steps. */
function momentWords(steps: readonly number[]): string {
  const [first] = steps;
  if (first === undefined) return "an epoch that it has ended, and there is none";
  const last = steps[steps.length - 1];
  const isRegular = steps.every((step, index) => step === first * (index + 1));
  if (steps.length === 1) return `step ${first}, where its one epoch ends`;
  return isRegular
    ? `the end of one of its ${steps.length} epochs, every ${first} steps up to step ${last}`
    : `the end of an epoch or its checkpoint, at steps ${steps.join(", ")}`;
}

function replayDiffers(
  { device }: Workshop,
  { id, place, environment: before }: OwnRun,
  { epoch, step }: HistoryRow,
): TrainwellError {
  const now = environment({ threads: Number(before.threads), device });
  const others = Object.entries(now).filter(([name, value]) => String(before[name]) !== String(value));
  const reasons = others.map(([name, value]) => `${name} is ${value} and was ${before[name]}`);
  // The folds of a job's committees are no part of a recipe.
  if (place.job !== id) reasons.push(`it is a training of job ${place.job}, which may have had other rows`);
  const why = reasons.join("; ");
  return new TrainwellError({
    kind: "failure",
    code: "replay-differs",
    message:
      `Run ${id}, trained again to go on from an epoch of which no checkpoint was kept, came out otherwise ` +
      `than its history says in epoch ${epoch}, at step ${step}${why === "" ? "" : `: ${why}`}.`,
    details: { run: id, epoch, step },
    hint: "Leave --at and --at-epoch out to go on from a checkpoint that was kept, or begin a new run.",
  });
}

function interruptedReplay(run: string): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: `Interrupted while run ${run} was trained again to branch from it; nothing was written.`,
    details: { run },
    hint: "Give the same command again.",
  });
}
