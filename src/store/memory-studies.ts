import type { StudyChanges, StudyRecord, TrialRecord } from "../run/study.ts";
import { changedStudy, checkStudy } from "./check-study.ts";
import type { StoreOptions } from "./store.ts";
import { studyExists, studyUnknown, trialUnknown } from "./study-errors.ts";
import { countStatuses, newestStudyFirst } from "./study-list.ts";
import type {
  HeldLease,
  LeasedTrial,
  LeaseRequest,
  NewTrial,
  StudyStore,
  StudySummary,
  TrialEnd,
  TrialQuery,
} from "./study-store.ts";
import {
  addedTrial,
  claimed,
  copiedRecord,
  curveOf,
  ended,
  isFree,
  keptPoint,
  moved,
  released,
  renewed,
  requireLease,
  type TrialMove,
  type TrialState,
} from "./trial-state.ts";

interface Trial {
  state: TrialState;
  readonly curve: Map<number, number>;
  readonly runs: Set<string>;
  /** The study's mark at its last change. */
  mark: number;
}

interface Study {
  record: StudyRecord;
  readonly trials: Trial[];
  mark: number;
}

/** Studies in memory, gone with the process. */
export class MemoryStudies implements StudyStore {
  readonly #studies = new Map<string, Study>();
  readonly #now: () => number;

  constructor({ now = Date.now }: StoreOptions = {}) {
    this.#now = now;
  }

