import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Database from "libsql";
import { flushFile } from "../atomic-write.node.ts";
import { makeFolder } from "../make-folder.node.ts";
import { databasePath } from "../store-address.ts";
import { storeFailure } from "../store-failure.node.ts";
import { bringUpToDate } from "./sqlite-schema.node.ts";

/** How long one process waits for another that is writing. */
const BUSY_TIMEOUT_MS = 30_000;

/** The bytes of a column of texts: see `decodeBytes`. */
export const bytesOf = (column: string) => `CAST(${column} AS BLOB) AS ${column}`;

/**
 * The database of a store in a folder, which is made when something is first written to it: transactions, and
 * statements that are prepared once.
 *
 * `synchronous = NORMAL` with a write-ahead log: a transaction that ended is kept when a process is killed at
 * any moment, because the log is with the operating system by then. A power failure may undo the last ones,
 * all of each and never a part; flushing each one would cost some milliseconds of every report.
 */
export class SqliteDatabase {
  readonly folder: string;
  /** Undefined where nothing has been asked of a store that is not there. */
  #opened: Database.Database | undefined;
  #isMade = false;
  readonly #statements = new Map<string, Database.Statement>();

  /** @throws TrainwellError of kind `failure`: `store-unusable`, `store-damaged` or `store-newer`. */
  constructor(folder: string) {
    this.folder = folder;
    this.#guard(() => {
      if (isThere(folder)) this.#make();
    });
  }

  /** A statement, prepared once; for use within `read` or `write`. */
  statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#opened!.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Work that only reads, all of it at one moment. */
  read<T>(work: () => T): T {
    return this.#guard(() => this.#transact(this.#look(), "BEGIN", work));
  }

  /** One transaction. It takes the lock at once: a reader that turned writer could fail without waiting. */
  write<T>(work: () => T): T {
    return this.#guard(() => this.#transact(this.#make(), "BEGIN IMMEDIATE", work));
  }

  /** Gives the space of what was removed back to the disk. */
  compact(): void {
    this.#guard(() => {
      this.#look().exec("VACUUM");
      this.#look().prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    });
  }

  /**
   * Flushes the log to the disk, from where an opened database is made whole again. SQLite's own way would
   * also copy the log into the database, and hold up this thread meanwhile.
   */
  async flush(): Promise<void> {
    try {
      // SQLite locks other files than this one, so that closing it here loses no lock.
      await flushFile(`${databasePath(this.folder)}-wal`);
    } catch (error) {
      // Without a log, all is in the database.
      if ((error as { code?: string }).code !== "ENOENT") throw storeFailure(this.folder, error);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#opened?.close();
  }

  /** The database; of a store that is not there an empty one in memory, unless another process made it. */
  #look(): Database.Database {
    if (!this.#isMade && existsSync(databasePath(this.folder))) return this.#make();
    this.#opened ??= openDatabase(":memory:", this.folder);
    return this.#opened;
  }

  /** The database, which is made where it is not there. */
  #make(): Database.Database {
    if (this.#opened === undefined || !this.#isMade) {
      this.close();
      makeFolder(join(this.folder, "runs"));
      this.#opened = openDatabase(databasePath(this.folder), this.folder);
      this.#isMade = true;
    }
    return this.#opened;
  }

  /** As the library's own transactions, of statements that are prepared once. */
  #transact<T>(database: Database.Database, begin: string, work: () => T): T {
    this.statement(begin).run();
    try {
      const result = work();
      this.statement("COMMIT").run();
      return result;
    } catch (error) {
      // A disk that is full ends a transaction by itself.
      if (database.inTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(this.folder, error);
    }
  }
}

/** Whether a folder has a store. @throws the file system's error where none could be made. */
function isThere(folder: string): boolean {
  if (existsSync(databasePath(folder))) return true;
  let above = resolve(folder);
  while (!existsSync(above)) above = dirname(above);
  if (!statSync(above).isDirectory()) throw Object.assign(new Error(above), { code: "ENOTDIR" });
  accessSync(above, constants.W_OK);
  return false;
}

function openDatabase(path: string, folder: string): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    switchToWriteAheadLog(database);
    database.exec("PRAGMA synchronous = NORMAL");
    // Immediate, so that of several processes that open a new store one makes the tables.
    database.exec("BEGIN IMMEDIATE");
    bringUpToDate(database, folder);
    database.exec("COMMIT");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
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
