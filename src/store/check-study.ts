import { isRunId } from "../run/record.ts";
import type { StudyChanges, StudyRecord } from "../run/study.ts";
import { studyInvalid } from "./study-errors.ts";

const MOST_LETTERS = 200;

/**
 * Refuses a study that could not be found again: by an id that is none, or by a name that is empty, too long
 * or holds characters that are not written.
 *
 * @throws TrainwellError `study-invalid`.
 */
export function checkStudy({ id, name, objectives }: Pick<StudyRecord, "id" | "name" | "objectives">): void {
  if (!isRunId(id))
    throw studyInvalid(
      `${JSON.stringify(id.slice(0, 80))} cannot be the id of a study; expected up to 64 letters, digits, ` +
        "- and _.",
      id,
    );
  if (name.trim() === "" || name.length > MOST_LETTERS || /\p{Cc}/u.test(name))
    throw studyInvalid(
      `${JSON.stringify(name.slice(0, 80))} cannot be the name of a study; expected 1 to ${MOST_LETTERS} ` +
        "letters, and no line breaks.",
      name,
    );
  if (objectives.length === 0) throw studyInvalid(`Study ${JSON.stringify(name)} has no objective.`, name);
}

/** A study with some fields changed, checked; a field that is undefined stays as it was. */
export function changedStudy(study: StudyRecord, changes: StudyChanges): StudyRecord {
  const told = Object.entries(changes).filter(([, value]) => value !== undefined);
  const { id, createdAt, objectives, seed } = study;
  const changed = { ...study, ...Object.fromEntries(told), id, createdAt, objectives, seed };
  checkStudy(changed);
  return changed;
}
