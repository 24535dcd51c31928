import type { Objective, OutcomeLimit, StudyRecord, TrialRecord } from "../../run/study.ts";
import type { FinishedTrial, PendingTrial } from "../samplers/request/sampler.ts";
import type { TrialCurve } from "../stoppers/stopper.ts";

/** A value turned so that smaller is better. */
export function minimized(value: number, { direction }: Pick<Objective, "direction">): number {
  return direction === "maximize" ? -value : value;
}

/** By how much the limits on outcomes are violated in all, each relative to its size; 0 where none is. */
export function violationOf(limits: readonly OutcomeLimit[], metrics: TrialRecord["metrics"]): number {
  return limits.reduce((sum, { metric, atMost, atLeast }) => {
    const value = metrics[metric];
    if (typeof value !== "number" || Number.isNaN(value)) return sum + 1;
    const over = atMost === undefined ? 0 : Math.max(0, value - atMost) / Math.max(Math.abs(atMost), 1e-12);
    const under =
      atLeast === undefined ? 0 : Math.max(0, atLeast - value) / Math.max(Math.abs(atLeast), 1e-12);
    return sum + over + under;
  }, 0);
}

/** The trials of a study as samplers see them. */
export interface SamplerHistory {
  /** In the order in which they ended. */
  readonly finished: readonly FinishedTrial[];
  /** In the order of their numbers. */
  readonly pending: readonly PendingTrial[];
}

/** The order in which trials ended; those that are paused have no end and come last. */
function byEnd(a: TrialRecord, b: TrialRecord): number {
  const [first, second] = [a.endedAt ?? "9", b.endedAt ?? "9"];
  return first < second ? -1 : first > second ? 1 : a.number - b.number;
}

/**
 * The trials of a study as samplers see them: values turned so that smaller is better. A paused trial says as
 * much as a stopped one: what it had reached.
 */
export function samplerHistory(
  study: Pick<StudyRecord, "objectives" | "limits">,
  trials: Iterable<TrialRecord>,
): SamplerHistory {
  const rules = JSON.stringify([study.objectives, study.limits]);
  const ended: TrialRecord[] = [];
  const pending: PendingTrial[] = [];
  for (const trial of trials)
    if (trial.status === "waiting" || trial.status === "running")
      pending.push({ number: trial.number, point: trial.point });
    else ended.push(trial);
  ended.sort(byEnd);
  return {
    finished: ended.map((trial) => rememberedTrial(trial, { study, rules })),
    pending: pending.sort((a, b) => a.number - b.number),
  };
}

/** Records do not change, so that each is looked at once, unless objectives or limits have changed since. */
const remembered = new WeakMap<TrialRecord, { readonly rules: string; readonly finished: FinishedTrial }>();

function rememberedTrial(
  trial: TrialRecord,
  { study, rules }: { study: Pick<StudyRecord, "objectives" | "limits">; rules: string },
): FinishedTrial {
  const known = remembered.get(trial);
  if (known?.rules === rules) return known.finished;
  const finished = finishedTrial(study, trial);
  remembered.set(trial, { rules, finished });
  return finished;
}

function finishedTrial(
  { objectives, limits }: Pick<StudyRecord, "objectives" | "limits">,
  trial: TrialRecord,
): FinishedTrial {
  const { number, point, status, standardError, metrics } = trial;
  const [first] = objectives;
  const curve = trial.curve
    .filter(({ value }) => Number.isFinite(value))
    .map(({ step, value }) => ({ step, value: minimized(value, first) }));
  const values = valuesOf(trial, objectives);
  const isWhole = values.length === objectives.length && values.every(Number.isFinite);
  const cut = isWhole || curve.length === 0 || objectives.length > 1 ? values : [curve.at(-1)!.value];
  const isUsable = status !== "failed" && cut.length > 0 && cut.every(Number.isFinite);
  return {
    number,
    point,
    status: !isUsable ? "failed" : status === "complete" ? "complete" : "stopped",
    values: isUsable ? cut : [],
    ...(standardError === undefined ? {} : { standardError }),
    violation: status === "complete" ? violationOf(limits, metrics) : 0,
    curve,
  };
}

function valuesOf({ values }: TrialRecord, objectives: readonly Objective[]): number[] {
  return values.map((value, index) => minimized(value, objectives[index]));
}

/**
 * A trial's curve as stoppers see it: values turned so that smaller is better, infinite where not a number.
 */
export function trialCurve(
  { objectives: [first] }: Pick<StudyRecord, "objectives">,
  trial: TrialRecord,
): TrialCurve {
  return {
    number: trial.number,
    status: trial.status === "waiting" ? "running" : trial.status,
    points: trial.curve.map(({ step, value }) => ({
      step,
      value: Number.isFinite(value) ? minimized(value, first) : Number.POSITIVE_INFINITY,
    })),
    durationMs: trial.durationMs,
  };
}

/** Completed trials within the limits on outcomes, the best by the first objective first. */
export function rankedTrials(
  { objectives, limits }: Pick<StudyRecord, "objectives" | "limits">,
  trials: Iterable<TrialRecord>,
): TrialRecord[] {
  const usable = [...trials].filter(
    ({ status, values, metrics }) =>
      status === "complete" && Number.isFinite(values[0]) && violationOf(limits, metrics) === 0,
  );
  const [first] = objectives;
  return usable.sort(
    (a, b) => minimized(a.values[0], first) - minimized(b.values[0], first) || a.number - b.number,
  );
}
