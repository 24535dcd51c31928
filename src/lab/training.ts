import { inOwnUnits } from "../model/predict-table.ts";
import { blockTypes, outputsOf } from "../program/dataset-blocks.ts";
import { canonicalJson } from "../recipe/canonical-json.ts";
import type { Recipe } from "../recipe/schema.ts";
import type { HistoryRow } from "../run/history.ts";
import { type Place, placeKey } from "../run/place.ts";
import { isOwnRun, newRun, type OwnRun } from "../run/record.ts";
import { loadNodeRuntime } from "../runtime/session.node.ts";
import type { TrainingPlan } from "../train/plan/plan.ts";
import { planTraining } from "../train/plan/plan-training.ts";
import type { Judgement, TrainingOutcome } from "../train/trainer/loop.ts";
import { judgedState } from "../train/trainer/state.ts";
import { environment } from "./environment.ts";
import { EpochReporter } from "./epoch-reporter.ts";
import { Journal } from "./journal.ts";
import { type FittedData, fitData } from "./prepare/fit-data.ts";
import type { Prepared } from "./prepare/prepare.ts";
import { interrupted } from "./resume/resume.ts";
import type { RowPredictions } from "./scores/row-predictions.ts";
import { predictTogether, scoredTrainRows, type TrainedNetwork } from "./trained-networks.ts";
import type { Workshop } from "./workshop.ts";

/** One training to be carried out. */
export interface TrainingRequest {
  readonly recipe: Recipe;
  readonly rows: { readonly train: Int32Array; readonly dev: Int32Array };
  /** Where the training stands in its job; without a job it is one of its own. */
  readonly place: Omit<Place, "job"> & { readonly job?: string };
  /** The training's name for people, such as "baseline, member 1". */
  readonly title: string;
  /**
   * When it is aborted, the training ends after the epoch that is complete, at least one, and what was best
   * by then is chosen.
   */
  readonly late?: AbortSignal;
  /**
   * The weights that are kept: the "best" by dev loss, by default, or the "last", of one part of a training.
   */
  readonly keeps?: "best" | "last";
  /** An interrupted run to continue. */
  readonly resume?: OwnRun;
  /** Told the run's id before it trains. */
  readonly onRun?: (run: string) => void;
  /** Told each row of the history as it comes; of a run that is continued also those of before. */
  readonly onHistory?: (row: HistoryRow) => void;
  /** Where it waits until it is known whether it goes on; nowhere by default. */
  readonly judgement?: Judgement;
}

/** One training carried out: its outcome, its history, and what the network says of the dev rows. */
export interface DevTraining extends TrainedNetwork {
  readonly run: string;
  readonly outcome: TrainingOutcome;
  readonly history: readonly HistoryRow[];
  /** How many rows were trained on; `train` may be of fewer. */
  readonly trainRows: number;
  /** How long the training took; of one that was continued, its longest part. */
  readonly durationMs: number;
  readonly dev: RowPredictions;
}

/** One training carried out, with what the network says of the training rows too. */
export interface Training extends DevTraining {
  readonly train: RowPredictions;
  /** Of the training rows that are held apart, where there are some. */
  readonly trainDev?: RowPredictions;
}

/**
 * Carries out one training: fits the preprocessing on its training rows, trains in a worker with checkpoints
 * in the store, and predicts the training and dev rows with the best weights.
 *
 * @throws TrainwellError `interrupted` (exit code 130) when the signal was aborted; a checkpoint has then
 * been written.
 */
export async function performTraining(
  workshop: Workshop,
  prepared: Prepared,
  request: TrainingRequest,
): Promise<Training> {
  const trained = await train(workshop, prepared, { ...request, watched: "closely" });
  const predict = (part: Int32Array) => predictTogether([trained], part, workshop.runtime);
  return {
    ...trained,
    train: await predict(scoredTrainRows(request.rows.train)),
    ...(prepared.split.trainDev ? { trainDev: await predict(prepared.split.trainDev) } : {}),
  };
}

/** A training that ended by itself within this time is sooner repeated than kept. */
const SHORT_TRAINING_MS = 500;

/**
 * Carries out one training of many that are only compared on their dev rows: as {@link performTraining}, but
 * without probes, without losses on training rows beside those of the steps, and, but for a part of a
 * training, without a checkpoint at its end where it took less than half a second.
 *
 * @throws TrainwellError as {@link performTraining} does.
 */
export function performTrial(
  workshop: Workshop,
  prepared: Prepared,
  request: TrainingRequest,
): Promise<DevTraining> {
  return train(workshop, prepared, { ...request, watched: "thinly" });
}

/** A training as a plan, with the data that it was made for. */
export function plannedTraining(
  { device, float16, precisionNote }: Workshop,
  prepared: Prepared,
  about: Pick<TrainingRequest, "recipe" | "rows"> & {
    /** Undefined leaves the choice to the training's size. */
    readonly threads: number | undefined;
    readonly watched: "closely" | "thinly";
  },
): FittedData & { readonly plan: TrainingPlan } {
  const { recipe, rows, threads, watched } = about;
  const fitted = fitData(prepared, recipe, rows.train);
  precisionNote.sayFor(recipe, { device, float16 });
  const plan = planTraining(recipe, fitted.dataset, {
    rows,
    device,
    float16,
    ...(threads === undefined ? {} : { threads }),
    ...(watched === "thinly" ? { probes: false, trainSample: false } : {}),
  });
  return { plan, ...fitted };
}

