import { TrainwellError } from "../base/errors.ts";
import type { HistoryRow } from "../run/history.ts";
import {
  changeRun,
  checkRunId,
  fitsQuery,
  newestFirst,
  type RunChanges,
  type RunQuery,
  type RunRecord,
  type RunSummary,
  reviveRun,
  summarizeRun,
} from "../run/record.ts";
import { migrateRecord, STORE_SCHEMA } from "./migrate-records.ts";
import type { RunStore, TestScoring } from "./store.ts";
import { runExists, runUnknown, storeNewer } from "./store-errors.ts";

type Tables = "runs" | "history" | "files" | "testScorings";

/** The files that a run may have. */
const FILES = ["checkpoint", "model"] as const;

/** Rows that were appended together are kept together, because each record costs. */
interface HistoryChunk {
  readonly runId: string;
  readonly rows: readonly HistoryRow[];
}

/**
 * Opens the run store in a browser's IndexedDB, and makes it if there is none. Several pages may have it
 * open.
 *
 * @param name of the database, "trainwell" by default; its origin keeps it apart from other sites'.
 * @throws TrainwellError of kind `failure`: `store-unusable` where the browser does not allow it,
 * `store-newer`.
 *
 * @example
 * const store = await openIndexedDbStore("trainwell");
 */
export async function openIndexedDbStore(name = "trainwell"): Promise<RunStore> {
  try {
    return new IndexedDbStore(await openDatabase(name));
  } catch (error) {
    throw storeFailure(name, error);
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = globalThis.indexedDB.open(name, STORE_SCHEMA);
  opening.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion < 1) createTables(opening.result);
    upgradeRuns(opening.transaction!.objectStore("runs"), oldVersion);
  };
  return result(opening);
}

function createTables(database: IDBDatabase): void {
  database.createObjectStore("runs", { keyPath: "id" });
  database.createObjectStore("history", { autoIncrement: true }).createIndex("runId", "runId");
  database.createObjectStore("files");
  database
    .createObjectStore("testScorings", { autoIncrement: true })
    .createIndex("testSet", ["dataHash", "testRowsHash"]);
}

/** Brings the runs of an older version up to date, within the transaction that upgrades the database. */
function upgradeRuns(runs: IDBObjectStore, version: number): void {
  if (version < 2) runs.createIndex("job", "place.job");
  const all = runs.getAll();
  all.onsuccess = () => {
    for (const record of all.result) runs.put(migrateRecord(record, version));
  };
}

class IndexedDbStore implements RunStore {
  readonly #database: IDBDatabase;

  constructor(database: IDBDatabase) {
    this.#database = database;
    // Otherwise this page would keep another one from upgrading or deleting the database.
    database.onversionchange = () => database.close();
  }

