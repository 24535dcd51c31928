import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { HistoryRow } from "../../run/history.ts";
import {
  changeRun,
  checkRunId,
  type RunChanges,
  type RunQuery,
  type RunRecord,
  type RunSummary,
  reviveRun,
  summarizeRun,
} from "../../run/record.ts";
import { TEMPORARY_ENDING, writeFileAtomically } from "../atomic-write.node.ts";
import { makeFolder } from "../make-folder.node.ts";
import type { RunStore, TestScoring } from "../store.ts";
import { runExists, runUnknown } from "../store-errors.ts";
import { storeFailure } from "../store-failure.node.ts";
import { decodeBytes, decodeJson, encodeJson } from "../stored-json.ts";
import { bytesOf, type SqliteDatabase } from "./sqlite-database.node.ts";

interface HistoryLine {
  readonly step: number;
  readonly epoch: number;
  readonly kind: Uint8Array;
  readonly values: Uint8Array;
}

/** A run as its table holds it. */
interface RecordLine {
  readonly record: Uint8Array;
}

/** The runs of a store in a folder: records and histories in its database, files in a folder of each run. */
export class SqliteRuns implements RunStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** The folder of a run's files. */
  runFolder(runId: string): string {
    checkRunId(runId);
    return join(this.#database.folder, "runs", runId);
  }

  async createRun(run: RunRecord): Promise<void> {
    checkRunId(run.id);
    this.#database.write(() => {
      if (this.#find(run.id) !== undefined) throw runExists(run.id);
      this.#database.statement("INSERT INTO runs (id, record) VALUES (?, ?)").run(run.id, encodeJson(run));
    });
  }

  async updateRun(runId: string, changes: RunChanges): Promise<RunRecord> {
    return this.#database.write(() => {
      const record = changeRun(this.#require(runId), changes);
      const text = encodeJson(record);
      this.#database.statement("UPDATE runs SET record = ? WHERE id = ?").run(text, runId);
      return reviveRun(decodeJson(text) as RunRecord);
    });
  }

  async getRun(runId: string): Promise<RunRecord | undefined> {
    const record = this.#database.read(() => this.#find(runId));
    return record && reviveRun(record);
  }

  async listRuns({ job, role, status, origin }: RunQuery = {}): Promise<RunSummary[]> {
    const told = Object.entries({ job, role, status, origin }).filter(([, value]) => value !== undefined);
    const where = told.length === 0 ? "" : `WHERE ${told.map(([column]) => `${column} = ?`).join(" AND ")}`;
    const sql = `SELECT ${bytesOf("record")} FROM runs ${where} ORDER BY created_at DESC, id DESC`;
    return this.#database.read(() => {
      const rows = this.#database.statement(sql).all(...told.map(([, value]) => value)) as RecordLine[];
      return rows.map(({ record }) => decodeBytes(record, (run) => summarizeRun(run as RunRecord)));
    });
  }

  async removeRun(runId: string): Promise<void> {
    this.#database.read(() => this.#require(runId));
    // Files first: of a process that is killed in between, the run is still listed and can be removed.
    await this.#removeFiles(this.runFolder(runId));
    this.#database.write(() => {
      this.#database.statement("DELETE FROM history WHERE run_id = ?").run(runId);
      this.#database.statement("DELETE FROM runs WHERE id = ?").run(runId);
    });
  }

  /** The size of a run's files in bytes, without its history. */
  async sizeBytes(runId: string): Promise<number> {
    const folder = this.runFolder(runId);
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
    return sizes.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  }

  async appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void> {
    this.#database.write(() => {
      this.#require(runId);
      const insert = this.#database.statement(
        'INSERT INTO history (run_id, step, epoch, kind, "values") VALUES (?, ?, ?, ?, ?)',
      );
      for (const { step, epoch, kind, values } of rows)
        insert.run(runId, step, epoch, kind, encodeJson(values));
    });
  }

  async history(runId: string): Promise<HistoryRow[]> {
    return this.#database.read(() => {
      this.#require(runId);
      const columns = `step, epoch, ${bytesOf("kind")}, ${bytesOf('"values"')}`;
      const sql = `SELECT ${columns} FROM history WHERE run_id = ? ORDER BY sequence`;
      const lines = this.#database.statement(sql).all(runId) as HistoryLine[];
      return lines.map(({ step, epoch, kind, values }): HistoryRow => {
        const row = { step, epoch, kind: new TextDecoder().decode(kind) as HistoryRow["kind"] };
        return { ...row, values: decodeBytes(values, (numbers) => numbers as HistoryRow["values"]) };
      });
    });
  }

  async truncateHistory(runId: string, afterStep: number): Promise<void> {
    this.#database.write(() => {
      this.#require(runId);
      this.#database.statement("DELETE FROM history WHERE run_id = ? AND step > ?").run(runId, afterStep);
    });
  }

  async saveCheckpoint(runId: string, bytes: Uint8Array): Promise<void> {
    // Flushes the log to the disk, so that not even a power failure leaves a checkpoint ahead of its history.
    await this.#database.flush();
    await this.#saveFile(runId, "checkpoint", bytes);
  }

  loadCheckpoint(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "checkpoint");
  }

  async removeCheckpoint(runId: string): Promise<void> {
    this.#database.read(() => this.#require(runId));
    await this.#removeFiles(this.#path(runId, "checkpoint"));
    // An empty folder is of no use; a lock or a model keeps it.
    await rmdir(this.runFolder(runId)).catch(() => {});
  }

  saveModel(runId: string, bytes: Uint8Array): Promise<void> {
    return this.#saveFile(runId, "model", bytes);
  }

  loadModel(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "model");
  }

  async recordTestScoring(scoring: TestScoring): Promise<{ previous: number }> {
    const { dataHash, testRowsHash } = scoring;
    return this.#database.write(() => {
      const previous = this.#scorings(dataHash, testRowsHash).length;
      const sql = "INSERT INTO test_scorings (data_hash, test_rows_hash, scoring) VALUES (?, ?, ?)";
      this.#database.statement(sql).run(dataHash, testRowsHash, encodeJson(scoring));
      return { previous };
    });
  }

  async testScorings({
    dataHash,
    testRowsHash,
  }: Pick<TestScoring, "dataHash" | "testRowsHash">): Promise<TestScoring[]> {
    return this.#database.read(() =>
      this.#scorings(dataHash, testRowsHash).map((bytes) =>
        decodeBytes(bytes, (scoring) => scoring as TestScoring),
      ),
    );
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #scorings(dataHash: string, testRowsHash: string): Uint8Array[] {
    const where = "data_hash = ? AND test_rows_hash = ?";
    const sql = `SELECT ${bytesOf("scoring")} FROM test_scorings WHERE ${where} ORDER BY sequence`;
    return (this.#database.statement(sql).all(dataHash, testRowsHash) as { scoring: Uint8Array }[]).map(
      ({ scoring }) => scoring,
    );
  }

  #find(runId: string): RunRecord | undefined {
    const sql = `SELECT ${bytesOf("record")} FROM runs WHERE id = ?`;
    const row = this.#database.statement(sql).get(runId) as RecordLine | undefined;
    return row && decodeBytes(row.record, (record) => record as RunRecord);
  }

  #require(runId: string): RunRecord {
    const record = this.#find(runId);
    if (record) return record;
    const ids = this.#database.statement(`SELECT ${bytesOf("id")} FROM runs`).all() as { id: Uint8Array }[];
    throw runUnknown(
      runId,
      ids.map(({ id }) => new TextDecoder().decode(id)),
    );
  }

  async #removeFiles(path: string): Promise<void> {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw storeFailure(this.#database.folder, error);
    }
  }

  async #saveFile(runId: string, name: string, bytes: Uint8Array): Promise<void> {
    this.#database.read(() => this.#require(runId));
    try {
      makeFolder(this.runFolder(runId));
      await writeFileAtomically(this.#path(runId, name), bytes);
    } catch (error) {
      throw storeFailure(this.#database.folder, error);
    }
  }

  async #loadFile(runId: string, name: string): Promise<Uint8Array | undefined> {
    this.#database.read(() => this.#require(runId));
    try {
      await removeLeftovers(this.runFolder(runId));
      return Uint8Array.from(await readFile(this.#path(runId, name)));
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw storeFailure(this.#database.folder, error);
    }
  }

  #path(runId: string, name: string): string {
    return join(this.runFolder(runId), `${name}.safetensors`);
  }
}

/** Removes the temporary files of a process that was killed while it wrote. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const writer = /\.(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name);
    if (writer && name.endsWith(TEMPORARY_ENDING) && !isAlive(Number(writer[1])))
      await rm(join(folder, name), { force: true });
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
