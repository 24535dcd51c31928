import { accessSync, constants, existsSync, statSync } from "node:fs";
import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import Database from "libsql";
import type { HistoryRow } from "../run/history.ts";
import {
  changeRun,
  checkRunId,
  type RunChanges,
  type RunQuery,
  type RunRecord,
  type RunSummary,
  reviveRun,
  summarizeRun,
} from "../run/record.ts";
import { TEMPORARY_ENDING, writeFileAtomically } from "./atomic-write.node.ts";
import { makeFolder } from "./make-folder.node.ts";
import { migrateRecord, STORE_SCHEMA } from "./migrate-records.ts";
import type { RunStore, TestScoring } from "./store.ts";
import { runExists, runUnknown, storeNewer } from "./store-errors.ts";
import { storeFailure } from "./store-failure.node.ts";
import { decodeBytes, decodeJson, encodeJson } from "./stored-json.ts";

const TABLES = `
  CREATE TABLE runs (id TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE history (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES runs (id),
    step INTEGER NOT NULL, epoch INTEGER NOT NULL, kind TEXT NOT NULL, "values" TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_by_run ON history (run_id, sequence);
  CREATE TABLE test_scorings (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    data_hash TEXT NOT NULL, test_rows_hash TEXT NOT NULL, scoring TEXT NOT NULL
  ) STRICT;
  CREATE INDEX scorings_by_test_set ON test_scorings (data_hash, test_rows_hash);
`;

/** The columns that runs are listed by, taken from their records. */
const RUN_COLUMNS = `
  ALTER TABLE runs ADD COLUMN created_at TEXT AS (record ->> '$.createdAt');
  ALTER TABLE runs ADD COLUMN job TEXT AS (record ->> '$.place.job');
  ALTER TABLE runs ADD COLUMN role TEXT AS (record ->> '$.place.role');
  ALTER TABLE runs ADD COLUMN status TEXT AS (record ->> '$.status');
  ALTER TABLE runs ADD COLUMN origin TEXT AS (record ->> '$.origin');
  CREATE INDEX runs_by_time ON runs (created_at, id);
  CREATE INDEX runs_by_job ON runs (job, created_at, id);
`;

/** How long one process waits for another that is writing. */
const BUSY_TIMEOUT_MS = 30_000;

/** A run store in a folder, which also knows where its files are. */
export interface FolderStore extends RunStore {
  /** The folder of a run's files: `checkpoint.safetensors` and `model.safetensors`. */
  runFolder(runId: string): string;
  /** The size of a run's files in bytes, without its history, which lies in the database. */
  sizeBytes(runId: string): Promise<number>;
  /** Gives the space of removed histories back to the disk. */
  compact(): Promise<void>;
}

/**
 * Opens the run store in a folder: `store.db`, an SQLite database with a write-ahead log, and the folder
 * `runs` with a folder of files for each run. Where there is none, it has no runs, and is made when the first
 * one is written. Several processes may have it open.
 *
 * @param folder usually `.trainwell`.
 * @throws TrainwellError of kind `failure`: `store-unusable`, `store-damaged` or `store-newer`.
 *
 * @example
 * const store = openSqliteStore(".trainwell");
 */
export function openSqliteStore(folder: string): FolderStore {
  try {
    return new SqliteStore(folder, isThere(folder) ? makeDatabase(folder) : undefined);
  } catch (error) {
    throw storeFailure(folder, error);
  }
}

/** Whether a folder has a store. @throws the file system's error where none could be made. */
function isThere(folder: string): boolean {
  if (existsSync(join(folder, "store.db"))) return true;
  let above = resolve(folder);
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) throw Object.assign(new Error(above), { code: "ENOTDIR" });
  accessSync(above, constants.W_OK);
  return false;
}

function makeDatabase(folder: string): Database.Database {
  makeFolder(join(folder, "runs"));
  return openDatabase(join(folder, "store.db"), folder);
}

function openDatabase(path: string, folder: string): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    switchToWriteAheadLog(database);
    database.exec("PRAGMA synchronous = NORMAL");
    // Immediate, so that of several processes that open a new store one makes the tables.
    database.exec("BEGIN IMMEDIATE");
    const version = userVersion(database);
    if (version > STORE_SCHEMA) throw storeNewer(folder);
    if (version < STORE_SCHEMA) upgrade(database, version);
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Makes the tables, or brings those of an older version up to date; within a transaction, so all or nothing.
 */
