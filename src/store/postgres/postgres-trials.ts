import type { CurvePoint, TrialRecord, TrialStatus } from "../../run/study.ts";
import { decodeJson, encodeJson } from "../stored-json.ts";
import type { TrialQuery } from "../study-store.ts";
import { copiedRecord, curveOf, type TrialState, trialRecord } from "../trial-state.ts";
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

interface RowLine {
  /** Numbers with spaces between them, which are read faster than arrays. */
  readonly steps: string | null;
  readonly values: string | null;
  readonly runs: readonly string[] | null;
}

/** A trial's record and its rows. */
type TrialLine = RowLine & { readonly record: string };

/** A trial that is new. */
type NewLine = { readonly state: TrialState; readonly mark: number } & TrialRows;

export async function nextNumber(ask: Ask, study: string): Promise<number> {
  const sql = "SELECT COALESCE(MAX(number) + 1, 0) AS next FROM trainwell.trials WHERE study_id = $1";
  const [{ next }] = await ask<{ next: number }>(sql, [study]);
  return next;
}

/** Inserts trials, with what they have in rows of their own. @returns them as they are kept. */
export async function insertTrials(
  ask: Ask,
  study: string,
  lines: readonly NewLine[],
): Promise<TrialRecord[]> {
  const sql = `INSERT INTO trainwell.trials (study_id, number, mark, status, until, record)
    SELECT $1, told.* FROM unnest($2::integer[], $3::float8[], $4::text[], $5::text[], $6::text[]) AS told
    RETURNING key, number`;
  const of = <T>(read: (line: NewLine) => T) => lines.map(read);
  const records = of(({ state }) => encodeJson(state));
  const values = [
    study,
    of(({ state }) => state.number),
    of(({ mark }) => mark),
    of(({ state }) => state.status),
    of(({ state }) => state.lease?.until ?? null),
    records,
  ];
  const kept = await ask<{ key: number; number: number }>(sql, values);
  const keys = new Map(kept.map(({ key, number }) => [number, key]));
  const rows = of(({ curve, runs, state }) => ({ key: keys.get(state.number)!, curve, runs }));
  await appendRows(ask, rows);
  return lines.map(({ curve = [], runs = [] }, at) => {
    const state = decodeJson(records[at]) as TrialState;
    return copiedRecord(study, { state, curve: curveOf(curve), runs: new Set(runs) });
  });
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

/** Keeps a trial as it is now, and counts that as a change of its study. @returns it with its rows. */
export async function saveTrial(ask: Ask, { key, state, study }: KeptTrial): Promise<TrialRecord> {
  const sql = `WITH counted AS (UPDATE trainwell.studies SET mark = mark + 1 WHERE id = $5 RETURNING mark)
    UPDATE trainwell.trials SET status = $2, until = $3, record = $4, mark = counted.mark FROM counted
    WHERE key = $1 RETURNING record, ${ROWS}`;
  const [line] = await ask<TrialLine>(sql, [
    key,
    state.status,
    state.lease?.until ?? null,
    encodeJson(state),
    study,
  ]);
  return fromLine(line, study);
}

/** Keeps a longer lease, which is no change of the study. */
export async function saveLease(ask: Ask, { key, state }: KeptTrial): Promise<void> {
  const sql = "UPDATE trainwell.trials SET until = $2, record = $3 WHERE key = $1";
  await ask(sql, [key, state.lease?.until ?? null, encodeJson(state)]);
}

export async function appendRows(
  ask: Ask,
  trials: readonly ({ readonly key: number } & TrialRows)[],
): Promise<void> {
  // Of a step that is told twice at once the last counts.
  const points = trials.flatMap(({ key, curve = [] }) =>
    [...curveOf(curve)].map(([step, value]) => ({ key, step, value })),
  );
  if (points.length > 0)
    await ask(
      `INSERT INTO trainwell.trial_curves (trial, step, value)
       SELECT * FROM unnest($1::integer[], $2::float8[], $3::float8[])
       ON CONFLICT (trial, step) DO UPDATE SET value = excluded.value`,
      [points.map(({ key }) => key), points.map(({ step }) => step), points.map(({ value }) => value)],
    );
  const runs = trials.flatMap(({ key, runs = [] }) => runs.map((run) => ({ key, run })));
  if (runs.length > 0)
    await ask(
      `INSERT INTO trainwell.trial_runs (trial, run_id)
       SELECT trial, run_id FROM unnest($1::integer[], $2::text[])
         WITH ORDINALITY AS told (trial, run_id, place)
       ORDER BY place ON CONFLICT DO NOTHING`,
      [runs.map(({ key }) => key), runs.map(({ run }) => run)],
    );
}

/** A trial with its rows. */
export async function recordOf(ask: Ask, key: number, study: string): Promise<TrialRecord> {
  const [line] = await ask<TrialLine>(`SELECT record, ${ROWS} FROM trainwell.trials WHERE key = $1`, [key]);
  return fromLine(line, study);
}

export async function listTrials(
  ask: Ask,
  study: string,
  { statuses, since, brief = false }: TrialQuery,
): Promise<TrialRecord[]> {
  const sql = `SELECT key, record FROM trainwell.trials WHERE study_id = $1
    AND ($2::text[] IS NULL OR status = ANY($2)) AND ($3::float8 IS NULL OR mark > $3) ORDER BY number`;
  const lines = await ask<{ key: number; record: string }>(sql, [study, statuses ?? null, since ?? null]);
  // Asked for after the records, so that a curve may be newer than its trial and never older.
  const asked = brief ? [] : askRows(ask, lines);
  const [states, rows] = await Promise.all([readWhileAsking(lines), asked]);
  const byKey = new Map(rows.map((row) => [row.trial, row]));
  return states.map((state, at) => toRecord(state, { study, rows: byKey.get(lines[at].key) }));
}

/** The rows of trials in tables of their own; nothing of those that have none. */
async function askRows(
  ask: Ask,
  trials: readonly { readonly key: number }[],
): Promise<(RowLine & { readonly trial: number })[]> {
  if (trials.length === 0) return [];
  const these = "trial = ANY($1)";
  const sql = `SELECT trial, steps, values, runs
    FROM (SELECT trial, ${STEPS} AS steps, ${VALUES} AS values FROM ${pointsOf(these)} GROUP BY trial) AS c
    FULL JOIN (SELECT trial, ${RUNS} AS runs FROM ${runsOf(these)} GROUP BY trial) AS r USING (trial)`;
  return ask(sql, [trials.map(({ key }) => key)]);
}

/** Reads records once the question before has gone out, so that the server works on it meanwhile. */
async function readWhileAsking(lines: readonly { readonly record: string }[]): Promise<TrialState[]> {
  await new Promise((resolve) => setImmediate(resolve));
  return lines.map(({ record }) => decodeJson(record) as TrialState);
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

/** The rows of a trial in tables of their own, as in {@link RowLine}, of rows that are in order. */
const STEPS = "string_agg(step::text, ' ')";
const VALUES = "string_agg(value::text, ' ')";
const RUNS = "array_agg(run_id)";

/** The rows in order, sorted all at once: within an aggregate each trial's would be sorted by themselves. */
const pointsOf = (where: string) =>
  `(SELECT trial, step, value FROM trainwell.trial_curves WHERE ${where} ORDER BY trial, step) AS points`;
const runsOf = (where: string) =>
  `(SELECT trial, run_id FROM trainwell.trial_runs WHERE ${where} ORDER BY trial, sequence) AS runs`;

/** These of one trial. */
const ROWS = `(SELECT ${STEPS} FROM ${pointsOf("trial = key")}) AS steps,
  (SELECT ${VALUES} FROM ${pointsOf("trial = key")}) AS values,
  (SELECT ${RUNS} FROM ${runsOf("trial = key")}) AS runs`;

function fromLine({ record, ...rows }: TrialLine, study: string): TrialRecord {
  return toRecord(decodeJson(record) as TrialState, { study, rows });
}

function toRecord(
  state: TrialState,
  { study, rows }: { readonly study: string; readonly rows: RowLine | undefined },
): TrialRecord {
  const told = numbersOf(rows?.values);
  const curve = numbersOf(rows?.steps).map((step, index): CurvePoint => ({ step, value: told[index] }));
  return trialRecord(state, { study, curve, runs: rows?.runs ?? [] });
}

/** Numbers as the server writes them, which JavaScript reads alike. */
function numbersOf(text: string | null | undefined): number[] {
  return text == null ? [] : text.split(" ").map(Number);
}
