import { TrainwellError } from "../../base/errors.ts";
import { isWhole } from "../../lab/resume/named-run.ts";
import { requireRun } from "../../lab/resume/resume.ts";
import type { RunSummary } from "../../run/record.ts";
import type { JobStore } from "../../store/store.ts";
import { storePlace } from "../shared/store-place.ts";
import { byJob, runLine, withStore } from "../shared/stored-runs.ts";
import type { RemoveRunsOptions, RemoveRunsResult } from "./contract.ts";

/**
 * Removes stored runs with their trainings, or lists what would go. Those that a process is training stay,
 * and so does the record of which test sets were scored.
 *
 * @throws TrainwellError `runs-not-told` where nothing says which, `run-is-part` for one training of a job,
 *   `run-unknown`, `run-none` or `store-missing`.
 */
export function removeRuns(options: RemoveRunsOptions): Promise<RemoveRunsResult> {
  const { runs, olderThanMs, status, store: folder } = options;
  if (runs.length === 0 && olderThanMs === null && status === null) throw notTold();
  return withStore(folder, async (store) => {
    const all = await store.listRuns();
    const parts = byJob(all);
    const meant = await meantRuns(store, all, options);
    const inUse: string[] = [];
    for (const { id } of meant) if (await store.isRunLocked(id)) inUse.push(id);
    const free = meant.filter(({ id }) => !inUse.includes(id));
    const lines = await Promise.all(free.map((run) => runLine(store, run, parts.get(run.id) ?? [])));
    const going = lines.filter((line) => status === null || line.status === status);
    const removed = options.yes && !options.dryRun;
    if (removed) await remove(store, { jobs: going.map(({ id }) => id), parts });
    return { store: storePlace(folder), removed, runs: going, inUse };
  });
}

function notTold(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "runs-not-told",
    message: "Expected the runs to remove, or an age or a status of them, received neither.",
    hint: "For example: trainwell runs rm --older-than 7d, or trainwell runs rm --status failed",
  });
}

/** The runs that stand for themselves and fit what is told, but for their status. */
async function meantRuns(
  store: JobStore,
  all: readonly RunSummary[],
  { runs, olderThanMs }: RemoveRunsOptions,
): Promise<readonly RunSummary[]> {
  const latest = Date.now() - (olderThanMs ?? 0);
  const named = new Set<string>();
  for (const word of runs) {
    const run = await requireRun(store, word);
    if (!isWhole(run)) throw isPart(run);
    named.add(run.id);
  }
  return all.filter(
    (run) => isWhole(run) && (runs.length === 0 || named.has(run.id)) && Date.parse(run.createdAt) <= latest,
  );
}

function isPart({ id, place }: RunSummary): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "run-is-part",
    message: `Run ${id} is one training of job ${place.job}, and goes only with the whole.`,
    details: { run: id, job: place.job },
    hint: `Remove the whole: trainwell runs rm ${place.job}.`,
  });
}

/** A job goes last, so that what a stopped removal leaves is found again. */
async function remove(
  store: JobStore,
  { jobs, parts }: { jobs: readonly string[]; parts: ReadonlyMap<string, readonly RunSummary[]> },
): Promise<void> {
  for (const job of jobs) {
    for (const { id } of parts.get(job) ?? []) if (id !== job) await store.removeRun(id);
    await store.removeRun(job);
  }
  if (jobs.length > 0) await store.compact();
}
