import { type StudyRecord, TRIAL_STATUSES, type TrialStatus } from "../run/study.ts";

/** How many trials there are by status, of how many there are of some statuses; 0 of the others. */
export function countStatuses(counts: Iterable<readonly [TrialStatus, number]>): Record<TrialStatus, number> {
  const total = Object.fromEntries(TRIAL_STATUSES.map((status) => [status, 0])) as Record<
    TrialStatus,
    number
  >;
  for (const [status, count] of counts) total[status] += count;
  return total;
}

/** The order of studies in a list: the newest first, and always the same. */
export function newestStudyFirst(a: StudyRecord, b: StudyRecord): number {
  const [first, second] = [`${a.createdAt} ${a.id}`, `${b.createdAt} ${b.id}`];
  return first < second ? 1 : first > second ? -1 : 0;
}
