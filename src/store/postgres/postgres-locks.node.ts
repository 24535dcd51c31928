import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { RunLock } from "../store.ts";
import { runInUse } from "../store-errors.ts";
import type { PostgresDatabase } from "./postgres-database.node.ts";

/**
 * The runs that a process has taken: advisory locks of one connection, which the server lets go of when the
 * process or its machine is gone. Where the server restarts, they are taken anew.
 */
export class PostgresLocks {
  readonly #database: PostgresDatabase;
  readonly #held = new Set<string>();
  #connection: Promise<pg.Client> | undefined;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  /** @throws TrainwellError `run-in-use`. */
  async lock(runId: string): Promise<RunLock> {
    const client = await this.#connected();
    if (this.#held.has(runId) || !(await take(client, runId))) throw runInUse(runId);
    this.#held.add(runId);
    return { release: () => this.#release(runId) };
  }

  async isLocked(runId: string): Promise<boolean> {
    const sql = `SELECT EXISTS (
      SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
      WHERE datname = current_database() AND locktype = 'advisory' AND objsubid = 1 AND granted
        AND (classid::bigint << 32 | objid::bigint) = $1::bigint) AS found`;
    const rows = await this.#database.transact((ask) => ask<{ found: boolean }>(sql, [keyOf(runId)]));
    return rows[0].found;
  }

  async close(): Promise<void> {
    this.#held.clear();
    const client = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    await client?.end().catch(() => {});
  }

  async #release(runId: string): Promise<void> {
    this.#held.delete(runId);
    if (this.#held.size === 0) return this.close();
    // A connection that broke holds nothing any more.
    await (await this.#connected())
      .query("SELECT pg_advisory_unlock($1::bigint)", [keyOf(runId)])
      .catch(() => {});
  }

  #connected(): Promise<pg.Client> {
    this.#connection ??= this.#connect();
    return this.#connection;
  }

  async #connect(): Promise<pg.Client> {
    try {
      const client = await this.#database.connect();
      client.once("end", () => void this.#again());
      return client;
    } catch (error) {
      this.#connection = undefined;
      throw error;
    }
  }

  /** Takes the runs anew whose connection broke. */
  async #again(): Promise<void> {
    this.#connection = undefined;
    while (this.#held.size > 0 && this.#connection === undefined) {
      await delay(500, undefined, { ref: false });
      const client = await this.#connected().catch(() => undefined);
      if (client === undefined) continue;
      for (const runId of this.#held) await take(client, runId).catch(() => {});
    }
  }
}

async function take(client: pg.Client, runId: string): Promise<boolean> {
  const sql = "SELECT pg_try_advisory_lock($1::bigint) AS taken";
  const { rows } = await client.query<{ taken: boolean }>(sql, [keyOf(runId)]);
  return rows[0].taken;
}

/** The number of a run among locks: 63 bits of its id's hash, so that they are positive. */
function keyOf(runId: string): string {
  const hash = createHash("sha256").update(`trainwell run ${runId}`).digest();
  return (hash.readBigUInt64BE() >> 1n).toString();
}
