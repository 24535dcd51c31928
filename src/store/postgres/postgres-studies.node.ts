import type { StudyChanges, StudyRecord, TrialRecord } from "../../run/study.ts";
import { changedStudy, checkStudy } from "../check-study.ts";
import type { StoreOptions } from "../store.ts";
import { decodeJson, encodeJson } from "../stored-json.ts";
import { studyExists, studyUnknown, trialUnknown } from "../study-errors.ts";
import { countStatuses } from "../study-list.ts";
import type {
  HeldLease,
  LeasedTrial,
  LeaseRequest,
  NewTrial,
  StudyStore,
  StudySummary,
  TrialEnd,
  TrialQuery,
} from "../study-store.ts";
import {
  addedTrial,
  claimed,
  ended,
  isFree,
  moved,
  released,
  renewed,
  requireLease,
  type TrialMove,
  type TrialState,
} from "../trial-state.ts";
import type { Ask, PostgresDatabase } from "./postgres-database.node.ts";
import {
  appendRows,
  countTrials,
  hasFree,
  insertTrials,
  type KeptTrial,
  listTrials,
  lockFree,
  lockTrial,
  nextNumber,
  recordOf,
  removeTrials,
  saveLease,
  saveTrial,
} from "./postgres-trials.ts";

type Place = Pick<TrialRecord, "study" | "number">;

/**
 * The studies of a store in PostgreSQL. Whoever changes something takes the study's row first, by counting
 * its mark, so that marks grow in the order in which others see the changes; heartbeats take the trial alone.
 */
export class PostgresStudies implements StudyStore {
  readonly #database: PostgresDatabase;
  readonly #clock: (() => number) | undefined;

  constructor(database: PostgresDatabase, { now }: StoreOptions = {}) {
    this.#database = database;
    this.#clock = now;
  }

