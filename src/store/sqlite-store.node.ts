import { stat } from "node:fs/promises";
import { isRunLocked, lockRun } from "./run-lock.node.ts";
import { SqliteDatabase } from "./sqlite/sqlite-database.node.ts";
import { SqliteRuns } from "./sqlite/sqlite-runs.node.ts";
import { SqliteStudies } from "./sqlite/sqlite-studies.node.ts";
import type { JobStore, RunLock, StoreOptions } from "./store.ts";
import { databasePath } from "./store-address.ts";

/** A store in a folder, which also knows where its files are. */
export interface FolderStore extends JobStore {
  /** The folder of a run's files: `checkpoint.safetensors` and `model.safetensors`. */
  runFolder(runId: string): string;
}

/**
 * Opens the store in a folder: `store.db`, an SQLite database with a write-ahead log, and the folder `runs`
 * with a folder of files for each run. Where there is none, it has no runs and no studies, and is made when
 * the first one is written. Several processes may have it open.
 *
 * @param folder usually `.trainwell`.
 * @throws TrainwellError of kind `failure`: `store-unusable`, `store-damaged` or `store-newer`.
 *
 * @example
 * const store = openSqliteStore(".trainwell");
 */
export function openSqliteStore(folder: string, options: StoreOptions = {}): FolderStore {
  return new SqliteStore(new SqliteDatabase(folder), options);
}

class SqliteStore extends SqliteRuns implements FolderStore {
  readonly studies: SqliteStudies;
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase, options: StoreOptions) {
    super(database);
    this.#database = database;
    this.studies = new SqliteStudies(database, options);
  }

  get place(): string {
    return this.#database.folder;
  }

  async lockRun(runId: string): Promise<RunLock> {
    const lock = lockRun(this.runFolder(runId), runId);
    return { release: async () => lock.release() };
  }

  async isRunLocked(runId: string): Promise<boolean> {
    return isRunLocked(this.runFolder(runId));
  }

  async databaseBytes(): Promise<number> {
    return (await stat(databasePath(this.place)).catch(() => undefined))?.size ?? 0;
  }

  async compact(): Promise<void> {
    this.#database.compact();
  }
}
