import { createHash } from "node:crypto";
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
import type { RunStore, TestScoring } from "../store.ts";
import { runExists, runUnknown } from "../store-errors.ts";
import { decodeJson, encodeJson } from "../stored-json.ts";
import type { Ask, PostgresDatabase } from "./postgres-database.node.ts";

/** The locks of those who keep or forget contents of files, and of those who score test sets. */
const LOCKS = { contents: 7_301_202, scorings: 7_301_203 } as const;

interface RecordLine {
  readonly record: string;
}

/** The runs of a store in PostgreSQL, with their histories and files. */
export class PostgresRuns implements RunStore {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async createRun(run: RunRecord): Promise<void> {
    checkRunId(run.id);
    await this.#database.transact(async (ask) => {
      const sql = `INSERT INTO trainwell.runs (id, created_at, job, role, status, origin, record)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`;
      if ((await ask(sql, columnsOf(run))).length === 0) throw runExists(run.id);
    });
  }

  async updateRun(runId: string, changes: RunChanges): Promise<RunRecord> {
    return this.#database.transact(async (ask) => {
      const changed = changeRun(await requireRun(ask, runId, "FOR UPDATE"), changes);
      const sql = `UPDATE trainwell.runs SET created_at = $2, job = $3, role = $4, status = $5, origin = $6,
        record = $7 WHERE id = $1`;
      await ask(sql, columnsOf(changed));
      return reviveRun(decodeJson(encodeJson(changed)) as RunRecord);
    });
  }

  async getRun(runId: string): Promise<RunRecord | undefined> {
    const run = await this.#database.transact((ask) => findRun(ask, runId));
    return run && reviveRun(run);
  }

  async listRuns({ job, role, status, origin }: RunQuery = {}): Promise<RunSummary[]> {
    const told = Object.entries({ job, role, status, origin }).filter(([, value]) => value !== undefined);
    const where = told.map(([column], index) => `${column} = $${index + 1}`).join(" AND ");
    const sql = `SELECT record FROM trainwell.runs ${where && `WHERE ${where}`}
      ORDER BY created_at DESC, id DESC`;
    const values = told.map(([, value]) => value);
    const rows = await this.#database.transact((ask) => ask<RecordLine>(sql, values));
    return rows.map(({ record }) => summarizeRun(decodeJson(record) as RunRecord));
  }

  async removeRun(runId: string): Promise<void> {
    await this.#database.transact(async (ask) => {
      await requireRun(ask, runId, "FOR UPDATE");
      await removeFiles(ask, runId, ["checkpoint", "model"]);
      await ask("DELETE FROM trainwell.history WHERE run_id = $1", [runId]);
      await ask("DELETE FROM trainwell.runs WHERE id = $1", [runId]);
    });
  }

  async sizeBytes(runId: string): Promise<number> {
    const sql = `SELECT COALESCE(SUM(octet_length(bytes)), 0)::float8 AS bytes
      FROM trainwell.contents JOIN trainwell.files USING (hash) WHERE run_id = $1`;
    const [{ bytes }] = await this.#database.transact((ask) => ask<{ bytes: number }>(sql, [runId]));
    return bytes;
  }

  async databaseBytes(): Promise<number> {
    const tables = ["runs", "history", "studies", "trials", "trial_curves", "trial_runs"];
    const sql = `SELECT SUM(pg_total_relation_size(('trainwell.' || name)::regclass))::float8 AS bytes
      FROM unnest($1::text[]) AS name`;
    const [{ bytes }] = await this.#database.transact((ask) => ask<{ bytes: number }>(sql, [tables]));
    return bytes;
  }

  async appendHistory(runId: string, rows: readonly HistoryRow[]): Promise<void> {
    await this.#database.transact(async (ask) => {
      await requireRun(ask, runId, "FOR SHARE");
      const sql = `INSERT INTO trainwell.history (run_id, step, row)
        SELECT $1, step, row FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS told (step, row, place)
        ORDER BY place`;
      await ask(sql, [runId, rows.map(({ step }) => step), rows.map(encodeJson)]);
    });
  }

  async history(runId: string): Promise<HistoryRow[]> {
    return this.#database.transact(async (ask) => {
      await requireRun(ask, runId);
      const sql = "SELECT row FROM trainwell.history WHERE run_id = $1 ORDER BY sequence";
      return (await ask<{ row: string }>(sql, [runId])).map(({ row }) => decodeJson(row) as HistoryRow);
    });
  }

  async truncateHistory(runId: string, afterStep: number): Promise<void> {
    await this.#database.transact(async (ask) => {
      await requireRun(ask, runId);
      await ask("DELETE FROM trainwell.history WHERE run_id = $1 AND step > $2", [runId, afterStep]);
    });
  }

  saveCheckpoint(runId: string, bytes: Uint8Array): Promise<void> {
    return this.#saveFile(runId, { name: "checkpoint", bytes });
  }

  loadCheckpoint(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "checkpoint");
  }

  async removeCheckpoint(runId: string): Promise<void> {
    await this.#database.transact(async (ask) => {
      await requireRun(ask, runId, "FOR UPDATE");
      await removeFiles(ask, runId, ["checkpoint"]);
    });
  }

  saveModel(runId: string, bytes: Uint8Array): Promise<void> {
    return this.#saveFile(runId, { name: "model", bytes });
  }

  loadModel(runId: string): Promise<Uint8Array | undefined> {
    return this.#loadFile(runId, "model");
  }

  async recordTestScoring(scoring: TestScoring): Promise<{ previous: number }> {
    const { dataHash, testRowsHash } = scoring;
    return this.#database.transact(async (ask) => {
      await ask("SELECT pg_advisory_xact_lock($1)", [LOCKS.scorings]);
      const previous = (await scoringsOf(ask, scoring)).length;
      const sql =
        "INSERT INTO trainwell.test_scorings (data_hash, test_rows_hash, scoring) VALUES ($1, $2, $3)";
      await ask(sql, [dataHash, testRowsHash, encodeJson(scoring)]);
      return { previous };
    });
  }

  testScorings(testSet: Pick<TestScoring, "dataHash" | "testRowsHash">): Promise<TestScoring[]> {
    return this.#database.transact((ask) => scoringsOf(ask, testSet));
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  async #saveFile(runId: string, { name, bytes }: { name: string; bytes: Uint8Array }): Promise<void> {
    const hash = createHash("sha256").update(bytes).digest("hex");
    await this.#database.transact(async (ask) => {
      await requireRun(ask, runId, "FOR UPDATE");
      await ask("SELECT pg_advisory_xact_lock($1)", [LOCKS.contents]);
      const content = "INSERT INTO trainwell.contents (hash, bytes) VALUES ($1, $2) ON CONFLICT DO NOTHING";
      await ask(content, [hash, Buffer.from(bytes)]);
      const before = await ask<{ hash: string }>(
        "SELECT hash FROM trainwell.files WHERE run_id = $1 AND name = $2",
        [runId, name],
      );
      const sql = `INSERT INTO trainwell.files (run_id, name, hash) VALUES ($1, $2, $3)
        ON CONFLICT (run_id, name) DO UPDATE SET hash = excluded.hash`;
      await ask(sql, [runId, name, hash]);
      await forgetContents(ask, before);
    });
  }

  async #loadFile(runId: string, name: string): Promise<Uint8Array | undefined> {
    return this.#database.transact(async (ask) => {
      await requireRun(ask, runId);
      const sql = `SELECT bytes FROM trainwell.contents JOIN trainwell.files USING (hash)
        WHERE run_id = $1 AND name = $2`;
      const [found] = await ask<{ bytes: Buffer }>(sql, [runId, name]);
      return found && Uint8Array.from(found.bytes);
    });
  }
}

