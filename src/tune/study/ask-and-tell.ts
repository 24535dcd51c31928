import { nearest, TrainwellError } from "../../base/errors.ts";
import { newRunId } from "../../run/record.ts";
import type { CurvePoint, StudyChanges, StudyRecord, TrialRecord } from "../../run/study.ts";
import type { HeldLease, LeasedTrial, StudyStore, TrialEnd } from "../../store/study-store.ts";
import { proposeTrial } from "../samplers/propose.ts";
import { contains, type Point, type SearchSpace } from "../space/search-space.ts";
import { decideTrial, promotionOrder } from "../stoppers/decide-trial.ts";
import type { Decision } from "../stoppers/stopper.ts";
import { rankedTrials, samplerHistory, trialCurve } from "./study-history.ts";

/** The facts that are told of a study that begins; the rest has defaults. */
export type NewStudy = Pick<StudyRecord, "space" | "objectives" | "version"> &
  Partial<Omit<StudyRecord, "space" | "objectives" | "version">>;

/** How long a worker may be silent before others take its trial, in milliseconds. */
export const LEASE_MS = 30_000;

/** How a trial is asked for. */
export interface AskOptions {
  /** The name of who works on it. */
  readonly owner: string;
  /** How long it may be silent; {@link LEASE_MS} by default. */
  readonly leaseMs?: number;
  /** How many trials the study has in all; unlimited by default. */
  readonly most?: number | null;
  /** The step, from 1, that trials end at by themselves; null (the default) where that is not known. */
  readonly lastStep?: number | null;
}

/**
 * The answer to a question for work: a trial; or "wait", while others still work on what decides; or "done".
 */
export type Asked =
  | { readonly type: "trial"; readonly trial: LeasedTrial; readonly isNew: boolean }
  | { readonly type: "wait" }
  | { readonly type: "done"; readonly reason: "trials" | "exhausted" };

/**
 * A study: asks its sampler for trials and its stopper for their fate, and keeps both in a store, on which
 * any number of processes may work. Usable alone, without networks: ask, evaluate as you like, report, tell.
 *
 * @example
 * const study = await Study.create(store, space, { space: document, objectives, version });
 * for (let asked = await study.ask({ owner: "me" }); asked.type === "trial"; asked = await study.ask({ owner:
 * "me" })) await study.tell(asked.trial, { status: "complete", values: [f(space.fill(asked.trial.point))] });
 */
export class Study {
  readonly #store: StudyStore;
  readonly space: SearchSpace;
  #record: StudyRecord;
  readonly #trials = new Map<number, TrialRecord>();
  #mark: number | undefined;

  constructor(store: StudyStore, record: StudyRecord, space: SearchSpace) {
    this.#store = store;
    this.#record = record;
    this.space = space;
  }

  /**
   * Begins a study.
   *
   * @param store where it is kept.
   * @param space the space that it searches, such as `compileSpace` makes.
   * @param about its space as plain data, its objectives and the version of the program; the rest has
   *   defaults.
   * @throws TrainwellError `study-exists` where its name is taken.
   */
  static async create(store: StudyStore, space: SearchSpace, about: NewStudy): Promise<Study> {
    const now = new Date();
    const id = about.id ?? newRunId(now);
    const record: StudyRecord = {
      id,
      name: id,
      createdAt: now.toISOString(),
      status: "open",
      sampler: { kind: "auto" },
      stopper: { kind: "none" },
      limits: [],
      seed: 1,
      settings: {},
      ...about,
    };
    await store.createStudy(record);
    return new Study(store, record, space);
  }

  /** The study's record as last read. */
  get record(): StudyRecord {
    return this.#record;
  }

