import { TrainwellError } from "../../base/errors.ts";
import type { CurvePoint, TrialRecord } from "../../run/study.ts";
import type { LeasedTrial, TrialEnd } from "../../store/study-store.ts";
import type { Decision } from "../stoppers/stopper.ts";
import { LEASE_MS, type Study } from "./ask-and-tell.ts";

/** The means that a trial is given to be carried out. */
export interface TrialContext {
  /** Aborted when the trial's lease was lost, or the whole work is to stop: it then writes its checkpoint. */
  readonly signal: AbortSignal;
  /** Reports a value on the way, and learns what becomes of the trial. */
  report(point: CurvePoint): Promise<Decision>;
  /** Notes the runs that it is made of. */
  noteRuns(runs: readonly string[]): Promise<void>;
}

/** Carries out trials: trains a network, runs a program, calls a function. */
export interface TrialExecutor {
  /** The step that a trial ends at by itself; null where that is not known. */
  readonly lastStep: number | null;
  /** Carries out one trial, from its checkpoint where it has one. May throw: the trial has then failed. */
  run(trial: LeasedTrial, context: TrialContext): Promise<TrialEnd>;
}

/** How trials of a study are worked on. */
export interface WorkOptions {
  /** The name of this process among those that work on the study. */
  readonly owner: string;
  /** How many trials are carried out side by side. */
  readonly parallel: number;
  /** How many trials the study has in all; null for no limit. */
  readonly most: number | null;
  /** Aborting it stops the work; trials that run are given back. */
  readonly signal: AbortSignal;
  /** Whether no further trial may begin, and why. */
  readonly spent?: () => boolean;
  readonly leaseMs?: number;
  /** How often a trial that failed is tried again; 0 by default. */
  readonly retries?: number;
  readonly onBegin?: (trial: TrialRecord) => void;
  readonly onReport?: (trial: TrialRecord, point: CurvePoint) => void;
  readonly onEnd?: (trial: TrialRecord) => void;
}

/** Why the work on a study ended. */
export type WorkEnd = "trials" | "exhausted" | "budget" | "stopped";

/** Between two questions of one who waits for what others do. */
const WAIT_MS = 50;

/** A study in which so many of the first trials failed, and no other, is not worth more. */
const MOST_FAILURES = 8;

/**
 * Works on a study until it has its trials, its space is exhausted, the budget is spent or somebody stopped
 * it. Leases are kept by heartbeats; a trial whose lease was lost is dropped, because another has it.
 *
 * @throws TrainwellError `study-fails` where the first trials all fail; what a store throws.
 */
export async function workOn(study: Study, executor: TrialExecutor, options: WorkOptions): Promise<WorkEnd> {
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const seats = Array.from({ length: options.parallel }, async (_, seat) => {
    try {
      return await workAlone(study, executor, { ...options, signal, owner: `${options.owner}/${seat + 1}` });
    } catch (error) {
      failed.abort();
      throw error;
    }
  });
  const ends = await Promise.allSettled(seats);
  const error = ends.find((end) => end.status === "rejected");
  if (error) throw error.reason;
  const reasons = ends.map((end) => (end as PromiseFulfilledResult<WorkEnd>).value);
  return reasons.find((reason) => reason === "stopped" || reason === "budget") ?? reasons[0];
}

async function workAlone(study: Study, executor: TrialExecutor, options: WorkOptions): Promise<WorkEnd> {
  const { owner, leaseMs = LEASE_MS, most, signal } = options;
  const { lastStep } = executor;
  for (;;) {
    if (signal.aborted) return "stopped";
    const isSpent = options.spent?.() ?? false;
    if (!isSpent && (await study.reread()).status !== "open") return "stopped";
    if (isSpent) await study.refresh();
    const asked = await (isSpent
      ? study.askLastResort({ owner, leaseMs })
      : study.ask({ owner, leaseMs, most, lastStep }));
    if (asked === undefined) return "budget";
    if (asked.type === "done") return asked.reason;
    if (asked.type === "wait") {
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
      continue;
    }
    options.onBegin?.(asked.trial);
    const ended = await carryOut(study, executor, { trial: asked.trial, ...options });
    if (ended !== undefined) options.onEnd?.(ended);
    refuseHopeless(study);
  }
}

/** Carries out one trial under its lease. @returns undefined where it was given back or lost. */
async function carryOut(
  study: Study,
  executor: TrialExecutor,
  options: WorkOptions & { trial: LeasedTrial },
): Promise<TrialRecord | undefined> {
  const { leaseMs = LEASE_MS, signal, retries = 0 } = options;
  const lost = new AbortController();
  let { trial } = options;
  const beat = setInterval(() => {
    study.renew(trial, { leaseMs }).then(
      (renewed) => {
        trial = renewed;
      },
      (error) => isLost(error) && lost.abort(),
    );
  }, leaseMs / 3);
  beat.unref();
  try {
    const end = await executor.run(trial, {
      signal: AbortSignal.any([signal, lost.signal]),
      report: async (point) => {
        const decision = await study.report(trial, point, {
          lastStep: executor.lastStep,
          most: options.most,
        });
        options.onReport?.(trial, point);
        return decision;
      },
      noteRuns: (runs) => study.noteRuns(trial, runs),
    });
    return await study.tell(trial, end);
  } catch (error) {
    if (isLost(error) || lost.signal.aborted) return undefined;
    if (signal.aborted) {
      await study.release(trial);
      return undefined;
    }
    if (!isTrialsOwn(error)) throw error;
    if (trial.attempts <= retries) {
      await study.release(trial, { error: (error as Error).message });
      return undefined;
    }
    return await study.tell(trial, { status: "failed", error: (error as Error).message });
  } finally {
    clearInterval(beat);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof TrainwellError && error.code === "lease-lost";
}

/** Whether a fault is the trial's, not that of its surroundings, which would meet every trial. */
function isTrialsOwn(error: unknown): boolean {
  return error instanceof TrainwellError && (error.kind === "input" || error.code === "trial-failed");
}

function refuseHopeless(study: Study): void {
  const ended = study.trials.filter(({ endedAt }) => endedAt !== undefined);
  if (ended.length < MOST_FAILURES || ended.some(({ status }) => status !== "failed")) return;
  throw new TrainwellError({
    kind: "input",
    code: "study-fails",
    message: `All ${ended.length} trials failed; the last one: ${ended.at(-1)!.error ?? "no reason told."}`,
    details: { study: study.record.id, trials: ended.length },
    hint: "Mend the cause, or narrow the space to what can be trained.",
  });
}
