import type { Treatment } from "../../clinic/finding.ts";

/** Treatments as one, whose patch is theirs one after the other; all else is told of the first. */
export function joinedTreatment(treatments: readonly Treatment[]): Treatment {
  return {
    ...treatments[0],
    id: treatments.map(({ id }) => id).join("+"),
    title: treatments.map(({ title }) => title).join("; "),
    patch: treatments.flatMap(({ patch = [] }) => patch),
  };
}
