import type { Study } from "../study/ask-and-tell.ts";
import type { WorkHint, WorkQueue } from "./work-queue.ts";

/** So many workers are woken for a study; further ones find it by themselves. */
const MOST_HINTS = 64;

/**
 * Works on a study of which those who wait for work are told, and takes the hints back at its end.
 *
 * @param options.queue undefined where nobody is told.
 * @param options.most how many trials it has in all; null for no limit.
 */
export async function announced<T>(
  study: Study,
  { queue, most }: { readonly queue: WorkQueue | undefined; readonly most: number | null },
  work: () => Promise<T>,
): Promise<T> {
  if (queue === undefined) return work();
  await study.refresh();
  const first = study.trials.length;
  const count = Math.min(MOST_HINTS, most === null ? MOST_HINTS : Math.max(1, most - first));
  const hints = Array.from(
    { length: count },
    (_, index): WorkHint => ({ study: study.record.id, trial: first + index, attempt: 1 }),
  );
  try {
    await queue.announce(hints);
    return await work();
  } finally {
    await queue.withdraw(hints);
  }
}
