import { type ConformanceCase, casesOf } from "./conformance-checks.ts";
import { LEASE_DUTIES } from "./lease-duties.ts";
import { SHARING_DUTIES } from "./sharing-duties.ts";
import type { StudyStorePlace } from "./study-case.ts";
import { STUDY_DUTIES } from "./study-duties.ts";
import { TRIAL_DUTIES } from "./trial-duties.ts";

/**
 * The duties of every study store, one case for each. A test hands each case a place of its own, whose time
 * it sets.
 *
 * @example
 * for (const { name, run } of studyConformance()) it(name, () => run(placeIn(folder)));
 */
export function studyConformance(): readonly ConformanceCase<StudyStorePlace>[] {
  return casesOf([...STUDY_DUTIES, ...TRIAL_DUTIES, ...LEASE_DUTIES, ...SHARING_DUTIES]);
}