function upgrade(database: Database.Database, version: number): void {
  if (version === 0) database.exec(TABLES);
  const change = database.prepare("UPDATE runs SET record = ? WHERE id = ?");
  const rows = database.prepare("SELECT id, record FROM runs").all() as { id: string; record: string }[];
  for (const { id, record } of rows) change.run(encodeJson(migrateRecord(decodeJson(record), version)), id);
  if (version < 2) database.exec(RUN_COLUMNS);
  database.exec(`PRAGMA user_version = ${STORE_SCHEMA}`);
}

/** SQLite does not wait for others in this one statement. */
function switchToWriteAheadLog(database: Database.Database): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: string }).code).startsWith("SQLITE_BUSY");
}

function userVersion(database: Database.Database): number {
  return (database.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
}

interface HistoryLine {
  readonly step: number;
  readonly epoch: number;
  readonly kind: Uint8Array;
  readonly values: Uint8Array;
}

/** The bytes of a column of texts. */
const bytesOf = (column: string) => `CAST(${column} AS BLOB) AS ${column}`;

/** A run as its table holds it. */
interface RecordLine {
  readonly record: Uint8Array;
}

class SqliteStore implements FolderStore {
  readonly #folder: string;
  /** Undefined where nothing has been asked of a store that is not there. */
  #opened: Database.Database | undefined;
  #isMade: boolean;

  /** @param database undefined where the store is not there yet. */
  constructor(folder: string, database: Database.Database | undefined) {
    this.#folder = folder;
    this.#opened = database;
    this.#isMade = database !== undefined;
  }

  /** The database; of a store that is not there an empty one in memory, unless another process made it. */
  get #database(): Database.Database {
    if (!this.#isMade && existsSync(join(this.#folder, "store.db"))) this.#make();
    this.#opened ??= openDatabase(":memory:", this.#folder);
    return this.#opened;
  }

  /** Makes the store where it is not there. */
  #make(): void {
    if (this.#isMade) return;
    this.#opened?.close();
    this.#opened = makeDatabase(this.#folder);
    this.#isMade = true;
  }

  runFolder(runId: string): string {
    checkRunId(runId);
    return join(this.#folder, "runs", runId);
  }

  async createRun(run: RunRecord): Promise<void> {
    checkRunId(run.id);
    this.#write(() => {
      if (this.#find(run.id) !== undefined) throw runExists(run.id);
      this.#database.prepare("INSERT INTO runs (id, record) VALUES (?, ?)").run(run.id, encodeJson(run));
    });
  }

  async updateRun(runId: string, changes: RunChanges): Promise<RunRecord> {
    return this.#write(() => {
      const record = changeRun(this.#require(runId), changes);
      const text = encodeJson(record);
      this.#database.prepare("UPDATE runs SET record = ? WHERE id = ?").run(text, runId);
      return reviveRun(decodeJson(text) as RunRecord);
    });
  }

  async getRun(runId: string): Promise<RunRecord | undefined> {
    const record = this.#read(() => this.#find(runId));
    return record && reviveRun(record);
  }

  async listRuns({ job, role, status, origin }: RunQuery = {}): Promise<RunSummary[]> {
    const told = Object.entries({ job, role, status, origin }).filter(([, value]) => value !== undefined);
    const where = told.length === 0 ? "" : `WHERE ${told.map(([column]) => `${column} = ?`).join(" AND ")}`;
    const sql = `SELECT ${bytesOf("record")} FROM runs ${where} ORDER BY created_at DESC, id DESC`;
    return this.#read(() => {
      const rows = this.#database.prepare(sql).all(...told.map(([, value]) => value)) as RecordLine[];
      return rows.map(({ record }) => decodeBytes(record, (run) => summarizeRun(run as RunRecord)));
    });
  }

  async removeRun(runId: string): Promise<void> {
    this.#read(() => this.#require(runId));
    // Files first: of a process that is killed in between, the run is still listed and can be removed.
    await this.#removeFiles(this.runFolder(runId));
    this.#write(() => {
      this.#database.prepare("DELETE FROM history WHERE run_id = ?").run(runId);
      this.#database.prepare("DELETE FROM runs WHERE id = ?").run(runId);
    });
  }

  async compact(): Promise<void> {
    this.#read(() => {
      this.#database.exec("VACUUM");
      this.#database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    });
  }

  async sizeBytes(runId: string): Promise<number> {
    const folder = this.runFolder(runId);
    const names = await readdir(folder).catch(() => []);
    const sizes = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
    return sizes.reduce((sum, file) => sum + (file?.size ?? 0), 0);
  }

  async appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void> {
    this.#write(() => {
      this.#require(runId);
      const insert = this.#database.prepare(
        'INSERT INTO history (run_id, step, epoch, kind, "values") VALUES (?, ?, ?, ?, ?)',
      );
      for (const { step, epoch, kind, values } of rows)
        insert.run(runId, step, epoch, kind, encodeJson(values));
    });
  }

  async history(runId: string): Promise<HistoryRow[]> {
    return this.#read(() => {
      this.#require(runId);
      const columns = `step, epoch, ${bytesOf("kind")}, ${bytesOf('"values"')}`;
      const sql = `SELECT ${columns} FROM history WHERE run_id = ? ORDER BY sequence`;
      const lines = this.#database.prepare(sql).all(runId) as HistoryLine[];
      return lines.map(({ step, epoch, kind, values }): HistoryRow => {
        const row = { step, epoch, kind: new TextDecoder().decode(kind) as HistoryRow["kind"] };
        return { ...row, values: decodeBytes(values, (numbers) => numbers as HistoryRow["values"]) };
      });
    });
  }

  async truncateHistory(runId: string, afterStep: number): Promise<void> {
    this.#write(() => {
      this.#require(runId);
      this.#database.prepare("DELETE FROM history WHERE run_id = ? AND step > ?").run(runId, afterStep);
    });
  }

  async saveCheckpoint(runId: string, bytes: Uint8Array): Promise<void> {
    // Flushes the log to the disk, so that not even a power failure leaves a checkpoint ahead of its history.
    this.#read(() => this.#database.prepare("PRAGMA wal_checkpoint(PASSIVE)").all());
    await this.#saveFile(runId, "checkpoint", bytes);
  }

  loadCheckpoint(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "checkpoint");
  }

  async removeCheckpoint(runId: string): Promise<void> {
    this.#read(() => this.#require(runId));
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
    return this.#write(() => {
      const previous = this.#scorings(dataHash, testRowsHash).length;
      const sql = "INSERT INTO test_scorings (data_hash, test_rows_hash, scoring) VALUES (?, ?, ?)";
      this.#database.prepare(sql).run(dataHash, testRowsHash, encodeJson(scoring));
      return { previous };
    });
  }

  async testScorings({
    dataHash,
    testRowsHash,
  }: Pick<TestScoring, "dataHash" | "testRowsHash">): Promise<TestScoring[]> {
    return this.#read(() =>
      this.#scorings(dataHash, testRowsHash).map((bytes) =>
        decodeBytes(bytes, (scoring) => scoring as TestScoring),
      ),
    );
  }

  async close(): Promise<void> {
    this.#opened?.close();
  }

  #scorings(dataHash: string, testRowsHash: string): Uint8Array[] {
    const where = "data_hash = ? AND test_rows_hash = ?";
    const sql = `SELECT ${bytesOf("scoring")} FROM test_scorings WHERE ${where} ORDER BY sequence`;
    return (this.#database.prepare(sql).all(dataHash, testRowsHash) as { scoring: Uint8Array }[]).map(
      ({ scoring }) => scoring,
    );
  }

  #find(runId: string): RunRecord | undefined {
    const sql = `SELECT ${bytesOf("record")} FROM runs WHERE id = ?`;
    const row = this.#database.prepare(sql).get(runId) as RecordLine | undefined;
    return row && decodeBytes(row.record, (record) => record as RunRecord);
  }

  #require(runId: string): RunRecord {
    const record = this.#find(runId);
    if (record) return record;
    const ids = this.#database.prepare(`SELECT ${bytesOf("id")} FROM runs`).all() as { id: Uint8Array }[];
    throw runUnknown(
      runId,
      ids.map(({ id }) => new TextDecoder().decode(id)),
    );
  }

  async #removeFiles(path: string): Promise<void> {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw storeFailure(this.#folder, error);
    }
  }

  async #saveFile(runId: string, name: string, bytes: Uint8Array): Promise<void> {
    this.#read(() => this.#require(runId));
    try {
      makeFolder(this.runFolder(runId));
      await writeFileAtomically(this.#path(runId, name), bytes);
    } catch (error) {
      throw storeFailure(this.#folder, error);
    }
  }

  async #loadFile(runId: string, name: string): Promise<Uint8Array | undefined> {
    this.#read(() => this.#require(runId));
    try {
      await removeLeftovers(this.runFolder(runId));
      return Uint8Array.from(await readFile(this.#path(runId, name)));
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw storeFailure(this.#folder, error);
    }
  }

  #path(runId: string, name: string): string {
    return join(this.runFolder(runId), `${name}.safetensors`);
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(this.#folder, error);
    }
  }

  /** One transaction. It takes the lock at once: a reader that turned writer could fail without waiting. */
  #write<T>(work: () => T): T {
    return this.#read(() => {
      this.#make();
      return this.#database.transaction(work).immediate();
    });
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
