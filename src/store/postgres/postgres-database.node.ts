import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { STORE_SCHEMA } from "../migrate-records.ts";
import type { StoreOptions } from "../store.ts";
import { storeMissing, storeNewer } from "../store-errors.ts";
import { placeOf } from "./postgres-address.ts";
import { isAway, postgresFailure } from "./postgres-failure.ts";
import { TABLES } from "./postgres-schema.ts";

/** How long a server may take to answer a first time. */
const CONNECT_TIMEOUT_MS = 10_000;

/** How long a server may be away, restarting or out of reach, before what needs it fails. */
const AWAY_MS = 60_000;

/** Between two questions whether a server is there again. */
const RETRY_MS = 250;

/** The lock of those who make the tables. */
const TABLES_LOCK = 7_301_201;

/**
 * Settings of each connection. A process that is stopped, or cut off, within a transaction must not hold up
 * the others, and the server must learn of it that one is gone: the locks on runs are its connections'.
 */
const SESSION = [
  "idle_in_transaction_session_timeout=10000",
  "tcp_keepalives_idle=30",
  "tcp_keepalives_interval=10",
  "tcp_keepalives_count=3",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/** The number of a transaction among those of a connection. */
interface Commit {
  readonly connection: string;
  readonly count: number;
}

/**
 * Notes, within a transaction that wrote something, which one it is, so that whoever loses the connection
 * while it ends learns whether it did. The server's own numbers do not tell: after a crash they are given
 * anew.
 */
const NOTE_COMMIT = `INSERT INTO trainwell.commits (connection, count)
  SELECT $1::uuid, $2::float8 WHERE pg_current_xact_id_if_assigned() IS NOT NULL
  ON CONFLICT (connection) DO UPDATE SET count = excluded.count, at = now()`;

/** The last of a connection that came to its end; one that is still ending is waited for. */
const READ_COMMIT = `INSERT INTO trainwell.commits AS known (connection, count) VALUES ($1, 0)
  ON CONFLICT (connection) DO UPDATE SET count = known.count RETURNING count`;

/** One row of an answer. */
export type Row = Readonly<Record<string, never>>;

/** Asks within a transaction. */
export type Ask = <R = Row>(sql: string, values?: readonly unknown[]) => Promise<R[]>;

/**
 * A database of PostgreSQL with the tables of a store: transactions on some connections. A server that goes
 * away in the midst of the work is waited for, and what it did not take is told again.
 */
export class PostgresDatabase {
  /** The server and the database, for people: without user and password. */
  readonly place: string;
  readonly #pool: pg.Pool;
  readonly #driver: typeof pg;
  readonly #address: string;
  readonly #awayMs: number;
  readonly #onWait: (message: string) => void;
  readonly #commits = new WeakMap<pg.PoolClient, Commit>();
  /** Since when the server has been away, by the process's clock. */
  #awaySince: number | undefined;

  private constructor(driver: typeof pg, address: string, { awayMs = AWAY_MS, onWait }: StoreOptions) {
    this.place = placeOf(address);
    this.#driver = driver;
    this.#address = address;
    this.#awayMs = awayMs;
    this.#onWait = onWait ?? (() => {});
    this.#pool = new driver.Pool({ ...this.#settings(), max: 4 });
    // Of a connection that breaks between two questions whoever asks next learns.
    this.#pool.on("error", () => {});
    this.#pool.on("connect", (client) => client.on("error", () => {}));
  }

  /**
   * @param address "postgres://user:password@host:port/database".
   * @param options.make whether the tables are made where there are none.
   * @throws TrainwellError `store-missing`, `store-newer`, `store-unusable`.
   */
  static async open(address: string, options: StoreOptions & { make: boolean }): Promise<PostgresDatabase> {
    // Loaded here, because most who have a store have it in a folder.
    const { default: driver } = await import("pg");
    let database: PostgresDatabase | undefined;
    try {
      database = new PostgresDatabase(driver, address, options);
      await database.#prepare(options.make);
      return database;
    } catch (error) {
      await database?.close();
      throw postgresFailure(placeOf(address), { cause: error, kind: "input" });
    }
  }

  async #prepare(make: boolean): Promise<void> {
    await this.#once(async (ask) => {
      await ask("SELECT pg_advisory_xact_lock($1)", [TABLES_LOCK]);
      const [{ found }] = await ask<{ found: string | null }>(
        "SELECT to_regclass('trainwell.versions')::text AS found",
      );
      if (found === null && !make) throw storeMissing(this.place);
      if (found === null) await ask(TABLES);
      const [{ version }] = await ask<{ version: number }>("SELECT version FROM trainwell.versions");
      if (version > STORE_SCHEMA) throw storeNewer(this.place);
      await ask("DELETE FROM trainwell.commits WHERE at < now() - interval '1 day'");
    });
  }

  /** One transaction: all or nothing. What is done in it may be done again, where the server forgot it. */
  async transact<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const result = await this.#once(work);
        if (this.#awaySince !== undefined) this.#onWait(`The store ${this.place} answers again.`);
        this.#awaySince = undefined;
        return result;
      } catch (error) {
        if (!(await this.#waits(error))) throw postgresFailure(this.place, { cause: error, kind: "failure" });
      }
    }
  }

  /** A connection of one's own, which the caller ends. */
  async connect(): Promise<pg.Client> {
    const client = new this.#driver.Client(this.#settings());
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    if (!this.#pool.ended) await this.#pool.end();
  }

  #settings(): pg.ClientConfig {
    return {
      connectionString: this.#address,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: "trainwell",
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      options: SESSION,
    };
  }

  /** Waits a moment where a failure is the server's being away, and not for too long yet. */
  async #waits(error: unknown): Promise<boolean> {
    if (!isAway(error)) return false;
    const now = performance.now();
    if (this.#awaySince === undefined) {
      this.#awaySince = now;
      const seconds = Math.round(this.#awayMs / 1000);
      this.#onWait(`The store ${this.place} does not answer; it is waited for, up to ${seconds} s.`);
    }
    if (now - this.#awaySince > this.#awayMs) return false;
    await delay(RETRY_MS);
    return true;
  }

  async #once<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    let client: pg.PoolClient | undefined;
    let ending: { readonly commit: Commit; readonly result: T } | undefined;
    try {
      client = await this.#pool.connect();
      const connection = client;
      const ask: Ask = async (sql, values) => (await connection.query(sql, values as unknown[])).rows;
      await ask("BEGIN");
      const result = await work(ask);
      const commit = this.#nextCommit(client);
      await ask(NOTE_COMMIT, [commit.connection, commit.count]);
      ending = { commit, result };
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
      if (ending !== undefined && isAway(error) && (await this.#hasEnded(ending.commit)))
        return ending.result;
      throw error;
    }
  }

  #nextCommit(client: pg.PoolClient): Commit {
    const { connection, count } = this.#commits.get(client) ?? { connection: randomUUID(), count: 0 };
    const commit = { connection, count: count + 1 };
    this.#commits.set(client, commit);
    return commit;
  }

  /** Whether a transaction whose end was not confirmed has come to it, as its own note of it tells. */
  async #hasEnded({ connection, count }: Commit): Promise<boolean> {
    for (;;) {
      try {
        const { rows } = await this.#pool.query<{ count: number }>(READ_COMMIT, [connection]);
        return rows[0].count === count;
      } catch (error) {
        if (!(await this.#waits(error))) throw error;
      }
    }
  }
}
