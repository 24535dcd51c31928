import { nearest, TrainwellError } from "../base/errors.ts";
import type { Recipe } from "../recipe/schema.ts";

/** One line of a run's history. Values may be NaN or infinite: that is how a diverging run looks. */
export interface HistoryRow {
  /** Optimizer steps done, from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly kind: "epoch" | "probe";
  readonly values: Readonly<Record<string, number>>;
}

/** Where a run stands. `running` is also how a killed run looks, until it is resumed. */
export type RunStatus = "running" | "done" | "interrupted" | "failed";

/** Plain data: what JSON can say, and numbers that are not finite. */
export type StoredData =
  | null
  | boolean
  | number
  | string
  | readonly StoredData[]
  | { readonly [key: string]: StoredData | undefined };

/** A run as the store keeps it, beside its history and its files. */
export interface RunRecord {
  /** See {@link newRunId}. */
  readonly id: string;
  /** ISO 8601, in UTC. */
  readonly createdAt: string;
  readonly status: RunStatus;
  readonly recipe: Recipe;
  /** Hash of the data that the run was trained on. */
  readonly dataHash: string;
  /** What the result depends on beside recipe and data: versions, platform, threads. */
  readonly environment: Readonly<Record<string, string | number>>;
  /** Id of the run that this one was made from. */
  readonly parent?: string;
  readonly label?: string;
  readonly metrics?: { readonly [name: string]: StoredData | undefined };
  /** Findings as plain data. */
  readonly findings?: readonly unknown[];
}

/** A run in a list. */
export type RunSummary = Omit<RunRecord, "recipe" | "findings">;

/** What may change in a run. */
export type RunChanges = Partial<Omit<RunRecord, "id" | "createdAt">>;

/** One scoring of a test set. The same data and the same rows are the same test set. */
export interface TestScoring {
  readonly dataHash: string;
  readonly testRowsHash: string;
  readonly runId: string;
  readonly metrics: { readonly [name: string]: StoredData | undefined };
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/**
 * Where runs are kept. Every method that takes a run's id throws TrainwellError `run-unknown` when there is none of
 * that id. What is given is copied, and so is what is returned. Several processes (or pages) may use one store at a
 * time; a single run is written by one of them. A method that fails leaves everything as it was.
 */
export interface RunStore {
  /** Adds a run. Throws `run-exists` when the id is taken, `run-id-invalid` when it cannot name a folder. */
  createRun(run: RunRecord): Promise<void>;
  /** Changes some fields of a run and returns the whole. */
  updateRun(runId: string, changes: RunChanges): Promise<RunRecord>;
  /** The run of an id, its recipe checked; undefined when there is none. */
  getRun(runId: string): Promise<RunRecord | undefined>;
  /** All runs, the newest first. */
  listRuns(): Promise<RunSummary[]>;

  /** Adds rows to the end of a run's history, all or none. */
  appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void>;
  /** A run's history in the order in which it was appended. */
  history(runId: string): Promise<HistoryRow[]>;
  /** Removes the rows of steps after `afterStep`: what a killed process wrote after its last checkpoint. */
  truncateHistory(runId: string, afterStep: number): Promise<void>;

  /** Replaces the run's checkpoint, at once; history that was appended before is safe by then. */
  saveCheckpoint(runId: string, bytes: Uint8Array): Promise<void>;
  /** The run's last checkpoint; undefined when there is none. */
  loadCheckpoint(runId: string): Promise<Uint8Array | undefined>;
  /** Replaces the run's trained model, at once. */
  saveModel(runId: string, bytes: Uint8Array): Promise<void>;
  /** The run's trained model; undefined when there is none. */
  loadModel(runId: string): Promise<Uint8Array | undefined>;

  /** Records that a test set was scored, and says how often it had been scored before. */
  recordTestScoring(scoring: TestScoring): Promise<{ previous: number }>;
  /** All scorings of a test set, the oldest first. */
  testScorings(testSet: Pick<TestScoring, "dataHash" | "testRowsHash">): Promise<TestScoring[]>;

  /** Lets go of the storage. The store cannot be used afterwards. */
  close(): Promise<void>;
}

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * A new run's id: its time in UTC and a random ending, so that ids sort by time and two processes do not clash.
 *
 * @param at the moment of the run's beginning.
 * @example
 * newRunId(new Date("2025-03-01T12:30:00Z")); // "20250301-123000-k3x9qf"
 */
export function newRunId(at: Date): string {
  const [day, time] = at.toISOString().slice(0, 19).replace(/[-:]/g, "").split("T");
  const letters = [...globalThis.crypto.getRandomValues(new Uint8Array(6))].map((byte) =>
    (byte % 36).toString(36),
  );
  return `${day}-${time}-${letters.join("")}`;
}

/** Refuses an id that could not be the name of a folder. */
export function checkRunId(runId: string): void {
  if (ID_PATTERN.test(runId)) return;
  throw new TrainwellError({
    kind: "usage",
    code: "run-id-invalid",
    message: `${JSON.stringify(runId.slice(0, 80))} cannot be the id of a run; expected up to 64 letters, digits, - and _.`,
    details: { run: runId.slice(0, 80) },
  });
}

/** The error for a run that does not exist. */
export function runUnknown(runId: string, known: Iterable<string>): TrainwellError {
  const guess = nearest(runId, known);
  return new TrainwellError({
    kind: "input",
    code: "run-unknown",
    message: `There is no run ${JSON.stringify(runId.slice(0, 80))} in this store.`,
    details: { run: runId.slice(0, 80) },
    hint: guess === undefined ? "Check the id, and the folder of the store." : `Did you mean "${guess}"?`,
  });
}

/** The error for a run whose id is taken. */
export function runExists(runId: string): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "run-exists",
    message: `The store has a run ${runId} already.`,
    details: { run: runId },
    hint: "Give the run a new id.",
  });
}

/** The error for a store that a newer version has written. */
export function storeNewer(place: string): TrainwellError {
  return new TrainwellError({
    kind: "failure",
    code: "store-newer",
    message: `The run store ${place} was made by a newer Trainwell.`,
    details: { place },
    hint: "Update Trainwell, or choose another store.",
  });
}
