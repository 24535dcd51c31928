import {
  type StudyChanges,
  type StudyRecord,
  TRIAL_STATUSES,
  type TrialRecord,
  type TrialStatus,
} from "../../run/study.ts";
import { changedStudy, checkStudy } from "../check-study.ts";
import type { StoreOptions } from "../store.ts";
import { studyExists, studyUnknown, trialUnknown } from "../study-errors.ts";
import { countStatuses, newestStudyFirst } from "../study-list.ts";
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
} from "../trial-state.ts";
import { type IndexedDatabase, type IndexedTable, result } from "./indexed-database.ts";

/** A study as its table holds it. */
interface StudyLine {
  readonly record: StudyRecord;
  /** How many trials it has. */
  readonly size: number;
  /** How many changes its trials have seen. */
  readonly mark: number;
}

/** A trial as its table holds it. */
interface TrialLine {
  readonly study: string;
  readonly state: TrialState;
  /** The last value of each step. */
  readonly curve: ReadonlyMap<number, number>;
  readonly runs: readonly string[];
  /** The study's mark at its last change. */
  readonly mark: number;
}

type Table = (name: IndexedTable) => IDBObjectStore;
type Place = Pick<TrialRecord, "study" | "number">;

/** The studies of a store in a browser. Each method is one transaction. */
export class IndexedDbStudies implements StudyStore {
  readonly #database: IndexedDatabase;
  readonly #now: () => number;

  constructor(database: IndexedDatabase, { now = Date.now }: Pick<StoreOptions, "now">) {
    this.#database = database;
    this.#now = now;
  }

  async createStudy(study: StudyRecord, trials: readonly NewTrial[] = []): Promise<void> {
    checkStudy(study);
    await this.#write(async (table) => {
      if ((await result(table("studies").getKey(study.id))) !== undefined) throw studyExists(study);
      await requireFree(table, study);
      await this.#add(table, { record: study, size: 0, mark: 0 }, trials);
    });
  }

  updateStudy(studyId: string, changes: StudyChanges): Promise<StudyRecord> {
    return this.#write(async (table) => {
      const study = await requireLine(table, studyId);
      const record = changedStudy(study.record, structuredClone(changes));
      await requireFree(table, record);
      await result(table("studies").put({ ...study, record }));
      return structuredClone(record);
    });
  }

  getStudy(idOrName: string): Promise<StudyRecord | undefined> {
    return this.#read(async (table) => {
      const found = (await findLine(table, idOrName)) ?? (await named(table, idOrName));
      return found?.record;
    });
  }

  listStudies(): Promise<StudySummary[]> {
    return this.#read(async (table) => {
      const lines = await result(table("studies").getAll() as IDBRequest<StudyLine[]>);
      const summaries: StudySummary[] = [];
      for (const { record } of lines) {
        const counts = new Map<TrialStatus, number>();
        for (const status of TRIAL_STATUSES) {
          const count = await result(table("trials").index("status").count(within(record.id, status)));
          counts.set(status, count);
        }
        summaries.push({ ...record, trials: countStatuses(counts) });
      }
      return summaries.sort(newestStudyFirst);
    });
  }

  async removeStudy(studyId: string): Promise<void> {
    await this.#write(async (table) => {
      await requireLine(table, studyId);
      await result(table("trials").delete(within(studyId)));
      await result(table("studies").delete(studyId));
    });
  }

  addTrial(
    studyId: string,
    trial: NewTrial,
    { number, lease }: { readonly number: number; readonly lease?: LeaseRequest },
  ): Promise<TrialRecord | undefined> {
    return this.#write(async (table) => {
      const study = await requireLine(table, studyId);
      if (number !== study.size) return undefined;
      const [added] = await this.#add(table, study, [trial]);
      if (!lease) return recordOf(added);
      const line = { ...added, state: claimed(added.state, lease, this.#now()) };
      await result(table("trials").put(line));
      return recordOf(line);
    });
  }

  addTrials(studyId: string, trials: readonly NewTrial[]): Promise<TrialRecord[]> {
    return this.#write(async (table) => {
      const added = await this.#add(table, await requireLine(table, studyId), trials);
      return added.map(recordOf);
    });
  }

  trials(
    studyId: string,
    { statuses, since = -1 }: TrialQuery = {},
  ): Promise<{ trials: TrialRecord[]; mark: number }> {
    return this.#read(async (table) => {
      const { mark } = await requireLine(table, studyId);
      const changed = IDBKeyRange.bound([studyId, since], [studyId, Number.POSITIVE_INFINITY], true);
      const lines = await result(table("trials").index("mark").getAll(changed) as IDBRequest<TrialLine[]>);
      const found = lines.filter(({ state }) => statuses === undefined || statuses.includes(state.status));
      return { trials: found.map(recordOf).sort((a, b) => a.number - b.number), mark };
    });
  }

  getTrial(studyId: string, number: number): Promise<TrialRecord | undefined> {
    return this.#read(async (table) => {
      await requireLine(table, studyId);
      const line = await findTrial(table, { study: studyId, number });
      return line && recordOf(line);
    });
  }

  claimTrial(
    studyId: string,
    { number, ...lease }: LeaseRequest & { readonly number?: number },
  ): Promise<LeasedTrial | undefined> {
    const now = this.#now();
    return this.#write(async (table) => {
      await requireLine(table, studyId);
      const line =
        number === undefined
          ? await firstFree(table, studyId, now)
          : await requireTrial(table, { study: studyId, number });
      if (line === undefined || !(isFree(line.state, now) || line.state.status === "paused"))
        return undefined;
      return recordOf(await change(table, line, { state: claimed(line.state, lease, now) })) as LeasedTrial;
    });
  }

  renewLease<T extends HeldLease>(held: T, { forMs }: { readonly forMs: number }): Promise<T> {
    return this.#write(async (table) => {
      const line = await requireTrial(table, held);
      const state = renewed(line.state, held, this.#now() + forMs);
      await result(table("trials").put({ ...line, state }));
      return { ...held, lease: { ...state.lease! } };
    });
  }

  async reportTrial(
    held: HeldLease,
    { points = [], runs = [] }: Parameters<StudyStore["reportTrial"]>[1],
  ): Promise<void> {
    await this.#write(async (table) => {
      const line = await requireTrial(table, held);
      requireLease(line.state, held);
      const curve = new Map(line.curve);
      for (const { step, value } of points.map(keptPoint)) curve.set(step, value);
      await change(table, line, { curve, runs: [...new Set([...line.runs, ...runs])] });
    });
  }

  endTrial(held: HeldLease, end: TrialEnd): Promise<TrialRecord> {
    return this.#write(async (table) => {
      const line = await requireTrial(table, held);
      const state = ended(line.state, { held, end: structuredClone(end), now: this.#now() });
      return recordOf(state === line.state ? line : await change(table, line, { state }));
    });
  }

  async releaseTrial(held: HeldLease, { error }: { readonly error?: string } = {}): Promise<void> {
    await this.#write(async (table) => {
      const line = await requireTrial(table, held);
      await change(table, line, { state: released(line.state, { held, error, now: this.#now() }) });
    });
  }

  moveTrial(place: Place, move: TrialMove): Promise<TrialRecord | undefined> {
    return this.#write(async (table) => {
      const line = await requireTrial(table, place);
      const state = moved(line.state, move, this.#now());
      return state && recordOf(await change(table, line, { state }));
    });
  }

  async close(): Promise<void> {}

  #read<T>(work: (table: Table) => Promise<T>): Promise<T> {
    return this.#database.transact(["studies", "trials"], "readonly", work);
  }

  #write<T>(work: (table: Table) => Promise<T>): Promise<T> {
    return this.#database.transact(["studies", "trials"], "readwrite", work);
  }

  /** Adds trials behind those that a study has, and counts them. */
  async #add(table: Table, study: StudyLine, trials: readonly NewTrial[]): Promise<TrialLine[]> {
    const now = this.#now();
    const { id } = study.record;
    const lines = structuredClone(trials).map(({ curve = [], runs = [], ...trial }, index) => ({
      study: id,
      state: addedTrial(trial, { number: study.size + index, now }),
      curve: curveOf(curve),
      runs: [...new Set(runs)],
      mark: study.mark + index + 1,
    }));
    for (const line of lines) table("trials").add(line);
    const grown = { size: study.size + lines.length, mark: study.mark + lines.length };
    await result(table("studies").put({ ...study, ...grown }));
    return lines;
  }
}

