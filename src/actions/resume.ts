import { TrainwellError } from "../base/errors.ts";
import { type RunRecord, type RunStore, type RunSummary, runUnknown } from "../store/store.ts";
import type { Prepared } from "./prepare.ts";

/** A run that the store must have. @throws TrainwellError `run-unknown`. */
export async function requireRun(store: RunStore, id: string): Promise<RunRecord> {
  const record = await store.getRun(id);
  if (record !== undefined) return record;
  throw runUnknown(
    id,
    (await store.listRuns()).map((run) => run.id),
  );
}

/** Refuses to continue a run on other data. @throws TrainwellError `data-changed`. */
export function checkSameData(earlier: RunRecord, prepared: Prepared): void {
  if (earlier.dataHash === prepared.dataHash) return;
  throw new TrainwellError({
    kind: "input",
    code: "data-changed",
    message: `Run ${earlier.id} was trained on other data than ${prepared.table.source} holds now, so it cannot be continued.`,
    details: { run: earlier.id, source: prepared.table.source },
    hint: "Give the file as it was, or start a new run.",
  });
}

/**
 * The trainings of a job that was interrupted, by label. One that had come to its end is not trained again: its last
 * checkpoint holds all that it left.
 */
export async function earlierTrials(store: RunStore, job: string): Promise<Map<string, RunSummary>> {
  const runs = await store.listRuns();
  return new Map(runs.flatMap((run) => (run.parent === job && run.label ? [[run.label, run] as const] : [])));
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
