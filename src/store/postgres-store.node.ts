import { PostgresDatabase } from "./postgres/postgres-database.node.ts";
import { PostgresLocks } from "./postgres/postgres-locks.node.ts";
import { PostgresRuns } from "./postgres/postgres-runs.node.ts";
import { PostgresSharedFiles } from "./postgres/postgres-shared-files.ts";
import { PostgresStudies } from "./postgres/postgres-studies.node.ts";
import type { JobStore, RunLock, SharedFiles, StoreOptions } from "./store.ts";

/**
 * Opens the store in a database of PostgreSQL (13 or later), for workers on several machines; its tables are
 * made when they are not there, in the schema "trainwell". Everything is in the database, checkpoints,
 * models and the data of studies too. A server that restarts is waited for.
 *
 * @param address "postgres://user:password@host:port/database"; what it leaves out the variables PGUSER,
 * PGPASSWORD and the like tell, or the file ".pgpass".
 * @param options `now`: the clock of leases, the server's by default; `awayMs`: how long the server may be
 * away, in milliseconds from 0, 60,000 by default; `onWait`: told when it is waited for; and `make`: whether
 * the tables are made where there are none, true by default.
 * @throws TrainwellError of kind `input`: `store-unusable` where the server cannot be reached or refuses,
 * `store-newer`, or `store-missing` where nothing is to be made.
 *
 * @example
 * const store = await openPostgresStore("postgres://me:secret@server/trainings");
 */
export async function openPostgresStore(
  address: string,
  options: StoreOptions & { readonly make?: boolean } = {},
): Promise<JobStore> {
  return new PostgresStore(await PostgresDatabase.open(address, { make: true, ...options }), options);
}

class PostgresStore extends PostgresRuns implements JobStore {
  readonly studies: PostgresStudies;
  readonly sharedFiles: SharedFiles;
  readonly place: string;
  readonly #locks: PostgresLocks;

  constructor(database: PostgresDatabase, options: StoreOptions) {
    super(database);
    this.studies = new PostgresStudies(database, options);
    this.sharedFiles = new PostgresSharedFiles(database);
    this.place = database.place;
    this.#locks = new PostgresLocks(database);
  }

  lockRun(runId: string): Promise<RunLock> {
    return this.#locks.lock(runId);
  }

  isRunLocked(runId: string): Promise<boolean> {
    return this.#locks.isLocked(runId);
  }

  /** The server does so by itself. */
  async compact(): Promise<void> {}

  override async close(): Promise<void> {
    await this.#locks.close();
    await super.close();
  }
}
