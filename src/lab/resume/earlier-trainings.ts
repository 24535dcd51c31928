import type { RunSummary } from "../../run/record.ts";

/**
 * The trainings of a job that is continued, by `placeKey`; several where another recipe came to have the same
 * place.
 */
export type EarlierTrainings = ReadonlyMap<string, readonly RunSummary[]>;