  async createStudy(study: StudyRecord, trials: readonly NewTrial[] = []): Promise<void> {
    checkStudy(study);
    await this.#database.transact(async (ask) => {
      const sql = `INSERT INTO trainwell.studies (id, name, created_at, mark, record)
        VALUES ($1, $2, $3, 0, $4) ON CONFLICT DO NOTHING RETURNING id`;
      const { id, name, createdAt } = study;
      if ((await ask(sql, [id, name, createdAt, encodeJson(study)])).length === 0) throw studyExists(study);
      await this.#add(ask, id, trials);
    });
  }

  async updateStudy(studyId: string, changes: StudyChanges): Promise<StudyRecord> {
    return this.#database.transact(async (ask) => {
      const changed = changedStudy(await requireStudy(ask, studyId, "FOR UPDATE"), changes);
      const other = await findStudy(ask, "name", changed.name);
      if (other !== undefined && other.id !== studyId) throw studyExists(changed);
      const text = encodeJson(changed);
      await ask("UPDATE trainwell.studies SET name = $2, record = $3 WHERE id = $1", [
        studyId,
        changed.name,
        text,
      ]);
      return decodeJson(text) as StudyRecord;
    });
  }

  async getStudy(idOrName: string): Promise<StudyRecord | undefined> {
    return this.#database.transact(
      async (ask) => (await findStudy(ask, "id", idOrName)) ?? (await findStudy(ask, "name", idOrName)),
    );
  }

  async listStudies(): Promise<StudySummary[]> {
    return this.#database.transact(async (ask) => {
      const counts = await countTrials(ask);
      const sql = "SELECT record FROM trainwell.studies ORDER BY created_at DESC, id DESC";
      const rows = await ask<{ record: string }>(sql);
      return rows.map(({ record }) => {
        const study = decodeJson(record) as StudyRecord;
        return { ...study, trials: countStatuses(counts.get(study.id) ?? []) };
      });
    });
  }

  async removeStudy(studyId: string): Promise<void> {
    await this.#database.transact(async (ask) => {
      const { sharedData } = await requireStudy(ask, studyId, "FOR UPDATE");
      await removeTrials(ask, studyId);
      await ask("DELETE FROM trainwell.studies WHERE id = $1", [studyId]);
      if (sharedData !== undefined) await forgetSharedFile(ask, sharedData.hash);
    });
  }

  async addTrial(
    studyId: string,
    { curve, runs, ...trial }: NewTrial,
    { number, lease }: { readonly number: number; readonly lease?: LeaseRequest },
  ): Promise<TrialRecord | undefined> {
    return this.#database.transact(async (ask) => {
      const mark = await countMarks(ask, studyId);
      if (number !== (await nextNumber(ask, studyId))) return undefined;
      const now = await this.#now(ask);
      const added = addedTrial(trial, { number, now });
      const state = lease ? claimed(added, lease, now) : added;
      return (await insertTrials(ask, studyId, [{ state, mark, curve, runs }]))[0];
    });
  }

  async addTrials(studyId: string, trials: readonly NewTrial[]): Promise<TrialRecord[]> {
    return this.#database.transact(async (ask) => {
      await requireStudy(ask, studyId);
      return this.#add(ask, studyId, trials);
    });
  }

  async trials(studyId: string, query: TrialQuery = {}): Promise<{ trials: TrialRecord[]; mark: number }> {
    return this.#database.transact(async (ask) => {
      // First, so that a change in between is told twice and not never.
      const sql = "SELECT mark FROM trainwell.studies WHERE id = $1";
      const [row] = await ask<{ mark: number }>(sql, [studyId]);
      if (row === undefined) throw await unknownStudy(ask, studyId);
      return { trials: await listTrials(ask, studyId, query), mark: row.mark };
    });
  }

  async getTrial(studyId: string, number: number): Promise<TrialRecord | undefined> {
    return this.#database.transact(async (ask) => {
      await requireStudy(ask, studyId);
      const sql = "SELECT key FROM trainwell.trials WHERE study_id = $1 AND number = $2";
      const [row] = await ask<{ key: number }>(sql, [studyId, number]);
      return row && recordOf(ask, row.key, studyId);
    });
  }

  async claimTrial(
    studyId: string,
    { number, ...lease }: LeaseRequest & { readonly number?: number },
  ): Promise<LeasedTrial | undefined> {
    return this.#database.transact(async (ask) => {
      const now = await this.#now(ask);
      const moment = new Date(now).toISOString();
      // Asked first, so that those who wait for a trial do not keep each other waiting for the study's row.
      if (number === undefined && !(await hasFree(ask, studyId, moment))) {
        await requireStudy(ask, studyId);
        return undefined;
      }
      // Others wait for the study's row from here on, so that no two take the same trial.
      await requireStudy(ask, studyId, "FOR UPDATE");
      const trial =
        number === undefined
          ? await lockFree(ask, studyId, moment)
          : await requireTrial(ask, { study: studyId, number });
      if (trial === undefined || !(isFree(trial.state, now) || trial.state.status === "paused"))
        return undefined;
      const state = claimed(trial.state, lease, now);
      return (await saveTrial(ask, { ...trial, state })) as LeasedTrial;
    });
  }

  async renewLease<T extends HeldLease>(held: T, { forMs }: { readonly forMs: number }): Promise<T> {
    return this.#database.transact(async (ask) => {
      const trial = await requireTrial(ask, held);
      const state = renewed(trial.state, held, (await this.#now(ask)) + forMs);
      await saveLease(ask, { ...trial, state });
      return { ...held, lease: state.lease! };
    });
  }

  async reportTrial(
    held: HeldLease,
    { points = [], runs = [] }: Parameters<StudyStore["reportTrial"]>[1],
  ): Promise<void> {
    await this.#database.transact(async (ask) => {
      const mark = await countMarks(ask, held.study);
      const { key, state } = await requireTrial(ask, held);
      requireLease(state, held);
      await appendRows(ask, [{ key, curve: points, runs }]);
      await ask("UPDATE trainwell.trials SET mark = $2 WHERE key = $1", [key, mark]);
    });
  }

  async endTrial(held: HeldLease, end: TrialEnd): Promise<TrialRecord> {
    return this.#change(held, (state, now) => ended(state, { held, end, now }));
  }

  async releaseTrial(held: HeldLease, { error }: { readonly error?: string } = {}): Promise<void> {
    await this.#change(held, (state, now) => released(state, { held, error, now }));
  }

  async moveTrial(place: Place, move: TrialMove): Promise<TrialRecord | undefined> {
    return this.#database.transact(async (ask) => {
      await requireStudy(ask, place.study, "FOR UPDATE");
      const trial = await requireTrial(ask, place);
      const state = moved(trial.state, move, await this.#now(ask));
      return state && saveTrial(ask, { ...trial, state });
    });
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  /** The time by which leases run out: the server's, for the clocks of machines differ. */
  async #now(ask: Ask): Promise<number> {
    if (this.#clock !== undefined) return this.#clock();
    const sql = "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now";
    return (await ask<{ now: number }>(sql))[0].now;
  }

  #change(place: Place, next: (state: TrialState, now: number) => TrialState): Promise<TrialRecord> {
    return this.#database.transact(async (ask) => {
      await requireStudy(ask, place.study, "FOR UPDATE");
      const trial = await requireTrial(ask, place);
      const state = next(trial.state, await this.#now(ask));
      if (state === trial.state) return recordOf(ask, trial.key, place.study);
      return saveTrial(ask, { ...trial, state });
    });
  }

  async #add(ask: Ask, study: string, trials: readonly NewTrial[]): Promise<TrialRecord[]> {
    if (trials.length === 0) return [];
    const last = await countMarks(ask, study, trials.length);
    const [first, now] = [await nextNumber(ask, study), await this.#now(ask)];
    const lines = trials.map(({ curve, runs, ...trial }, index) => ({
      state: addedTrial(trial, { number: first + index, now }),
      mark: last - trials.length + 1 + index,
      curve,
      runs,
    }));
    return insertTrials(ask, study, lines);
  }
}

