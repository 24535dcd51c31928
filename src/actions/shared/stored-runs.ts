import { existsSync } from "node:fs";
import { join } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { verbOf } from "../../lab/named-run.ts";
import type { ScoreMetrics } from "../../lab/scores/score-metrics.ts";
import { devMetrics, OWN_ORIGIN, type RunSummary } from "../../run/record.ts";
import { isRunLocked } from "../../store/run-lock.node.ts";
import { type FolderStore, openSqliteStore } from "../../store/sqlite-store.node.ts";
import type { SeenStatus } from "./run-options.ts";

/** A run that stands for itself, with what it holds in brief. */
export interface RunLine {
  readonly id: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  /** The verb that began it, such as "improve". */
  readonly verb: string;
  readonly status: SeenStatus;
  /** The name of its data; left out of runs of other programs. */
  readonly source?: string;
  /** How many trainings it holds, itself not counted where it is a job. */
  readonly trainings: number;
  /** Its dev scores; none where it did not come to its end. */
  readonly metrics: ScoreMetrics;
  /** The size of its files, those of its trainings included, in bytes; histories are in the database. */
  readonly sizeBytes: number;
}

/**
 * Opens the store of a folder for some work on it, and closes it. Looking for runs makes no store.
 *
 * @throws TrainwellError `store-missing` where there is none.
 */
export async function withStore<T>(folder: string, work: (store: FolderStore) => Promise<T>): Promise<T> {
  if (!hasStore(folder)) throw storeMissing(folder);
  const store = openSqliteStore(folder);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Whether a folder holds a run store. */
export function hasStore(folder: string): boolean {
  return existsSync(databasePath(folder));
}

/** The file with the records and histories of a store. */
export function databasePath(folder: string): string {
  return join(folder, "store.db");
}

/** Runs by the job that they belong to, in the order of their jobs. */
export function byJob(runs: readonly RunSummary[]): ReadonlyMap<string, readonly RunSummary[]> {
  const groups = new Map<string, RunSummary[]>();
  for (const run of runs) {
    const group = groups.get(run.place.job);
    if (group) group.push(run);
    else groups.set(run.place.job, [run]);
  }
  return groups;
}

/** The line of a run that stands for itself, of it and its trainings. */
export async function runLine(
  store: FolderStore,
  run: RunSummary,
  parts: readonly RunSummary[],
): Promise<RunLine> {
  const sizes = await Promise.all(parts.map(({ id }) => store.sizeBytes(id)));
  return {
    id: run.id,
    createdAt: run.createdAt,
    verb: verbOf(run),
    status: seenStatus(store, run),
    ...(run.source === undefined ? {} : { source: run.source }),
    trainings: parts.filter(({ place }) => place.role !== "job").length,
    metrics: devMetrics(run),
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** The status of a run: what is said to be running may have been killed. */
export function seenStatus(store: FolderStore, { status, place, origin }: RunSummary): SeenStatus {
  if (status !== "running" || origin !== OWN_ORIGIN) return status;
  return isRunLocked(store.runFolder(place.job)) ? status : "killed";
}

function storeMissing(folder: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "store-missing",
    message: `There are no runs in "${folder}": it holds no run store.`,
    details: { folder },
    hint: "Name the folder where runs are kept with --store; improve, fit and diagnose make it.",
  });
}