async function train(
  workshop: Workshop,
  prepared: Prepared,
  request: TrainingRequest & { readonly watched: "closely" | "thinly" },
): Promise<DevTraining> {
  const { recipe, rows, watched } = request;
  const isPart = request.keeps === "last";
  const earlier = request.resume ?? (await earlierRun(workshop, request));
  // Only with as many threads as before is the result the same to the bit.
  const threads = earlier ? Number(earlier.environment.threads) : workshop.threads;
  const { plan, preprocessing, dataset } = plannedTraining(workshop, prepared, {
    recipe,
    rows,
    threads,
    watched,
  });
  const { id: run, place } =
    earlier ?? (await openRun(workshop, prepared, { ...request, threads: plan.device.threads }));
  request.onRun?.(run);
  const journal = await Journal.open(workshop.store, run, { resume: earlier !== undefined });
  for (const row of journal.rows) request.onHistory?.(row);
  const reporter = new EpochReporter(workshop.progress, { title: request.title, place, plan });
  const began = performance.now();
  let isBrief = false;
  const enough = new AbortController();
  const endWhenLate = () => {
    if (request.late?.aborted && journal.rows.some(({ kind }) => kind === "epoch")) enough.abort();
  };
  request.late?.addEventListener("abort", endWhenLate, { once: true });
  const training = workshop.pool.train(plan, {
    signal: AbortSignal.any([workshop.signal, journal.failed, enough.signal]),
    ...(journal.state ? { resume: journal.state } : {}),
    hooks: {
      ...(request.judgement ? { judgement: request.judgement } : {}),
      onHistory: (entry) => {
        journal.add(entry);
        request.onHistory?.(entry);
        if (entry.kind === "epoch") reporter.report(entry);
        endWhenLate();
      },
      onCheckpoint: (state, { ended }) => {
        const wasShort = performance.now() - began < SHORT_TRAINING_MS;
        isBrief = ended && watched === "thinly" && !isPart && wasShort;
        if (!isBrief) journal.checkpoint(state);
      },
    },
  });
  // This thread predicts afterwards, and is free while the worker trains. Where it cannot be loaded,
  // predicting says so.
  loadNodeRuntime().catch(() => {});
  const outcome = await training.finally(() => request.late?.removeEventListener("abort", endWhenLate));
  const durationMs = Math.max(Number(earlier?.metrics?.durationMs ?? 0), performance.now() - began);
  await (isBrief ? journal.finishUncounted() : journal.finish());
  const isStopped = outcome.status === "interrupted" && !(enough.signal.aborted && !workshop.signal.aborted);
  const status = isStopped ? "interrupted" : "done";
  await workshop.store.updateRun(run, { status, metrics: { ...earlier?.metrics, durationMs } });
  if (isStopped) throw interrupted(run);
  const chosen = isPart ? judgedState(plan, outcome.state) : outcome.chosen;
  const member = { preprocessing, inputs: blockTypes(dataset), ...chosen };
  const trained = { recipe, member, dataset };
  // The worker's own predictions are those of the best weights.
  const told = isPart ? undefined : devPredictions(trained, outcome, rows.dev);
  return {
    run,
    ...trained,
    outcome: { ...outcome, chosen },
    history: journal.rows,
    trainRows: rows.train.length,
    durationMs,
    dev: told ?? (await predictTogether([trained], rows.dev, workshop.runtime)),
  };
}

/** A training's own predictions of the dev rows in the end; undefined of one that was not to go on. */
function devPredictions(
  { recipe, member, dataset }: TrainedNetwork,
  { devPrediction }: TrainingOutcome,
  rows: Int32Array,
): RowPredictions | undefined {
  const outputs = outputsOf(dataset, recipe.loss);
  return devPrediction && { rows, prediction: inOwnUnits(devPrediction, member, outputs) };
}

/** Opens the run that stands for a whole job. */
export function openJob(workshop: Workshop, prepared: Prepared, title: string): Promise<{ id: string }> {
  const { recipe } = prepared;
  const place = { role: "job", number: 1, member: 1 } as const;
  return openRun(workshop, prepared, { recipe, title, place, threads: 1 });
}

async function openRun(
  { store, device, claim }: Workshop,
  prepared: Prepared,
  about: Pick<TrainingRequest, "recipe" | "title" | "place"> & { threads: number },
): Promise<{ readonly id: string; readonly place: Place }> {
  const { title, place, recipe, threads } = about;
  const { dataHash, table } = prepared;
  const run = newRun(
    { title, place, recipe, source: table.source, dataHash, environment: environment({ threads, device }) },
    new Date(),
  );
  await store.createRun(run);
  if (run.place.job === run.id) await claim(run.id);
  return run;
}

/**
 * The same training of a job that is being continued, unless it was another one that had the same place in
 * the job.
 */
async function earlierRun(
  { store, earlier }: Workshop,
  { place, recipe }: TrainingRequest,
): Promise<OwnRun | undefined> {
  for (const { id } of earlier?.get(placeKey(place)) ?? []) {
    const record = await store.getRun(id);
    if (record && isOwnRun(record) && canonicalJson(record.recipe) === canonicalJson(recipe)) return record;
  }
  return undefined;
}
