import { TrainwellError } from "../../base/errors.ts";
import { migrateRecord, STORE_SCHEMA } from "../migrate-records.ts";
import { storeNewer } from "../store-errors.ts";

/** The tables of the database. */
export type IndexedTable = "runs" | "history" | "files" | "testScorings" | "studies" | "trials";

/** A browser's database, opened. */
export class IndexedDatabase {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
    // Otherwise this page would keep another one from upgrading or deleting the database.
    database.onversionchange = () => database.close();
  }

  /** One transaction: complete and flushed when it resolves, and without a trace when it rejects. */
  async transact<T>(
    tables: IndexedTable[],
    mode: IDBTransactionMode,
    work: (table: (name: IndexedTable) => IDBObjectStore) => Promise<T>,
  ): Promise<T> {
    try {
      const transaction = this.#database.transaction(tables, mode, { durability: "strict" });
      const completed = completion(transaction);
      // Its failure is reported below; it must not count as unhandled while the work goes on.
      completed.catch(() => {});
      const value = await work((name) => transaction.objectStore(name)).catch((error) => {
        abort(transaction);
        throw error;
      });
      await completed;
      return value;
    } catch (error) {
      throw databaseFailure(this.#database.name, error);
    }
  }

  close(): void {
    this.#database.close();
  }
}

/**
 * Opens a database of the tables of a store, and makes it if there is none.
 *
 * @throws TrainwellError of kind `failure`: `store-unusable` where the browser does not allow it,
 * `store-newer`.
 */
export async function openIndexedDatabase(name: string): Promise<IndexedDatabase> {
  try {
    const opening = globalThis.indexedDB.open(name, STORE_SCHEMA);
    opening.onupgradeneeded = ({ oldVersion }) => {
      if (oldVersion < 1) createRunTables(opening.result);
      if (oldVersion < 3) createStudyTables(opening.result);
      upgradeRuns(opening.transaction!.objectStore("runs"), oldVersion);
    };
    return new IndexedDatabase(await result(opening));
  } catch (error) {
    throw databaseFailure(name, error);
  }
}

function createRunTables(database: IDBDatabase): void {
  database.createObjectStore("runs", { keyPath: "id" });
  database.createObjectStore("history", { autoIncrement: true }).createIndex("runId", "runId");
  database.createObjectStore("files");
  database
    .createObjectStore("testScorings", { autoIncrement: true })
    .createIndex("testSet", ["dataHash", "testRowsHash"]);
}

function createStudyTables(database: IDBDatabase): void {
  database.createObjectStore("studies", { keyPath: "record.id" }).createIndex("name", "record.name");
  const trials = database.createObjectStore("trials", { keyPath: ["study", "state.number"] });
  trials.createIndex("status", ["study", "state.status", "state.number"]);
  trials.createIndex("mark", ["study", "mark"]);
}

/** Brings the runs of an older version up to date, within the transaction that upgrades the database. */
function upgradeRuns(runs: IDBObjectStore, version: number): void {
  if (version < 2) runs.createIndex("job", "place.job");
  const all = runs.getAll();
  all.onsuccess = () => {
    for (const record of all.result) runs.put(migrateRecord(record, version));
  };
}

/** The result of a request, once it has succeeded. */
export function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completion(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself, which is what made the work fail.
  }
}

function databaseFailure(name: string, cause: unknown): TrainwellError {
  if (cause instanceof TrainwellError) return cause;
  const error = cause as { name?: string; message?: string } | null;
  if (error?.name === "VersionError") return storeNewer(name);
  const full = error?.name === "QuotaExceededError";
  return new TrainwellError({
    kind: "failure",
    code: "store-unusable",
    message:
      `The run store ${name} cannot be used: ` +
      `${full ? "the browser gives it no more space" : (error?.message ?? "it was closed")}.`,
    details: { place: name, cause: error?.name ?? "" },
    hint: full
      ? "Free some space, or delete old runs."
      : "Allow this site to store data, and close its other tabs.",
    cause,
  });
}
