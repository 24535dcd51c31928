import { TrainwellError } from "../../../base/errors.ts";
import { canonicalJson } from "../../../recipe/canonical-json.ts";
import type { Objective, OutcomeLimit, StudyComponent, StudyRecord } from "../../../run/study.ts";
import type { SpaceDocument } from "../../../tune/space/compile-space.ts";
import { studyDocument } from "../../../tune/study/study-space.ts";
import { componentOf, limitOf } from "../options/component-text.ts";
import { objectivesOf, repeatsOf } from "./study-job.ts";

/** The options of a search that a study holds already, so that they cannot be told anew. */
export interface StudyChoices {
  /** Null where none was told. */
  readonly space: SpaceDocument | null;
  readonly sampler: string | StudyComponent;
  readonly stopper: string | StudyComponent;
  readonly objectives: readonly (string | Objective)[];
  readonly limits: readonly (string | OutcomeLimit)[];
  readonly name: string | null;
  /** Left out where trials are no trainings of ours. */
  readonly repeats?: "race" | number;
}

/** The kinds that options have where they are not told. */
const STANDARD = { sampler: "auto", stopper: "none", repeats: "race" } as const;

/**
 * Refuses options that contradict the study that is gone on with, which would be left unheard.
 *
 * @throws TrainwellError `study-contradicted`, of kind `usage`, with the flag.
 */
export function refuseContradictions(record: StudyRecord, told: StudyChoices): void {
  const differs = (flag: string, own: unknown, other: unknown) =>
    canonicalJson(own) === canonicalJson(other) ? [] : [flag];
  const component = (which: "sampler" | "stopper") =>
    told[which] === STANDARD[which] ? [] : differs(`--${which}`, componentOf(told[which]), record[which]);
  const [flag] = [
    ...(told.space === null ? [] : differs("--space", told.space, studyDocument(record))),
    ...component("sampler"),
    ...component("stopper"),
    ...(told.objectives.length === 0
      ? []
      : differs("--objective", objectivesOf(told.objectives), record.objectives)),
    ...(told.limits.length === 0 ? [] : differs("--limit", told.limits.map(limitOf), record.limits)),
    ...(told.repeats === undefined || told.repeats === STANDARD.repeats
      ? []
      : differs("--repeats", told.repeats, repeatsOf(record))),
    ...(told.name === null ? [] : differs("--name", told.name, record.name)),
  ];
  if (flag === undefined) return;
  throw new TrainwellError({
    kind: "usage",
    code: "study-contradicted",
    message: `${flag} contradicts --study: study ${record.name} goes on as it was begun.`,
    details: { study: record.id, flag },
    hint: `Leave ${flag} out, or begin a new study without --study.`,
  });
}
