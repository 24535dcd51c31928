import type { HistoryRow } from "../../run/history.ts";
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
} from "../../run/record.ts";
import type { RunStore, TestScoring } from "../store.ts";
import { runExists, runUnknown } from "../store-errors.ts";
import { type IndexedDatabase, result } from "./indexed-database.ts";

/** The files that a run may have. */
const FILES = ["checkpoint", "model"] as const;

/** Rows that were appended together are kept together, because each record costs. */
interface HistoryChunk {
  readonly runId: string;
  readonly rows: readonly HistoryRow[];
}

/** The runs of a store in a browser. */
export class IndexedDbRuns implements RunStore {
  readonly #database: IndexedDatabase;

  constructor(database: IndexedDatabase) {
    this.#database = database;
  }

  async createRun(run: RunRecord): Promise<void> {
    checkRunId(run.id);
    await this.#database.transact(["runs"], "readwrite", async (table) => {
      if ((await result(table("runs").getKey(run.id))) !== undefined) throw runExists(run.id);
      await result(table("runs").add(run));
    });
  }

  updateRun(runId: string, changes: RunChanges): Promise<RunRecord> {
    return this.#database.transact(["runs"], "readwrite", async (table) => {
      const changed = changeRun(await requireRun(table("runs"), runId), changes);
      await result(table("runs").put(changed));
      return reviveRun(structuredClone(changed));
    });
  }

  async getRun(runId: string): Promise<RunRecord | undefined> {
    const record = await this.#database.transact(["runs"], "readonly", (table) => {
      return result(table("runs").get(runId) as IDBRequest<RunRecord | undefined>);
    });
    return record && reviveRun(record);
  }

  async listRuns(query: RunQuery = {}): Promise<RunSummary[]> {
    const records = await this.#database.transact(["runs"], "readonly", (table) => {
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
    return this.#database.transact(["runs", "history", "files"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      const chunks = await result(table("history").index("runId").getAllKeys(runId));
      for (const key of chunks) await result(table("history").delete(key));
      for (const name of FILES) await result(table("files").delete([runId, name]));
      await result(table("runs").delete(runId));
    });
  }

  appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void> {
    return this.#database.transact(["runs", "history"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      const chunk: HistoryChunk = { runId, rows };
      await result(table("history").add(chunk));
    });
  }

  history(runId: string): Promise<HistoryRow[]> {
    return this.#database.transact(["runs", "history"], "readonly", async (table) => {
      await requireRun(table("runs"), runId);
      const chunks = await result(
        table("history").index("runId").getAll(runId) as IDBRequest<HistoryChunk[]>,
      );
      return chunks.flatMap((chunk) => chunk.rows);
    });
  }

  truncateHistory(runId: string, afterStep: number): Promise<void> {
    return this.#database.transact(["runs", "history"], "readwrite", async (table) => {
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
    return this.#database.transact(["runs", "files"], "readwrite", async (table) => {
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
    return this.#database.transact(["testScorings"], "readwrite", async (table) => {
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
    return this.#database.transact(["testScorings"], "readonly", (table) => {
      const all = table("testScorings").index("testSet").getAll([dataHash, testRowsHash]);
      return result(all as IDBRequest<TestScoring[]>);
    });
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #saveFile(runId: string, name: (typeof FILES)[number], bytes: Uint8Array): Promise<void> {
    return this.#database.transact(["runs", "files"], "readwrite", async (table) => {
      await requireRun(table("runs"), runId);
      // A copy, because a view would be stored with the whole of its buffer.
      await result(table("files").put(Uint8Array.from(bytes), [runId, name]));
    });
  }

  #loadFile(runId: string, name: (typeof FILES)[number]): Promise<Uint8Array | undefined> {
    return this.#database.transact(["runs", "files"], "readonly", async (table) => {
      await requireRun(table("runs"), runId);
      return result(table("files").get([runId, name]) as IDBRequest<Uint8Array | undefined>);
    });
  }
}

async function requireRun(runs: IDBObjectStore, runId: string): Promise<RunRecord> {
  const record = await result(runs.get(runId) as IDBRequest<RunRecord | undefined>);
  if (record) return record;
  throw runUnknown(runId, (await result(runs.getAllKeys())).map(String));
}