function columnsOf({ place, ...run }: RunRecord): unknown[] {
  const { id, createdAt, status, origin } = run;
  return [id, createdAt, place.job, place.role, status, origin, encodeJson({ ...run, place })];
}

async function findRun(ask: Ask, runId: string, lock = ""): Promise<RunRecord | undefined> {
  // A text that PostgreSQL does not take is no id of a run either.
  if (runId.includes("\0")) return undefined;
  const [row] = await ask<RecordLine>(`SELECT record FROM trainwell.runs WHERE id = $1 ${lock}`, [runId]);
  return row && (decodeJson(row.record) as RunRecord);
}

async function requireRun(ask: Ask, runId: string, lock = ""): Promise<RunRecord> {
  const run = await findRun(ask, runId, lock);
  if (run) return run;
  const ids = await ask<{ id: string }>("SELECT id FROM trainwell.runs");
  throw runUnknown(
    runId,
    ids.map(({ id }) => id),
  );
}

async function removeFiles(ask: Ask, runId: string, names: readonly string[]): Promise<void> {
  await ask("SELECT pg_advisory_xact_lock($1)", [LOCKS.contents]);
  const sql = "DELETE FROM trainwell.files WHERE run_id = $1 AND name = ANY($2) RETURNING hash";
  await forgetContents(ask, await ask<{ hash: string }>(sql, [runId, names]));
}

/** Removes contents that no file has any more; under the lock of contents. */
async function forgetContents(ask: Ask, hashes: readonly { readonly hash: string }[]): Promise<void> {
  const sql = `DELETE FROM trainwell.contents WHERE hash = ANY($1)
    AND NOT EXISTS (SELECT FROM trainwell.files WHERE files.hash = contents.hash)`;
  await ask(sql, [hashes.map(({ hash }) => hash)]);
}

async function scoringsOf(
  ask: Ask,
  { dataHash, testRowsHash }: Pick<TestScoring, "dataHash" | "testRowsHash">,
): Promise<TestScoring[]> {
  const sql = `SELECT scoring FROM trainwell.test_scorings WHERE data_hash = $1 AND test_rows_hash = $2
    ORDER BY sequence`;
  const rows = await ask<{ scoring: string }>(sql, [dataHash, testRowsHash]);
  return rows.map(({ scoring }) => decodeJson(scoring) as TestScoring);
}
