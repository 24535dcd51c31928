import type { Place } from "../run/place.ts";
import { OWN_ORIGIN, type RunRecord } from "../run/record.ts";

/** The version of what a store holds. One that is older is brought up to date when it is opened. */
export const STORE_SCHEMA = 3;

/** A run as schema 1 had it: told from others of its job by its label alone. */
interface RecordOfSchema1 extends Omit<RunRecord, "place" | "title" | "origin"> {
  readonly parent?: string;
  readonly label?: string;
}

/**
 * A run that an older version of the store wrote, as this one keeps it.
 *
 * @param record as it was stored. @param schema the version that wrote it.
 */
export function migrateRecord(record: unknown, schema: number): RunRecord {
  if (schema >= 2) return record as RunRecord;
  const { parent, label = "", ...rest } = record as RecordOfSchema1;
  const place = { job: parent ?? rest.id, ...placeOfLabel(label, parent !== undefined) };
  return { ...rest, place, title: label || "fit", origin: OWN_ORIGIN };
}

/** Where the jobs of schema 1 had trainings of a label. */
function placeOfLabel(label: string, hasParent: boolean): Omit<Place, "job"> {
  const first = { number: 1, member: 1 };
  if (!hasParent) return { role: label === "improve" || label === "diagnose" ? "job" : "fit", ...first };
  if (label === "capacity probe") return { role: "capacity", ...first };
  const member = /^member (\d+) of \d+$/.exec(label);
  if (member) return { role: "fit", number: 1, member: Number(member[1]) };
  const ofCommittee = /^(.*), member (\d+)$/s.exec(label);
  if (ofCommittee === null) return { role: "fit", ...first };
  const [, committee, seat] = ofCommittee;
  const treatment = /^treatment (\d+): /.exec(committee);
  if (treatment) return { role: "candidate", number: Number(treatment[1]), member: Number(seat) };
  return { role: committee === "baseline" ? "baseline" : "simpleModel", number: 1, member: Number(seat) };
}
