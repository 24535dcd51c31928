import type { CurvePoint, TrialRecord, TrialStatus } from "../../run/study.ts";
import { decodeBytes, encodeJson } from "../stored-json.ts";
import type { TrialQuery } from "../study-store.ts";
import { keptPoint, type TrialState, trialRecord } from "../trial-state.ts";
import { bytesOf, type SqliteDatabase } from "./sqlite-database.node.ts";

/** A trial in its table. */
export interface StoredTrial {
  readonly study: string;
  readonly key: number;
  readonly state: TrialState;
}

/** The parts of a trial that have rows of their own. */
type TrialRows = Partial<Pick<TrialRecord, "curve" | "runs">>;

interface TrialLine {
  readonly key: number;
  readonly record: Uint8Array;
}

interface PointLine {
  readonly trial: number;
  readonly step: number;
  /** SQLite has no NaN. */
  readonly value: number | null;
}

interface RunLine {
  readonly trial: number;
  readonly run_id: Uint8Array;
}

/** The tables of trials: statements for use within a transaction. */
export class SqliteTrials {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /** The number of the next trial of a study; 0 where there is none. */
  nextNumber(study: string): number {
    const sql = "SELECT MAX(number) AS last FROM trials WHERE study_id = ?";
    const { last } = this.#database.statement(sql).get(study) as { last: number | null };
    return last === null ? 0 : last + 1;
  }

  /** Adds a trial, the last change of its study. */
  insert(
    { study, state, ...rows }: { readonly study: string; readonly state: TrialState } & TrialRows,
    mark: number,
  ): TrialRecord {
    const sql = `INSERT INTO trials (study_id, number, mark, status, until, record)
      VALUES (?, ?, ?, ?, ?, ?) RETURNING key`;
    const { number, status, lease } = state;
    const values = [study, number, mark, status, lease?.until ?? null, encodeJson(state)];
    const { key } = this.#database.statement(sql).get(...values) as { key: number };
    this.append(key, rows);
    const isBare = (rows.curve ?? rows.runs) === undefined;
    return isBare ? recordOf(state, { study, curve: [], runs: [] }) : this.record({ study, key, state });
  }

  find({ study, number }: Pick<TrialRecord, "study" | "number">): StoredTrial | undefined {
    const sql = `SELECT key, ${bytesOf("record")} FROM trials WHERE study_id = ? AND number = ?`;
    const row = this.#database.statement(sql).get(study, number) as TrialLine | undefined;
    return row && { study, key: row.key, state: stateOf(row) };
  }

