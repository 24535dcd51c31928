import { PostgresDatabase } from "./postgres/postgres-database.node.ts";
import { PostgresRuns } from "./postgres/postgres-runs.node.ts";
import { PostgresStudies } from "./postgres/postgres-studies.node.ts";
import type { StoreOptions, TuningStore } from "./store.ts";

/**
 * Opens the store in a database of PostgreSQL, for workers on several machines; its tables are made when they
 * are not there, in the schema "trainwell". Everything is in the database, checkpoints and models too.
 *
 * @param address "postgres://user:password@host:port/database".
 * @throws TrainwellError of kind `failure`: `store-unusable` where the server cannot be reached or refuses,
 * `store-newer`.
 *
 * @example
 * const store = await openPostgresStore("postgres://me:secret@server/trainings");
 */
export async function openPostgresStore(address: string, options: StoreOptions = {}): Promise<TuningStore> {
  const database = new PostgresDatabase(address);
  try {
    await database.prepare();
  } catch (error) {
    await database.close();
    throw error;
  }
  return new PostgresStore(database, options);
}

class PostgresStore extends PostgresRuns implements TuningStore {
  readonly studies: PostgresStudies;

  constructor(database: PostgresDatabase, options: StoreOptions) {
    super(database);
    this.studies = new PostgresStudies(database, options);
  }
}
