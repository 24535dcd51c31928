import type { CurvePoint, TrialRecord, TrialStatus } from "../../run/study.ts";
import { decodeJson, encodeJson } from "../stored-json.ts";
import type { TrialQuery } from "../study-store.ts";
import { curveOf, type TrialState, trialRecord } from "../trial-state.ts";
import type { Ask } from "./postgres-database.node.ts";

/** A trial in its table. */
export interface KeptTrial {
  readonly study: string;
  readonly key: number;
  readonly state: TrialState;
}

type Place = Pick<TrialRecord, "study" | "number">;

/** The parts of a trial that have rows of their own. */
type TrialRows = Partial<Pick<TrialRecord, "curve" | "runs">>;

interface TrialLine {
  readonly key: number;
  readonly record: string;
  readonly steps: readonly number[] | null;
  readonly values: readonly number[] | null;
  readonly runs: readonly string[] | null;
}

export async function nextNumber(ask: Ask, study: string): Promise<number> {
  const sql = "SELECT COALESCE(MAX(number) + 1, 0) AS next FROM trainwell.trials WHERE study_id = $1";
  const [{ next }] = await ask<{ next: number }>(sql, [study]);
  return next;
}

export async function insertTrial(
  ask: Ask,
  told: { readonly study: string; readonly state: TrialState; readonly mark: number } & TrialRows,
): Promise<TrialRecord> {
  const { study, state, mark, ...rows } = told;
  const sql = `INSERT INTO trainwell.trials (study_id, number, mark, status, until, record)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING key`;
  const { number, status, lease } = state;
  const values = [study, number, mark, status, lease?.until ?? null, encodeJson(state)];
  const [{ key }] = await ask<{ key: number }>(sql, values);
  await appendRows(ask, key, rows);
  return recordOf(ask, key, study);
}

/** A trial, which others wait for until the transaction ends. */
export async function lockTrial(ask: Ask, { study, number }: Place): Promise<KeptTrial | undefined> {
  const sql = "SELECT key, record FROM trainwell.trials WHERE study_id = $1 AND number = $2 FOR UPDATE";
  const [row] = await ask<{ key: number; record: string }>(sql, [study, number]);
  return row && { study, key: row.key, state: decodeJson(row.record) as TrialState };
}

/** Whether there is a trial that waits or whose lease ran out by a moment. */
export async function hasFree(ask: Ask, study: string, moment: string): Promise<boolean> {
  const sql = `SELECT EXISTS (SELECT FROM trainwell.trials WHERE study_id = $1
    AND (status = 'waiting' OR (status = 'running' AND until <= $2))) AS found`;
  return (await ask<{ found: boolean }>(sql, [study, moment]))[0].found;
}

/** The first trial whose lease ran out by a moment and that nobody keeps right now, or else that waits. */
export async function lockFree(ask: Ask, study: string, moment: string): Promise<KeptTrial | undefined> {
  const select = (where: string) =>
    `SELECT key, record FROM trainwell.trials WHERE study_id = $1 AND ${where}
     ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED`;
  type Line = { key: number; record: string };
  const [lost] = await ask<Line>(select("status = 'running' AND until <= $2"), [study, moment]);
  const row = lost ?? (await ask<Line>(select("status = 'waiting'"), [study]))[0];
  return row && { study, key: row.key, state: decodeJson(row.record) as TrialState };
}

export async function updateTrial(ask: Ask, { key, state }: KeptTrial, mark?: number): Promise<void> {
  const sql = `UPDATE trainwell.trials SET status = $2, until = $3, record = $4, mark = COALESCE($5, mark)
    WHERE key = $1`;
  await ask(sql, [key, state.status, state.lease?.until ?? null, encodeJson(state), mark ?? null]);
}

export async function appendRows(ask: Ask, key: number, { curve = [], runs = [] }: TrialRows): Promise<void> {
  // Of a step that is told twice at once the last counts.
  const points = [...curveOf(curve)];
  if (points.length > 0)
    await ask(
      `INSERT INTO trainwell.trial_curves (trial, step, value)
       SELECT $1, step, value FROM unnest($2::float8[], $3::float8[]) AS told (step, value)
       ON CONFLICT (trial, step) DO UPDATE SET value = excluded.value`,
      [key, points.map(([step]) => step), points.map(([, value]) => value)],
    );
  for (const run of runs)
    await ask("INSERT INTO trainwell.trial_runs (trial, run_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", [
      key,
      run,
    ]);
}

/** A trial with its rows. */
export async function recordOf(ask: Ask, key: number, study: string): Promise<TrialRecord> {
  const [line] = await ask<TrialLine>(`${SELECT} WHERE key = $1`, [key]);
  return toRecord(line, study);
}

export async function listTrials(
  ask: Ask,
  study: string,
  { statuses = null, since = null }: { statuses?: TrialQuery["statuses"] | null; since?: number | null },
): Promise<TrialRecord[]> {
  const where = `WHERE study_id = $1 AND ($2::text[] IS NULL OR status = ANY($2))
    AND ($3::float8 IS NULL OR mark > $3) ORDER BY number`;
  const lines = await ask<TrialLine>(`${SELECT} ${where}`, [study, statuses, since]);
  return lines.map((line) => toRecord(line, study));
}

/** How many trials each study has of each status. */
export async function countTrials(ask: Ask): Promise<Map<string, (readonly [TrialStatus, number])[]>> {
  const sql = `SELECT study_id, status, COUNT(*)::integer AS count FROM trainwell.trials
    GROUP BY study_id, status`;
  const counts = new Map<string, (readonly [TrialStatus, number])[]>();
  for (const line of await ask<{ study_id: string; status: TrialStatus; count: number }>(sql))
    counts.set(line.study_id, [...(counts.get(line.study_id) ?? []), [line.status, line.count]]);
  return counts;
}

export async function removeTrials(ask: Ask, study: string): Promise<void> {
  const keys = "(SELECT key FROM trainwell.trials WHERE study_id = $1)";
  for (const table of ["trial_curves", "trial_runs"])
    await ask(`DELETE FROM trainwell.${table} WHERE trial IN ${keys}`, [study]);
  await ask("DELETE FROM trainwell.trials WHERE study_id = $1", [study]);
}

const SELECT = `SELECT key, record,
  (SELECT array_agg(step ORDER BY step) FROM trainwell.trial_curves WHERE trial = key) AS steps,
  (SELECT array_agg(value ORDER BY step) FROM trainwell.trial_curves WHERE trial = key) AS values,
  (SELECT array_agg(run_id ORDER BY sequence) FROM trainwell.trial_runs WHERE trial = key) AS runs
  FROM trainwell.trials`;

function toRecord({ record, steps, values, runs }: TrialLine, study: string): TrialRecord {
  const curve = (steps ?? []).map((step, index): CurvePoint => ({ step, value: values![index] }));
  return trialRecord(decodeJson(record) as TrialState, { study, curve, runs: runs ?? [] });
}
