import pg from "pg";
import { STORE_SCHEMA } from "../migrate-records.ts";
import { storeNewer } from "../store-errors.ts";
import { postgresFailure } from "./postgres-failure.ts";
import { TABLES } from "./postgres-schema.ts";

/** How long a server may take to answer a first time. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The lock of those who make the tables. */
const TABLES_LOCK = 7_301_201;

/** One row of an answer. */
export type Row = Readonly<Record<string, never>>;

/** Asks within a transaction. */
export type Ask = <R = Row>(sql: string, values?: readonly unknown[]) => Promise<R[]>;

/** A database of PostgreSQL with the tables of a store: transactions on some connections. */
export class PostgresDatabase {
  /** The server and the database, for people: without the password. */
  readonly place: string;
  readonly #pool: pg.Pool;

  /** @param address "postgres://user:password@host:port/database". */
  constructor(address: string) {
    this.place = placeOf(address);
    this.#pool = new pg.Pool({
      connectionString: address,
      max: 4,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: "trainwell",
    });
    // Of a connection that breaks while it is idle the next one that needs it learns.
    this.#pool.on("error", () => {});
  }

  /** Makes the tables where there are none. @throws TrainwellError `store-newer`, `store-unusable`. */
  async prepare(): Promise<void> {
    await this.transact(async (ask) => {
      await ask("SELECT pg_advisory_xact_lock($1)", [TABLES_LOCK]);
      const [{ found }] = await ask<{ found: string | null }>(
        "SELECT to_regclass('trainwell.versions')::text AS found",
      );
      if (found === null) await ask(TABLES);
      const [{ version }] = await ask<{ version: number }>("SELECT version FROM trainwell.versions");
      if (version > STORE_SCHEMA) throw storeNewer(this.place);
    });
  }

  /** One transaction: all or nothing. */
  async transact<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      const connection = client;
      const ask: Ask = async (sql, values) => (await connection.query(sql, values as unknown[])).rows;
      await ask("BEGIN");
      const result = await work(ask);
      await ask("COMMIT");
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot even go back is thrown away.
      const broken = await client?.query("ROLLBACK").then(
        () => undefined,
        (reason: Error) => reason,
      );
      client?.release(broken);
      throw postgresFailure(this.place, error);
    }
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }
}

function placeOf(address: string): string {
  try {
    const { hostname, port, pathname } = new URL(address);
    return `${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
  } catch {
    return "in PostgreSQL";
  }
}