  async createRun(run: RunRecord): Promise<void> {
    checkRunId(run.id);
    await this.#transact(["runs"], "readwrite", async (table) => {
      if ((await result(table("runs").getKey(run.id))) !== undefined) throw runExists(run.id);
      await result(table("runs").add(run));
    });
  }

  updateRun(runId: string, changes: RunChanges): Promise<RunRecord> {
    return this.#transact(["runs"], "readwrite", async (table) => {
      const changed = changeRun(await requireRun(table("runs"), runId), changes);
      await result(table("runs").put(changed));
      return reviveRun(structuredClone(changed));
    });
  }

  async getRun(runId: string): Promise<RunRecord | undefined> {
    const record = await this.#transact(["runs"], "readonly", (table) => {
      return result(table("runs").get(runId) as IDBRequest<RunRecord | undefined>);
    });
    return record && reviveRun(record);
  }

  async listRuns(query: RunQuery = {}): Promise<RunSummary[]> {
    const records = await this.#transact(["runs"], "readonly", (table) => {
      const found =
        query.job === undefined ? table("runs").getAll() : table("runs").index("job").getAll(query.job);
      return result(found as IDBRequest<RunRecord[]>);
    });
    return records
      .map(summarizeRun)
      .filter((run) => fitsQuery(run, query))
      .sort(newestFirst);
  }

  removeRun(runId: string): Promise<void> {
    return this.#transact(["runs", "history", "files"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      const chunks = await result(table("history").index("runId").getAllKeys(runId));
      for (const key of chunks) await result(table("history").delete(key));
      for (const name of FILES) await result(table("files").delete([runId, name]));
      await result(table("runs").delete(runId));
    });
  }

  appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void> {
    return this.#transact(["runs", "history"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      const chunk: HistoryChunk = { runId, rows };
      await result(table("history").add(chunk));
    });
  }

  history(runId: string): Promise<HistoryRow[]> {
    return this.#transact(["runs", "history"], "readonly", async (table) => {
      await requireRun(table("runs"), runId);
      const chunks = await result(
        table("history").index("runId").getAll(runId) as IDBRequest<HistoryChunk[]>,
      );
      return chunks.flatMap((chunk) => chunk.rows);
    });
  }

  truncateHistory(runId: string, afterStep: number): Promise<void> {
    return this.#transact(["runs", "history"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      const chunks = table("history");
      for (const key of await result(chunks.index("runId").getAllKeys(runId))) {
        const { rows } = await result(chunks.get(key) as IDBRequest<HistoryChunk>);
        const kept = rows.filter((row) => row.step <= afterStep);
        if (kept.length === 0) await result(chunks.delete(key));
        else if (kept.length < rows.length) await result(chunks.put({ runId, rows: kept }, key));
      }
    });
  }

  saveCheckpoint(runId: string, bytes: Uint8Array): Promise<void> {
    return this.#saveFile(runId, "checkpoint", bytes);
  }

  loadCheckpoint(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "checkpoint");
  }

  removeCheckpoint(runId: string): Promise<void> {
    return this.#transact(["runs", "files"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      await result(table("files").delete([runId, "checkpoint"]));
    });
  }

  saveModel(runId: string, bytes: Uint8Array): Promise<void> {
    return this.#saveFile(runId, "model", bytes);
  }

  loadModel(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "model");
  }

  recordTestScoring(scoring: TestScoring): Promise<{ previous: number }> {
    return this.#transact(["testScorings"], "readwrite", async (table) => {
      const key = [scoring.dataHash, scoring.testRowsHash];
      const previous = await result(table("testScorings").index("testSet").count(key));
      await result(table("testScorings").add(scoring));
      return { previous };
    });
  }

  testScorings({
    dataHash,
    testRowsHash,
  }: Pick<TestScoring, "dataHash" | "testRowsHash">): Promise<TestScoring[]> {
    return this.#transact(["testScorings"], "readonly", (table) => {
      const all = table("testScorings").index("testSet").getAll([dataHash, testRowsHash]);
      return result(all as IDBRequest<TestScoring[]>);
    });
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #saveFile(runId: string, name: (typeof FILES)[number], bytes: Uint8Array): Promise<void> {
    return this.#transact(["runs", "files"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      // A copy, because a view would be stored with the whole of its buffer.
      await result(table("files").put(Uint8Array.from(bytes), [runId, name]));
    });
  }

  #loadFile(runId: string, name: (typeof FILES)[number]): Promise<Uint8Array | undefined> {
    return this.#transact(["runs", "files"], "readonly", async (table) => {
      await requireRun(table("runs"), runId);
      return result(table("files").get([runId, name]) as IDBRequest<Uint8Array | undefined>);
    });
  }

  /** One transaction: complete and flushed when it resolves, and without a trace when it rejects. */
  async #transact<T>(
    tables: Tables[],
    mode: IDBTransactionMode,
    work: (table: (name: Tables) => IDBObjectStore) => Promise<T>,
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
      throw storeFailure(this.#database.name, error);
    }
  }
}

async function requireRun(runs: IDBObjectStore, runId: string): Promise<RunRecord> {
  const record = await result(runs.get(runId) as IDBRequest<RunRecord | undefined>);
  if (record) return record;
  throw runUnknown(runId, (await result(runs.getAllKeys())).map(String));
}

function result<T>(request: IDBRequest<T>): Promise<T> {
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

function storeFailure(name: string, cause: unknown): TrainwellError {
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
