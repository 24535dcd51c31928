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

/** A run that one process alone may write, until it lets go of it. */
export interface RunLock {
  release(): Promise<void>;
}

/** Files that travel with a store to other machines, each found by its content. */
export interface SharedFiles {
  /** Whether a file is there. @param hash SHA-256 of its bytes, in hexadecimal. */
  has(hash: string): Promise<boolean>;
  /**
   * Adds a file, where it is not there yet; one that was interrupted is gone on with.
   *
   * @param chunks its bytes in order, in chunks that are cut alike whenever the file is read.
   */
  add(hash: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  /** The bytes of a file in order, a chunk at a time; none where it is not there. */
  read(hash: string): AsyncIterable<Uint8Array>;
}

/** A store that jobs are carried out on: it also knows who works on a run, and how large things are. */
export interface JobStore extends TuningStore {
  /** Where it is, for people: its folder, or the server and the database without user and password. */
  readonly place: string;
  /** Files that workers on other machines read; left out where all see the same folders. */
  readonly sharedFiles?: SharedFiles;
  /**
   * Takes a run for this process; however that ends, the run is free then. @throws TrainwellError
   * `run-in-use` when another process (or another call of this one) has it.
   */
  lockRun(runId: string): Promise<RunLock>;
  /** Whether a process has taken a run; of a killed one it has not any more. */
  isRunLocked(runId: string): Promise<boolean>;
  /** The size of a run's files in bytes, without its history. */
  sizeBytes(runId: string): Promise<number>;
  /** The size of records and histories in bytes. */
  databaseBytes(): Promise<number>;
  /** Gives the space of removed histories back to the disk. */
  compact(): Promise<void>;
}

/** How a store is opened. */
export interface StoreOptions {
  /**
   * The time by which leases run out, in milliseconds since 1970; by default the clock of the computer that
   * has the database.
   */
  readonly now?: () => number;
  /** How long a server may be away before what needs it fails, in milliseconds from 0; 60,000 by default. */
  readonly awayMs?: number;
  /** Told, in a sentence, that a server is waited for; nobody is by default. */
  readonly onWait?: (message: string) => void;
}