  async createStudy(study: StudyRecord, trials: readonly NewTrial[] = []): Promise<void> {
    checkStudy(study);
    if (this.#studies.has(study.id)) throw studyExists(study);
    this.#requireFree(study);
    const entry: Study = { record: structuredClone(study), trials: [], mark: 0 };
    for (const trial of trials) this.#add(entry, trial);
    this.#studies.set(study.id, entry);
  }

  async updateStudy(studyId: string, changes: StudyChanges): Promise<StudyRecord> {
    const study = this.#require(studyId);
    const record = changedStudy(study.record, structuredClone(changes));
    this.#requireFree(record);
    study.record = record;
    return structuredClone(record);
  }

  async getStudy(idOrName: string): Promise<StudyRecord | undefined> {
    const found =
      this.#studies.get(idOrName) ??
      [...this.#studies.values()].find(({ record }) => record.name === idOrName);
    return structuredClone(found?.record);
  }

  async listStudies(): Promise<StudySummary[]> {
    return [...this.#studies.values()]
      .map(({ record, trials }) => ({
        ...structuredClone(record),
        trials: countStatuses(trials.map(({ state }) => [state.status, 1])),
      }))
      .sort(newestStudyFirst);
  }

  async removeStudy(studyId: string): Promise<void> {
    this.#require(studyId);
    this.#studies.delete(studyId);
  }

  async addTrial(
    studyId: string,
    trial: NewTrial,
    { number, lease }: { readonly number: number; readonly lease?: LeaseRequest },
  ): Promise<TrialRecord | undefined> {
    const study = this.#require(studyId);
    if (number !== study.trials.length) return undefined;
    const added = this.#add(study, trial);
    if (lease) added.state = claimed(added.state, lease, this.#now());
    return copiedRecord(studyId, added);
  }

  async addTrials(studyId: string, trials: readonly NewTrial[]): Promise<TrialRecord[]> {
    const study = this.#require(studyId);
    return trials.map((trial) => copiedRecord(studyId, this.#add(study, trial)));
  }

  async trials(
    studyId: string,
    { statuses, since = -1 }: TrialQuery = {},
  ): Promise<{ trials: TrialRecord[]; mark: number }> {
    const { trials, mark } = this.#require(studyId);
    const found = trials.filter(
      (trial) => trial.mark > since && (statuses === undefined || statuses.includes(trial.state.status)),
    );
    return { trials: found.map((trial) => copiedRecord(studyId, trial)), mark };
  }

  async getTrial(studyId: string, number: number): Promise<TrialRecord | undefined> {
    const trial = this.#require(studyId).trials[number];
    return trial && copiedRecord(studyId, trial);
  }

  async claimTrial(
    studyId: string,
    { number, ...lease }: LeaseRequest & { readonly number?: number },
  ): Promise<LeasedTrial | undefined> {
    const now = this.#now();
    const trial =
      number === undefined ? this.#firstFree(studyId, now) : this.#trial({ study: studyId, number });
    if (trial === undefined || !(isFree(trial.state, now) || trial.state.status === "paused"))
      return undefined;
    this.#change({ study: studyId }, trial, claimed(trial.state, lease, now));
    return copiedRecord(studyId, trial) as LeasedTrial;
  }

  async renewLease<T extends HeldLease>(held: T, { forMs }: { readonly forMs: number }): Promise<T> {
    const trial = this.#trial(held);
    trial.state = renewed(trial.state, held, this.#now() + forMs);
    return { ...held, lease: { ...trial.state.lease! } };
  }

  async reportTrial(
    held: HeldLease,
    { points = [], runs = [] }: Parameters<StudyStore["reportTrial"]>[1],
  ): Promise<void> {
    const trial = this.#trial(held);
    requireLease(trial.state, held);
    for (const { step, value } of points.map(keptPoint)) trial.curve.set(step, value);
    for (const run of runs) trial.runs.add(run);
    this.#change(held, trial, trial.state);
  }

  async endTrial(held: HeldLease, end: TrialEnd): Promise<TrialRecord> {
    const trial = this.#trial(held);
    const state = ended(trial.state, { held, end: structuredClone(end), now: this.#now() });
    if (state !== trial.state) this.#change(held, trial, state);
    return copiedRecord(held.study, trial);
  }

  async releaseTrial(held: HeldLease, { error }: { readonly error?: string } = {}): Promise<void> {
    const trial = this.#trial(held);
    this.#change(held, trial, released(trial.state, { held, error, now: this.#now() }));
  }

  async moveTrial(
    place: Pick<TrialRecord, "study" | "number">,
    move: TrialMove,
  ): Promise<TrialRecord | undefined> {
    const trial = this.#trial(place);
    const state = moved(trial.state, move, this.#now());
    if (state === undefined) return undefined;
    this.#change(place, trial, state);
    return copiedRecord(place.study, trial);
  }

  async close(): Promise<void> {}

  #add(study: Study, told: NewTrial): Trial {
    const { curve = [], runs = [], ...trial } = structuredClone(told);
    study.mark++;
    const added: Trial = {
      state: addedTrial(trial, { number: study.trials.length, now: this.#now() }),
      curve: curveOf(curve),
      runs: new Set(runs),
      mark: study.mark,
    };
    study.trials.push(added);
    return added;
  }

  /** One whose worker was lost, or else one that waits. */
  #firstFree(studyId: string, now: number): Trial | undefined {
    const free = this.#require(studyId).trials.filter(({ state }) => isFree(state, now));
    return free.find(({ state }) => state.status === "running") ?? free[0];
  }

  #change({ study }: { readonly study: string }, trial: Trial, state: TrialState): void {
    trial.state = state;
    trial.mark = ++this.#require(study).mark;
  }

  #trial({ study, number }: Pick<TrialRecord, "study" | "number">): Trial {
    const trial = this.#require(study).trials[number];
    if (trial === undefined) throw trialUnknown(study, number);
    return trial;
  }

  #requireFree({ id, name }: StudyRecord): void {
    const isTaken = [...this.#studies.values()].some(
      ({ record }) => record.name === name && record.id !== id,
    );
    if (isTaken) throw studyExists({ id, name });
  }

  #require(studyId: string): Study {
    const study = this.#studies.get(studyId);
    if (study) return study;
    throw studyUnknown(
      studyId,
      [...this.#studies.values()].flatMap(({ record }) => [record.name, record.id]),
    );
  }
}
