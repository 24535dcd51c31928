import type { StudyRecord } from "../../run/study.ts";
import { type CompiledSpace, compileSpace, type SpaceDocument } from "../space/compile-space.ts";

/**
 * The space of a stored study. Those that came from other programs may hold their ranges alone, which are the
 * tree of a space then.
 *
 * @throws TrainwellError of kind `input` where the space is none, as `compileSpace` throws it.
 */
export function studySpace({ name, space }: Pick<StudyRecord, "name" | "space">): CompiledSpace {
  const told = space as Readonly<Record<string, unknown>>;
  const document = Object.hasOwn(told, "tree") ? (told as unknown as SpaceDocument) : { tree: told };
  return compileSpace(document, { source: `study ${name}` });
}
