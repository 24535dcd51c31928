import type { StudyRecord } from "../run/study.ts";
import { studyUnknown } from "./study-errors.ts";
import type { StudyStore } from "./study-store.ts";

/**
 * The study of an id or a name.
 *
 * @throws TrainwellError `study-unknown`, with the nearest name as its hint.
 */
export async function requireStudy(
  store: Pick<StudyStore, "getStudy" | "listStudies">,
  idOrName: string,
): Promise<StudyRecord> {
  const study = await store.getStudy(idOrName);
  if (study) return study;
  const known = await store.listStudies();
  throw studyUnknown(
    idOrName,
    known.flatMap(({ id, name }) => [name, id]),
  );
}