/** Removes a file of data that no study has any more. */
async function forgetSharedFile(ask: Ask, hash: string): Promise<void> {
  const used = await ask("SELECT FROM trainwell.studies WHERE position($1 IN record) > 0 LIMIT 1", [hash]);
  if (used.length > 0) return;
  for (const table of ["shared_files", "shared_chunks"])
    await ask(`DELETE FROM trainwell.${table} WHERE hash = $1`, [hash]);
}

/**
 * Counts changes of a study, which others wait for.
 *
 * @returns the mark of the last of them.
 * @throws TrainwellError `study-unknown`.
 */
async function countMarks(ask: Ask, studyId: string, changes = 1): Promise<number> {
  const sql = "UPDATE trainwell.studies SET mark = mark + $2 WHERE id = $1 RETURNING mark";
  const [row] = await ask<{ mark: number }>(sql, [studyId, changes]);
  if (row === undefined) throw await unknownStudy(ask, studyId);
  return row.mark;
}

async function findStudy(ask: Ask, column: "id" | "name", value: string, lock = "") {
  const sql = `SELECT record FROM trainwell.studies WHERE ${column} = $1 ${lock}`;
  const [row] = await ask<{ record: string }>(sql, [value]);
  return row && (decodeJson(row.record) as StudyRecord);
}

async function requireStudy(ask: Ask, studyId: string, lock = ""): Promise<StudyRecord> {
  const study = await findStudy(ask, "id", studyId, lock);
  if (study === undefined) throw await unknownStudy(ask, studyId);
  return study;
}

async function unknownStudy(ask: Ask, studyId: string) {
  const rows = await ask<{ id: string; name: string }>("SELECT id, name FROM trainwell.studies");
  return studyUnknown(
    studyId,
    rows.flatMap(({ id, name }) => [name, id]),
  );
}

async function requireTrial(ask: Ask, place: Place): Promise<KeptTrial> {
  const trial = await lockTrial(ask, place);
  if (trial) return trial;
  await requireStudy(ask, place.study);
  throw trialUnknown(place.study, place.number);
}
