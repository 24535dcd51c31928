import type { CurvePoint, TrialRecord } from "../run/study.ts";
import { leaseLost } from "./study-errors.ts";
import type { HeldLease, LeaseRequest, NewTrial, StudyStore, TrialEnd } from "./study-store.ts";

/** A trial as stores keep it in one piece: without its curve and its runs, which grow by themselves. */
export interface TrialState extends Omit<TrialRecord, "study" | "curve" | "runs"> {
  /** How often it was claimed: the token of its last lease, also when that has ended. */
  readonly token: number;
  /** When its last lease began; ISO 8601, in UTC. */
  readonly claimedAt?: string;
}

/** How a trial is moved that nobody works on. */
export type TrialMove = Parameters<StudyStore["moveTrial"]>[1];

/** Milliseconds since 1970 as ISO 8601, in UTC. */
const moment = (at: number) => new Date(at).toISOString();

/** A trial that is added, waiting or ended as it says. @param now in milliseconds since 1970. */
export function addedTrial(trial: NewTrial, { number, now }: { number: number; now: number }): TrialState {
  const { curve: _curve, runs: _runs, ...told } = trial;
  const { status = "waiting", values = [], metrics = {} } = told;
  const { attempts = status === "waiting" ? 0 : 1, createdAt = moment(now), durationMs = 0 } = told;
  const state = { ...told, number, status, values, metrics, attempts, createdAt, durationMs, token: 0 };
  return withoutUndefined(state);
}

/** Whether someone may take a trial without naming it: it waits, or its lease ran out. */
export function isFree({ status, lease }: TrialState, now: number): boolean {
  return status === "waiting" || (status === "running" && lease!.until <= moment(now));
}

/** A trial that someone takes: begun, gone on with, or taken from a worker that was lost. */
export function claimed(trial: TrialState, { owner, forMs }: LeaseRequest, now: number): TrialState {
  const token = trial.token + 1;
  const isLost = trial.status === "running";
  return withoutUndefined({
    ...trial,
    status: "running",
    values: [],
    standardError: undefined,
    metrics: {},
    attempts: isLost ? trial.attempts + 1 : Math.max(1, trial.attempts),
    startedAt: trial.startedAt ?? moment(now),
    claimedAt: moment(now),
    durationMs: isLost ? worked(trial, Date.parse(trial.lease!.until)) : trial.durationMs,
    token,
    lease: { owner, token, until: moment(now + forMs) },
  });
}

/** A trial whose lease holds for a while longer. @throws TrainwellError `lease-lost`. */
export function renewed(trial: TrialState, held: HeldLease, until: number): TrialState {
  requireLease(trial, held);
  return { ...trial, lease: { ...trial.lease!, until: moment(until) } };
}

/** Refuses what another than a trial's holder says of it. @throws TrainwellError `lease-lost`. */
export function requireLease(trial: TrialState, held: HeldLease): void {
  if (trial.lease?.token !== held.lease.token) throw leaseLost(held);
}

/** A trial whose work has ended or pauses. The same as it was where its last holder said so before. */
export function ended(trial: TrialState, { held, end, now }: EndRequest): TrialState {
  const { status, token, lease } = trial;
  const saidBefore = lease === undefined && token === held.lease.token && status !== "waiting";
  if (saidBefore) return trial;
  requireLease(trial, held);
  return withoutUndefined({
    ...trial,
    ...withoutUndefined(end),
    endedAt: end.status === "paused" ? undefined : moment(now),
    durationMs: worked(trial, now),
    lease: undefined,
  });
}

/** How and when a trial ends, by whom. */
export interface EndRequest {
  readonly held: HeldLease;
  readonly end: TrialEnd;
  readonly now: number;
}

/** A trial that its holder gives back; with an error the next attempt comes. */
export function released(trial: TrialState, { held, error, now }: ReleaseRequest): TrialState {
  const { status, token, attempts } = trial;
  if (status === "waiting" && token === held.lease.token) return trial;
  requireLease(trial, held);
  const durationMs = worked(trial, now);
  const back = { ...trial, status: "waiting", durationMs, lease: undefined } as const;
  return withoutUndefined(error === undefined ? back : { ...back, error, attempts: attempts + 1 });
}

/** Who gives a trial back, when, and after which fault. */
export interface ReleaseRequest {
  readonly held: HeldLease;
  readonly error?: string;
  readonly now: number;
}

/** A trial that nobody works on, moved; undefined where it does not stand where it was thought to stand. */
export function moved(trial: TrialState, { from, to }: TrialMove, now: number): TrialState | undefined {
  if (trial.status !== from) return undefined;
  return { ...trial, status: to, ...(to === "stopped" ? { endedAt: moment(now) } : {}) };
}

/** A trial as a store gives it back; filled in, for to spread it once more takes ten times as long. */
export function trialRecord(
  { token: _token, claimedAt: _claimedAt, ...trial }: TrialState,
  rest: Pick<TrialRecord, "study" | "curve" | "runs">,
): TrialRecord {
  return Object.assign(trial, rest);
}

/** The last value of each step that was reported. */
export function curveOf(points: readonly CurvePoint[]): Map<number, number> {
  return new Map(points.map(keptPoint).map(({ step, value }) => [step, value]));
}

/** A trial as a store gives it back that keeps its curve as {@link curveOf} does, sharing nothing with it. */
export function copiedRecord(
  study: string,
  trial: { state: TrialState; curve: ReadonlyMap<number, number>; runs: Iterable<string> },
): TrialRecord {
  const { state, curve, runs } = trial;
  const points = [...curve].map(([step, value]) => ({ step, value })).sort((a, b) => a.step - b.step);
  return structuredClone(trialRecord(state, { study, curve: points, runs: [...runs] }));
}

/** A reported point as it is kept: −0, which databases do not know, is 0. */
export function keptPoint({ step, value }: CurvePoint): CurvePoint {
  return { step, value: value + 0 };
}

/** How long a trial that is being worked on has run by a moment. */
function worked({ durationMs, claimedAt }: TrialState, at: number): number {
  return durationMs + Math.max(0, at - Date.parse(claimedAt!));
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