  /** The trials as last read, by number. */
  get trials(): readonly TrialRecord[] {
    return [...this.#trials.values()].sort((a, b) => a.number - b.number);
  }

  /** Completed trials within the limits, the best first. */
  get ranking(): readonly TrialRecord[] {
    return rankedTrials(this.#record, this.#trials.values());
  }

  /** Reads what changed since the last time, by whoever. */
  async refresh(): Promise<void> {
    const { id } = this.#record;
    const { trials, mark } = await this.#store.trials(
      id,
      this.#mark === undefined ? {} : { since: this.#mark },
    );
    for (const trial of trials) this.#trials.set(trial.number, trial);
    this.#mark = mark;
  }

  /** Reads the study's own record again, which another process may have stopped. */
  async reread(): Promise<StudyRecord> {
    this.#record = (await this.#store.getStudy(this.#record.id)) ?? this.#record;
    return this.#record;
  }

  /** Changes the study's record. */
  async change(changes: StudyChanges): Promise<void> {
    this.#record = await this.#store.updateStudy(this.#record.id, changes);
  }

  /**
   * The next trial to work on: one that was told to be tried or that a lost worker left; else a paused one
   * that the stopper promotes; else a new one that the sampler proposes.
   */
  async ask(options: AskOptions): Promise<Asked> {
    const { owner, leaseMs: forMs = LEASE_MS, most = null } = options;
    const { id } = this.#record;
    const left = await this.#store.claimTrial(id, { owner, forMs });
    if (left !== undefined) return this.#asked(left, false);
    await this.refresh();
    const lastStep = options.lastStep ?? null;
    const promoted = await this.#promote({ owner, forMs, lastStep, most });
    if (promoted !== undefined) return this.#asked(promoted, false);
    for (;;) {
      const number = this.#trials.size;
      if (most !== null && number >= most)
        return (await this.askLastResort(options)) ?? this.#atTheEnd("trials");
      const { seed, sampler, objectives } = this.#record;
      const proposal = proposeTrial(sampler, {
        space: this.space,
        ...samplerHistory(this.#record, this.#trials.values()),
        objectives: objectives.length,
        seed,
        number,
        ...(most === null ? {} : { planned: most }),
      });
      if (proposal === null) return (await this.askLastResort(options)) ?? this.#atTheEnd("exhausted");
      const added = await this.#store.addTrial(
        id,
        { ...proposal, proposedBy: "sampler" },
        { number, lease: { owner, forMs } },
      );
      if (added !== undefined) return this.#asked(added as LeasedTrial, true);
      await this.refresh();
    }
  }

  /**
   * The paused trial that came furthest, where no trial has completed and none runs or waits: too few trials
   * for the stopper to promote one of them would else end without any result. For when no further trial is
   * to begin; undefined where there is none.
   */
  async askLastResort({ owner, leaseMs: forMs = LEASE_MS }: AskOptions): Promise<Asked | undefined> {
    const isOver = this.trials.every(({ status }) => ["paused", "stopped", "failed"].includes(status));
    if (!isOver) return undefined;
    const paused = this.trials.filter(({ status }) => status === "paused");
    const [best] = promotionOrder(paused.map((trial) => trialCurve(this.#record, trial)));
    if (best === undefined) return undefined;
    const claimed = await this.#store.claimTrial(this.#record.id, { owner, forMs, number: best.number });
    return claimed && this.#asked(claimed, false);
  }

  /**
   * Tells that a point is to be tried before what the sampler proposes.
   *
   * @param point a value for each parameter that is there: a number, or the place of a choice.
   * @param options `why`: the reason, for whoever reads it, none by default.
   * @returns the trial's number, from 0.
   * @throws TrainwellError `point-foreign` where it is none of the space.
   */
  async enqueue(point: Point, { why }: { why?: string } = {}): Promise<number> {
    if (!contains(this.space, point)) throw foreignPoint(this.space, point);
    const trial = { point, proposedBy: "user", ...(why === undefined ? {} : { why }) } as const;
    const [{ number }] = await this.#store.addTrials(this.#record.id, [trial]);
    return number;
  }

  /**
   * Reports a value on a trial's way, and asks the stopper what becomes of it.
   *
   * @param trial the trial, which the caller holds.
   * @param point the step, from 1, and the first objective's value there.
   * @param options `lastStep`: the step, from 1, that trials end at by themselves, null by default where it
   * is not known; `most`: how many trials the study will have in all, from 1, null by default where it is
   * not known.
   * @throws TrainwellError `lease-lost`.
   */
  async report(
    trial: HeldLease,
    point: CurvePoint,
    { lastStep = null, most = null }: { lastStep?: number | null; most?: number | null } = {},
  ): Promise<Decision> {
    await this.#store.reportTrial(trial, { points: [point] });
    await this.refresh();
    return this.#decide(this.#trials.get(trial.number)!, { lastStep, most });
  }

  /** Notes the runs that a trial is made of, so that whoever continues it finds them. */
  async noteRuns(trial: HeldLease, runs: readonly string[]): Promise<void> {
    await this.#store.reportTrial(trial, { runs });
  }

  /**
   * Keeps a trial for a while longer.
   *
   * @param options `leaseMs`: for how many milliseconds, above 0 and 30,000 by default.
   * @throws TrainwellError `lease-lost`.
   */
  renew<T extends HeldLease>(trial: T, { leaseMs = LEASE_MS }: { leaseMs?: number } = {}): Promise<T> {
    return this.#store.renewLease(trial, { forMs: leaseMs });
  }

  /**
   * Tells how a trial ended. A complete one has a finite value for each objective; one with a value that is
   * no number counts as failed, and the error says so.
   *
   * @param trial the trial, which the caller holds.
   * @param end its status, and where it is complete its values.
   * @throws TrainwellError `lease-lost`.
   */
  async tell(trial: HeldLease, end: TrialEnd): Promise<TrialRecord> {
    const told = await this.#store.endTrial(trial, checkedEnd(end, this.#record));
    this.#trials.set(told.number, told);
    return told;
  }

  /**
   * Gives a trial back, to be taken up by whoever asks next.
   *
   * @param about `error`: the fault of an attempt that failed, none by default.
   */
  async release(trial: HeldLease, about: { readonly error?: string } = {}): Promise<void> {
    await this.#store.releaseTrial(trial, about);
  }

  #asked(trial: LeasedTrial, isNew: boolean): Asked {
    this.#trials.set(trial.number, trial);
    return { type: "trial", trial, isNew };
  }

  #atTheEnd(reason: "trials" | "exhausted"): Asked {
    const isOpen = this.trials.some(({ status }) => status === "running" || status === "waiting");
    return isOpen ? { type: "wait" } : { type: "done", reason };
  }

  #decide(
    trial: TrialRecord,
    { lastStep, most }: { lastStep: number | null; most: number | null },
  ): Decision {
    const others = this.trials.filter(
      ({ number, status }) => number !== trial.number && status !== "waiting",
    );
    return decideTrial(this.#record.stopper, {
      trial: trialCurve(this.#record, trial),
      others: others.map((other) => trialCurve(this.#record, other)),
      lastStep,
      seed: this.#record.seed,
      ...(most === null ? {} : { planned: most }),
    });
  }

  /** A paused trial that may go on, the lowest number first; those that may not for ever are ended. */
  async #promote(options: {
    owner: string;
    forMs: number;
    lastStep: number | null;
    most: number | null;
  }): Promise<LeasedTrial | undefined> {
    const { owner, forMs, lastStep, most } = options;
    const paused = this.trials.filter(({ status }) => status === "paused");
    for (const { number } of promotionOrder(paused.map((trial) => trialCurve(this.#record, trial)))) {
      const trial = this.#trials.get(number)!;
      const { verdict } = this.#decide(trial, { lastStep, most });
      if (verdict === "pause") continue;
      if (verdict === "stop") {
        const stopped = await this.#store.moveTrial(trial, { from: "paused", to: "stopped" });
        if (stopped !== undefined) this.#trials.set(stopped.number, stopped);
        continue;
      }
      const claimed = await this.#store.claimTrial(this.#record.id, { owner, forMs, number });
      if (claimed !== undefined) return claimed;
    }
    return undefined;
  }
}

function checkedEnd(end: TrialEnd, { objectives }: StudyRecord): TrialEnd {
  if (end.status !== "complete") return end;
  const { values = [] } = end;
  const odd = objectives.findIndex((_, index) => !Number.isFinite(values[index]));
  if (odd < 0 && values.length === objectives.length) return end;
  const { metric } = objectives[Math.max(0, odd)];
  const received = odd < 0 ? `${values.length} values` : String(values[odd]);
  const error =
    values[odd] === undefined && odd >= 0
      ? `The metric ${metric} was never reported.`
      : `The metric ${metric} must be a finite number, but is ${received}.`;
  return { status: "failed", error, ...(end.metrics ? { metrics: end.metrics } : {}) };
}

/** The error of a point that does not belong to a space. */
function foreignPoint({ parameters }: SearchSpace, point: Point): TrainwellError {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(point).find((name) => !names.includes(name));
  const meant = unknown === undefined ? undefined : nearest(unknown, names);
  return new TrainwellError({
    kind: "input",
    code: "point-foreign",
    message:
      unknown === undefined
        ? `The point ${JSON.stringify(point)} is none of the space: a value is missing, outside its range, ` +
          `or refused by a constraint.`
        : `The space has no parameter "${unknown}"; it has ${names.join(", ")}.`,
    details: { point: JSON.stringify(point) },
    ...(meant === undefined ? {} : { hint: `Did you mean "${meant}"?` }),
  });
}
