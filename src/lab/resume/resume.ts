import { TrainwellError } from "../../base/errors.ts";
import { placeKey } from "../../run/place.ts";
import { isOwnRun, type OwnRun, type RunRecord, type RunSummary } from "../../run/record.ts";
import type { RunStore } from "../../store/store.ts";
import { runUnknown } from "../../store/store-errors.ts";
import type { Prepared, PrepareRequest } from "../prepare/prepare.ts";
import { readCosts } from "../prepare/read-costs.ts";
import type { Workshop } from "../workshop.ts";
import type { EarlierTrainings } from "./earlier-trainings.ts";
import { isWhole, namedRun, verbOf } from "./named-run.ts";
import { checkResumedOptions } from "./resumed-options.ts";

/** A run that the store must have, by its id or "last". @throws TrainwellError `run-unknown`, `run-none`. */
export async function requireRun(store: RunStore, word: string): Promise<RunRecord> {
  const id = await namedRun(store, word);
  const record = await store.getRun(id);
  if (record !== undefined) return record;
  throw runUnknown(
    id,
    (await store.listRuns()).map((run) => run.id),
  );
}

/**
 * A run to be continued, by its id, which needs a recipe.
 *
 * @throws TrainwellError `run-unknown`, or `run-without-recipe` for one that another program reported.
 */
export async function requireOwnRun(store: RunStore, id: string): Promise<OwnRun> {
  const record = await requireRun(store, id);
  if (isOwnRun(record)) return record;
  throw new TrainwellError({
    kind: "input",
    code: "run-without-recipe",
    message: `Run ${id} was trained by ${record.origin} and has no recipe, so it cannot be continued here.`,
    details: { run: id, origin: record.origin },
    hint: "Continue it in the program that trained it.",
  });
}

/** A request to continue a run: which one, and what else it says. */
export interface ResumeRequest extends PrepareRequest {
  readonly resume: string;
}

/**
 * The run to be continued by a verb, taken for this process; the request must say nothing else than what the
 * run was begun with.
 *
 * @throws TrainwellError `run-unknown`, `run-without-recipe`, `run-other-kind`, `run-finished`, `run-in-use`
 *   or `resume-option`.
 */
export async function resumedRun(
  { store, claim }: Pick<Workshop, "store" | "claim">,
  request: ResumeRequest,
  verb: "fit" | "improve",
): Promise<OwnRun> {
  const id = await namedRun(store, request.resume, (candidate) => verbOf(candidate) === verb);
  const run = await requireOwnRun(store, id);
  checkKind(run, verb);
  if (verb === "improve" && run.status === "done") throw finished(run.id);
  await checkResumedOptions(run, { ...request, costs: await readCosts(request.costs ?? []) });
  await claim(run.id);
  return run;
}

function checkKind(run: OwnRun, verb: "fit" | "improve"): void {
  const { id, place } = run;
  const isPart = !isWhole(run);
  if (!isPart && verbOf(run) === verb) return;
  const hint = isPart
    ? `Continue the whole: --resume ${place.job}.`
    : ["fit", "improve"].includes(verbOf(run))
      ? `Continue it with trainwell ${verbOf(run)} --resume ${id}.`
      : "Begin it anew.";
  throw new TrainwellError({
    kind: "usage",
    code: "run-other-kind",
    message: isPart
      ? `Run ${id} is one training of job ${place.job}, which ${verb} cannot continue by itself.`
      : `Run ${id} was begun by ${verbOf(run)}, so ${verb} cannot continue it.`,
    details: { run: id, expected: verb, received: isPart ? place.role : verbOf(run) },
    hint,
  });
}

function finished(run: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "run-finished",
    message: `Job ${run} is finished: its test set was scored, and is not scored a second time.`,
    details: { run },
    hint: `Its model predicts by trainwell predict --model ${run}; for a new job leave --resume out.`,
  });
}

/** Refuses to continue a run on other data. @throws TrainwellError `data-changed`. */
export function checkSameData(earlier: OwnRun, prepared: Prepared): void {
  if (earlier.dataHash === prepared.dataHash) return;
  throw new TrainwellError({
    kind: "input",
    code: "data-changed",
    message:
      `Run ${earlier.id} was trained on other data than ${prepared.table.source} holds now, so it ` +
      `cannot be continued.`,
    details: { run: earlier.id, source: prepared.table.source },
    hint: "Give the file as it was, or start a new run.",
  });
}

/**
 * The trainings of a job that was interrupted. One that had come to its end is not trained again: its last
 * checkpoint holds all that it left.
 */
export async function earlierTrainings(store: RunStore, job: string): Promise<EarlierTrainings> {
  const byPlace = new Map<string, RunSummary[]>();
  for (const run of await store.listRuns({ job })) {
    const key = placeKey(run.place);
    byPlace.set(key, [...(byPlace.get(key) ?? []), run]);
  }
  return byPlace;
}

/** The error of work that was stopped by its user. */
export function interrupted(run: string): TrainwellError {
  return new TrainwellError({
    kind: "interrupted",
    code: "interrupted",
    message: `Interrupted; a checkpoint of run ${run} was written.`,
    details: { run },
    hint: `Continue by the same command with --resume ${run}.`,
  });
}
