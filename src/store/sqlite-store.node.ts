import { SqliteDatabase } from "./sqlite/sqlite-database.node.ts";
import { SqliteRuns } from "./sqlite/sqlite-runs.node.ts";
import { SqliteStudies } from "./sqlite/sqlite-studies.node.ts";
import type { StoreOptions, TuningStore } from "./store.ts";

/** A store in a folder, which also knows where its files are. */
export interface FolderStore extends TuningStore {
  /** The folder of a run's files: `checkpoint.safetensors` and `model.safetensors`. */
  runFolder(runId: string): string;
  /** The size of a run's files in bytes, without its history, which lies in the database. */
  sizeBytes(runId: string): Promise<number>;
  /** Gives the space of removed histories back to the disk. */
  compact(): Promise<void>;
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

  async compact(): Promise<void> {
    this.#database.compact();
  }
}
