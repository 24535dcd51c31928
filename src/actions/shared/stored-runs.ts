import { verbOf } from "../../lab/resume/named-run.ts";
import type { ScoreMetrics } from "../../lab/scores/score-metrics.ts";
import { devMetrics, OWN_ORIGIN, type RunSummary } from "../../run/record.ts";
import { openExistingStore } from "../../store/open-store.node.ts";
import type { JobStore, StoreOptions } from "../../store/store.ts";
import { storeMissing } from "../../store/store-errors.ts";
import type { SeenStatus } from "./options/run-options.ts";
import { storePlace } from "./store-place.ts";

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
 * Opens the store of an address for some work on it, and closes it. Looking for runs makes no store.
 *
 * @param options.none what is there where there is no store; an error by default.
 * @throws TrainwellError `store-missing` where there is none.
 */
export async function withStore<T>(
  address: string,
  work: (store: JobStore) => Promise<T>,
  { none, ...options }: StoreOptions & { readonly none?: () => T } = {},
): Promise<T> {
  const store = await openExistingStore(address, options);
  if (store === undefined) {
    if (none !== undefined) return none();
    throw storeMissing(storePlace(address));
  }
  try {
    return await work(store);
  } finally {
    await store.close();
  }
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
  store: JobStore,
  run: RunSummary,
  parts: readonly RunSummary[],
): Promise<RunLine> {
  const sizes = await Promise.all(parts.map(({ id }) => store.sizeBytes(id)));
  return {
    id: run.id,
    createdAt: run.createdAt,
    verb: verbOf(run),
    status: await seenStatus(store, run),
    ...(run.source === undefined ? {} : { source: run.source }),
    trainings: parts.filter(({ place }) => place.role !== "job").length,
    metrics: devMetrics(run),
    sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** The status of a run: what is said to be running may have been killed. */
export async function seenStatus(
  store: JobStore,
  { status, place, origin }: RunSummary,
): Promise<SeenStatus> {
  if (status !== "running" || origin !== OWN_ORIGIN) return status;
  return (await store.isRunLocked(place.job)) ? status : "killed";
}