/** The keys of a study's trials, or of those of a status in the index of that name. */
function within(study: string, status?: TrialStatus): IDBKeyRange {
  const start = status === undefined ? [study] : [study, status];
  // A list is above every number.
  return IDBKeyRange.bound(start, [...start, []]);
}

function findLine(table: Table, id: string): Promise<StudyLine | undefined> {
  return result(table("studies").get(id) as IDBRequest<StudyLine | undefined>);
}

function named(table: Table, name: string): Promise<StudyLine | undefined> {
  return result(table("studies").index("name").get(name) as IDBRequest<StudyLine | undefined>);
}

async function requireLine(table: Table, studyId: string): Promise<StudyLine> {
  const line = await findLine(table, studyId);
  if (line) return line;
  const known = await result(table("studies").getAll() as IDBRequest<StudyLine[]>);
  throw studyUnknown(
    studyId,
    known.flatMap(({ record }) => [record.name, record.id]),
  );
}

async function requireFree(table: Table, { id, name }: StudyRecord): Promise<void> {
  const holder = await named(table, name);
  if (holder && holder.record.id !== id) throw studyExists({ id, name });
}

function findTrial(table: Table, { study, number }: Place): Promise<TrialLine | undefined> {
  return result(table("trials").get([study, number]) as IDBRequest<TrialLine | undefined>);
}

async function requireTrial(table: Table, place: Place): Promise<TrialLine> {
  const line = await findTrial(table, place);
  if (line) return line;
  await requireLine(table, place.study);
  throw trialUnknown(place.study, place.number);
}

/** One whose worker was lost, or else one that waits. */
async function firstFree(table: Table, study: string, now: number): Promise<TrialLine | undefined> {
  const index = table("trials").index("status");
  const running = await result(index.getAll(within(study, "running")) as IDBRequest<TrialLine[]>);
  const lost = running.find(({ state }) => isFree(state, now));
  return lost ?? result(index.get(within(study, "waiting")) as IDBRequest<TrialLine | undefined>);
}

/** Writes what changes of a trial, with the study's next mark. */
async function change(table: Table, line: TrialLine, changes: Partial<TrialLine>): Promise<TrialLine> {
  const study = (await findLine(table, line.study))!;
  const mark = study.mark + 1;
  const changed = { ...line, ...changes, mark };
  table("studies").put({ ...study, mark });
  await result(table("trials").put(changed));
  return changed;
}

function recordOf(line: TrialLine): TrialRecord {
  return copiedRecord(line.study, line);
}