  /** The first trial of a study whose lease ran out by a moment, or else the first that waits. */
  firstFree(study: string, moment: string): Pick<TrialRecord, "study" | "number"> | undefined {
    const columns = "SELECT number FROM trials WHERE study_id = ? AND";
    const lost = `${columns} status = 'running' AND until <= ? ORDER BY number LIMIT 1`;
    const waiting = `${columns} status = 'waiting' ORDER BY number LIMIT 1`;
    const found = (this.#database.statement(lost).get(study, moment) ??
      this.#database.statement(waiting).get(study)) as { number: number } | undefined;
    return found && { study, number: found.number };
  }

  /** Changes a trial; without a mark so that those who look for changes do not see it. */
  update({ key, state }: StoredTrial, mark?: number): void {
    const sql = `UPDATE trials SET status = ?, until = ?, record = ?, mark = COALESCE(?, mark)
      WHERE key = ?`;
    const { status, lease } = state;
    this.#database.statement(sql).run(status, lease?.until ?? null, encodeJson(state), mark ?? null, key);
  }

  /** Counts a change of a trial's curve or runs. */
  touch(key: number, mark: number): void {
    this.#database.statement("UPDATE trials SET mark = ? WHERE key = ?").run(mark, key);
  }

  append(key: number, { curve = [], runs = [] }: TrialRows): void {
    const point = this.#database.statement(
      `INSERT INTO trial_curves (trial, step, value) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value`,
    );
    for (const { step, value } of curve.map(keptPoint))
      point.run(key, step, Number.isNaN(value) ? null : value);
    const run = this.#database.statement(
      "INSERT INTO trial_runs (trial, run_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
    );
    for (const id of runs) run.run(key, id);
  }

  /** The trials of a study that a query asks for, by their numbers. */
  list(study: string, { statuses, since, brief = false }: TrialQuery): TrialRecord[] {
    // Few among many, which the planner would not know.
    const index = since === undefined ? statuses && "trials_by_status" : "trials_by_mark";
    const from = `trials ${index === undefined ? "" : `INDEXED BY ${index}`}`;
    const places = statuses?.map(() => "?").join(", ");
    const where = [
      "study_id = ?",
      ...(since === undefined ? [] : ["mark > ?"]),
      ...(statuses === undefined ? [] : [`status IN (${places})`]),
    ].join(" AND ");
    const values = [study, ...(since === undefined ? [] : [since]), ...(statuses ?? [])];
    const all = (sql: string) => this.#database.statement(sql).all(...values);
    const keys = `SELECT key FROM ${from} WHERE ${where}`;
    const lines = all(`SELECT key, ${bytesOf("record")} FROM ${from} WHERE ${where} ORDER BY number`);
    if (brief)
      return (lines as TrialLine[]).map((line) => trialRecord(stateOf(line), { study, curve: [], runs: [] }));
    const points = all(`SELECT * FROM trial_curves WHERE trial IN (${keys}) ORDER BY trial, step`);
    const runs = all(
      `SELECT trial, ${bytesOf("run_id")} FROM trial_runs WHERE trial IN (${keys}) ORDER BY sequence`,
    );
    const [curves, runsOf] = [byTrial(points as PointLine[]), byTrial(runs as RunLine[])];
    return (lines as TrialLine[]).map((line) => {
      const rows = { curve: pointsOf(curves.get(line.key)), runs: idsOf(runsOf.get(line.key)) };
      return trialRecord(stateOf(line), { study, ...rows });
    });
  }

  /** A trial with what it has in rows of their own. */
  record({ study, key, state }: StoredTrial): TrialRecord {
    const points = this.#database
      .statement("SELECT * FROM trial_curves WHERE trial = ? ORDER BY step")
      .all(key) as PointLine[];
    const runs = this.#database
      .statement(`SELECT trial, ${bytesOf("run_id")} FROM trial_runs WHERE trial = ? ORDER BY sequence`)
      .all(key) as RunLine[];
    return recordOf(state, { study, curve: pointsOf(points), runs: idsOf(runs) });
  }

  /** How many trials each study has of each status. */
  counts(): ReadonlyMap<string, readonly (readonly [TrialStatus, number])[]> {
    const columns = `${bytesOf("study_id")}, ${bytesOf("status")}, COUNT(*) AS count`;
    const rows = this.#database
      .statement(`SELECT ${columns} FROM trials GROUP BY trials.study_id, trials.status`)
      .all() as { study_id: Uint8Array; status: Uint8Array; count: number }[];
    const counts = new Map<string, (readonly [TrialStatus, number])[]>();
    for (const { study_id, status, count } of rows) {
      const study = textOf(study_id);
      const entry = [textOf(status) as TrialStatus, count] as const;
      counts.set(study, [...(counts.get(study) ?? []), entry]);
    }
    return counts;
  }

  removeOf(study: string): void {
    const keys = "SELECT key FROM trials WHERE study_id = ?";
    for (const table of ["trial_curves", "trial_runs"])
      this.#database.statement(`DELETE FROM ${table} WHERE trial IN (${keys})`).run(study);
    this.#database.statement("DELETE FROM trials WHERE study_id = ?").run(study);
  }
}

/** A trial that shares nothing with what its caller told of it. */
function recordOf(state: TrialState, rest: Pick<TrialRecord, "study" | "curve" | "runs">): TrialRecord {
  return structuredClone(trialRecord(state, rest));
}

function stateOf({ record }: TrialLine): TrialState {
  return decodeBytes(record, (state) => state as TrialState);
}

function pointsOf(lines: readonly PointLine[] = []): CurvePoint[] {
  return lines.map(({ step, value }) => ({ step, value: value ?? Number.NaN }));
}

function idsOf(lines: readonly RunLine[] = []): string[] {
  return lines.map(({ run_id }) => textOf(run_id));
}

const TEXTS = new TextDecoder();
const textOf = (bytes: Uint8Array) => TEXTS.decode(bytes);

function byTrial<T extends { readonly trial: number }>(lines: readonly T[]): ReadonlyMap<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const line of lines) {
    const group = groups.get(line.trial);
    if (group) group.push(line);
    else groups.set(line.trial, [line]);
  }
  return groups;
}
