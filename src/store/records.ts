import { parseRecipe } from "../recipe/schema.ts";
import type { RunChanges, RunRecord, RunSummary } from "./store.ts";

/**
 * Plain data as JSON text. Unlike plain JSON it keeps NaN, the infinities and −0, which histories of diverged runs hold.
 */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    if (typeof item !== "number" || (Number.isFinite(item) && !Object.is(item, -0))) return item;
    return { $number: Object.is(item, -0) ? "-0" : String(item) };
  });
}

/** Reads what {@link encodeJson} wrote. */
export function decodeJson(text: string): unknown {
  return JSON.parse(text, (_, item) => {
    if (typeof item !== "object" || item === null || !Object.hasOwn(item, "$number")) return item;
    return Number(item.$number);
  });
}

/** A run read back from storage, with its recipe checked. */
export function reviveRun(record: RunRecord): RunRecord {
  return { ...record, recipe: parseRecipe(record.recipe, { source: `run ${record.id}` }) };
}

/** A run with some fields changed; a field that is given as undefined is removed. */
export function changeRun(record: RunRecord, changes: RunChanges): RunRecord {
  const { id, createdAt } = record;
  return withoutUndefined({ ...record, ...changes, id, createdAt });
}

/** Without the large parts. */
export function summarizeRun({ recipe: _, findings: __, ...summary }: RunRecord): RunSummary {
  return summary;
}

/** Newest first; of the same moment by id, so that the order is always the same. */
export function newestFirst(a: RunSummary, b: RunSummary): number {
  return compare(b.createdAt, a.createdAt) || compare(b.id, a.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function withoutUndefined(record: RunRecord): RunRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as RunRecord;
}
