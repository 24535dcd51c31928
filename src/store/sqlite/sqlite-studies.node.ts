import type { StudyChanges, StudyRecord, TrialRecord } from "../../run/study.ts";
import { changedStudy, checkStudy } from "../check-study.ts";
import type { StoreOptions } from "../store.ts";
import { decodeBytes, decodeJson, encodeJson } from "../stored-json.ts";
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
import { bytesOf, type SqliteDatabase } from "./sqlite-database.node.ts";
import { SqliteTrials, type StoredTrial } from "./sqlite-trials.node.ts";

/** The studies of a store in a folder, beside its runs. Each method is one transaction. */
export class SqliteStudies implements StudyStore {
  readonly #database: SqliteDatabase;
  readonly #trials: SqliteTrials;
  readonly #now: () => number;

  constructor(database: SqliteDatabase, { now = Date.now }: StoreOptions = {}) {
    this.#database = database;
    this.#trials = new SqliteTrials(database);
    this.#now = now;
  }

  async createStudy(study: StudyRecord, trials: readonly NewTrial[] = []): Promise<void> {
    checkStudy(study);
    this.#database.write(() => {
      if (this.#find(study.id) !== undefined) throw studyExists(study);
      this.#requireFreeName(study);
      const sql = "INSERT INTO studies (id, mark, record) VALUES (?, ?, ?)";
      this.#database.statement(sql).run(study.id, 0, encodeJson(study));
      this.#add(study.id, trials);
    });
  }

  async updateStudy(studyId: string, changes: StudyChanges): Promise<StudyRecord> {
    return this.#database.write(() => {
      const changed = changedStudy(this.#require(studyId), changes);
      this.#requireFreeName(changed);
      const text = encodeJson(changed);
      this.#database.statement("UPDATE studies SET record = ? WHERE id = ?").run(text, studyId);
      return decodeJson(text) as StudyRecord;
    });
  }

  async getStudy(idOrName: string): Promise<StudyRecord | undefined> {
    return this.#database.read(() => this.#find(idOrName) ?? this.#find(idOrName, "name"));
  }

  async listStudies(): Promise<StudySummary[]> {
    return this.#database.read(() => {
      const counts = this.#trials.counts();
      const sql = `SELECT ${bytesOf("record")} FROM studies ORDER BY created_at DESC, id DESC`;
      const rows = this.#database.statement(sql).all() as StudyLine[];
      return rows.map(studyOf).map((study) => {
        return { ...study, trials: countStatuses(counts.get(study.id) ?? []) };
      });
    });
  }

  async removeStudy(studyId: string): Promise<void> {
    this.#database.write(() => {
      this.#require(studyId);
      this.#trials.removeOf(studyId);
      this.#database.statement("DELETE FROM studies WHERE id = ?").run(studyId);
    });
  }

  async addTrial(
    studyId: string,
    { curve, runs, ...trial }: NewTrial,
    { number, lease }: { readonly number: number; readonly lease?: LeaseRequest },
  ): Promise<TrialRecord | undefined> {
    return this.#database.write(() => {
      const now = this.#now();
      if (number !== this.#trials.nextNumber(studyId)) {
        this.#require(studyId);
        return undefined;
      }
      const added = addedTrial(trial, { number, now });
      const state = lease ? claimed(added, lease, now) : added;
      return this.#trials.insert({ study: studyId, state, curve, runs }, this.#mark(studyId));
    });
  }

  async addTrials(studyId: string, trials: readonly NewTrial[]): Promise<TrialRecord[]> {
    return this.#database.write(() => {
      this.#require(studyId);
      return this.#add(studyId, trials);
    });
  }

  async trials(studyId: string, query: TrialQuery = {}): Promise<{ trials: TrialRecord[]; mark: number }> {
    return this.#database.read(() => {
      this.#require(studyId);
      const row = this.#database.statement("SELECT mark FROM studies WHERE id = ?").get(studyId);
      return { trials: this.#trials.list(studyId, query), mark: (row as { mark: number }).mark };
    });
  }

  async getTrial(studyId: string, number: number): Promise<TrialRecord | undefined> {
    return this.#database.read(() => {
      const found = this.#trials.find({ study: studyId, number });
      if (found === undefined) this.#require(studyId);
      return found && this.#trials.record(found);
    });
  }

  async claimTrial(
    studyId: string,
    { number, ...lease }: LeaseRequest & { readonly number?: number },
  ): Promise<LeasedTrial | undefined> {
    return this.#database.write(() => {
      const now = this.#now();
      const place =
        number === undefined
          ? this.#trials.firstFree(studyId, new Date(now).toISOString())
          : { study: studyId, number };
      if (place === undefined) {
        this.#require(studyId);
        return undefined;
      }
      const trial = this.#trial(place);
      if (!isFree(trial.state, now) && trial.state.status !== "paused") return undefined;
      const state = claimed(trial.state, lease, now);
      return this.#save({ ...trial, state }) as LeasedTrial;
    });
  }

  async renewLease<T extends HeldLease>(held: T, { forMs }: { readonly forMs: number }): Promise<T> {
    return this.#database.write(() => {
      const trial = this.#trial(held);
      const state = renewed(trial.state, held, this.#now() + forMs);
      this.#trials.update({ ...trial, state });
      return { ...held, lease: state.lease! };
    });
  }

  async reportTrial(
    held: HeldLease,
    { points = [], runs = [] }: Parameters<StudyStore["reportTrial"]>[1],
  ): Promise<void> {
    this.#database.write(() => {
      const { key, state } = this.#trial(held);
      requireLease(state, held);
      this.#trials.append(key, { curve: points, runs });
      this.#trials.touch(key, this.#mark(held.study));
    });
  }

  async endTrial(held: HeldLease, end: TrialEnd): Promise<TrialRecord> {
    return this.#change(held, (state) => ended(state, { held, end, now: this.#now() }));
  }

  async releaseTrial(held: HeldLease, { error }: { readonly error?: string } = {}): Promise<void> {
    this.#change(held, (state) => released(state, { held, error, now: this.#now() }));
  }

  async moveTrial(
    place: Pick<TrialRecord, "study" | "number">,
    move: TrialMove,
  ): Promise<TrialRecord | undefined> {
    return this.#database.write(() => {
      const trial = this.#trial(place);
      const state = moved(trial.state, move, this.#now());
      return state && this.#save({ ...trial, state });
    });
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #change(place: Pick<TrialRecord, "study" | "number">, next: (state: TrialState) => TrialState) {
    return this.#database.write(() => {
      const trial = this.#trial(place);
      const state = next(trial.state);
      return state === trial.state ? this.#trials.record(trial) : this.#save({ ...trial, state });
    });
  }

  #add(study: string, trials: readonly NewTrial[]): TrialRecord[] {
    const [first, now] = [this.#trials.nextNumber(study), this.#now()];
    return trials.map(({ curve, runs, ...trial }, index) => {
      const state = addedTrial(trial, { number: first + index, now });
      return this.#trials.insert({ study, state, curve, runs }, this.#mark(study));
    });
  }

  #save(trial: StoredTrial): TrialRecord {
    this.#trials.update(trial, this.#mark(trial.study));
    return this.#trials.record(trial);
  }

  #trial(place: Pick<TrialRecord, "study" | "number">): StoredTrial {
    const found = this.#trials.find(place);
    if (found) return found;
    this.#require(place.study);
    throw trialUnknown(place.study, place.number);
  }

  /** Counts a change of a study. @throws TrainwellError `study-unknown`. */
  #mark(studyId: string): number {
    const sql = "UPDATE studies SET mark = mark + 1 WHERE id = ? RETURNING mark";
    const row = this.#database.statement(sql).get(studyId) as { mark: number } | undefined;
    if (row === undefined) throw this.#unknown(studyId);
    return row.mark;
  }

  #requireFreeName({ id, name }: StudyRecord): void {
    const other = this.#find(name, "name");
    if (other !== undefined && other.id !== id) throw studyExists({ id, name });
  }

  #find(value: string, column: "id" | "name" = "id"): StudyRecord | undefined {
    const sql = `SELECT ${bytesOf("record")} FROM studies WHERE ${column} = ?`;
    const row = this.#database.statement(sql).get(value) as StudyLine | undefined;
    return row && studyOf(row);
  }

  #require(studyId: string): StudyRecord {
    const study = this.#find(studyId);
    if (study === undefined) throw this.#unknown(studyId);
    return study;
  }

  #unknown(studyId: string) {
    const sql = `SELECT ${bytesOf("record")} FROM studies`;
    const rows = this.#database.statement(sql).all() as StudyLine[];
    return studyUnknown(
      studyId,
      rows.map(studyOf).flatMap(({ id, name }) => [name, id]),
    );
  }
}

interface StudyLine {
  readonly record: Uint8Array;
}

function studyOf({ record }: StudyLine): StudyRecord {
  return decodeBytes(record, (study) => study as StudyRecord);
}
