import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { runInUse } from "./store-errors.ts";

/** A run's folder that this process alone may write to, until it lets go of it. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a run for this process. The operating system holds the lock and lets go of it when the process ends,
 * however it ends, so that no lock outlives its owner; `owner` beside it only says who it is.
 *
 * @param folder the run's folder in the store.
 * @throws TrainwellError `run-in-use` when another process (or another call of this one) has it.
 */
export function lockRun(folder: string, run: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const lock = takeLock(folder);
  if (lock === undefined) throw runInUse(run, ownerOf(folder));
  writeFileSync(join(folder, "owner"), String(process.pid));
  return lock;
}

/** Whether a process has taken the run of a folder; of a killed one it has not any more. */
export function isRunLocked(folder: string): boolean {
  if (!existsSync(join(folder, LOCK))) return false;
  const lock = takeLock(folder);
  lock?.release();
  return lock === undefined;
}

const LOCK = "lock.db";

/** The lock, or undefined where another one has it. */
function takeLock(folder: string): FolderLock | undefined {
  const database = new Database(join(folder, LOCK), { timeout: 0 });
  try {
    database.exec("PRAGMA busy_timeout = 0");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return {
    release() {
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && /busy|locked/i.test(`${(error as { code?: unknown }).code} ${error.message}`)
  );
}

function ownerOf(folder: string): string {
  try {
    return ` (process ${readFileSync(join(folder, "owner"), "utf8")})`;
  } catch {
    return "";
  }
}
