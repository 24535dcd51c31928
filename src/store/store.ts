import type { HistoryRow } from "../run/history.ts";
import type { RunChanges, RunQuery, RunRecord, RunSummary, StoredData } from "../run/record.ts";
import type { StudyStore } from "./study-store.ts";

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
 * Where runs are kept. Every method that takes a run's id throws TrainwellError `run-unknown` when there is
 * none of that id. What is given is copied, and so is what is returned. Several processes (or pages) may use
 * one store at a time; a single run is written by one of them. A method that fails leaves everything as it
 * was.
 */
export interface RunStore {
  /** Adds a run. Throws `run-exists` when the id is taken, `run-id-invalid` when it cannot name a folder. */
  createRun(run: RunRecord): Promise<void>;
  /** Changes some fields of a run and returns the whole. */
  updateRun(runId: string, changes: RunChanges): Promise<RunRecord>;
  /** The run of an id, its recipe checked; undefined when there is none. */
  getRun(runId: string): Promise<RunRecord | undefined>;
  /** The runs that a query asks for, by default all, the newest first. */
  listRuns(query?: RunQuery): Promise<RunSummary[]>;

  /**
   * Removes a run with its history and its files. Scorings of test sets stay: a test set that was scored
   * stays scored.
   */
  removeRun(runId: string): Promise<void>;

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
  /** Removes the run's checkpoint, where there is one: a training that came to its end needs none. */
  removeCheckpoint(runId: string): Promise<void>;
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

/** A store with the runs and the studies that they belong to. */
export interface TuningStore extends RunStore {
  /** Closed together with the store. */
  readonly studies: StudyStore;
}

/** How a store is opened. */
export interface StoreOptions {
  /** The time by which leases run out, in milliseconds since 1970; the computer's clock by default. */
  readonly now?: () => number;
}
