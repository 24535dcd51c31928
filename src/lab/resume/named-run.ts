import { TrainwellError } from "../../base/errors.ts";
import type { RunSummary } from "../../run/record.ts";
import type { RunStore } from "../../store/store.ts";

/** The word that stands for the newest run, wherever a run is named. */
export const LAST = "last";

/** Whether a run stands for itself: a job, or a training that is no part of one. */
export function isWhole({ id, place }: Pick<RunSummary, "id" | "place">): boolean {
  return place.job === id;
}

/** The verb that began a run that stands for itself: jobs say it, and a fit is none. */
export function verbOf({ place, title }: Pick<RunSummary, "place" | "title">): string {
  return place.role === "job" ? title : place.role;
}

/**
 * The id that a word names: "last" is the newest run that stands for itself, all else is an id already.
 *
 * @param fits which runs are meant by "last", by default all.
 * @throws TrainwellError `run-none` where "last" names none.
 */
export async function namedRun(
  store: RunStore,
  word: string,
  fits: (run: RunSummary) => boolean = () => true,
): Promise<string> {
  if (word !== LAST) return word;
  const run = (await store.listRuns()).find((candidate) => isWhole(candidate) && fits(candidate));
  if (run !== undefined) return run.id;
  throw new TrainwellError({
    kind: "input",
    code: "run-none",
    message: `"${LAST}" names no run: the store holds none of the kind that is asked for.`,
    details: { run: LAST },
    hint: "List the runs with trainwell runs list, and name the folder of the store with --store.",
  });
}
