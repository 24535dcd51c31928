import { smallestOf } from "../../base/lists.ts";
import { newRunId, type StoredData } from "../../run/record.ts";
import type { Objective } from "../../run/study.ts";
import type { NewTrial } from "../../store/study-store.ts";
import type { ImportDefaults, ImportedStudy } from "./exchanged-study.ts";
import { ATTRIBUTES, DIRECTIONS, STATES } from "./optuna-codes.ts";
import { internalValue, type OptunaDistribution, rangeOf, widest } from "./optuna-distribution.ts";
import { type OptunaStudy, type OptunaTrial, replayJournal } from "./optuna-replay.ts";

/** The file that is imported, and when, and how its studies go on. */
export interface JournalImport {
  /** The name of the file in messages. */
  readonly source: string;
  /** The moment of the import. */
  readonly at: Date;
  /** How imported studies go on. */
  readonly defaults: ImportDefaults;
}

/**
 * Reads a journal of Optuna's `JournalFileBackend`: each study that is still there, with a flat search space
 * of the ranges that its trials had, at their widest.
 *
 * Pruned trials are "stopped", with their last intermediate value where they have no other; enqueued ones
 * wait, and so do running ones, whose worker is not here. User attributes are metrics. Where steps were
 * counted from 0, all of the study are one more here.
 *
 * @throws TrainwellError `study-file-invalid` with the line.
 */
export function parseOptunaJournal(text: string, { source, at, defaults }: JournalImport): ImportedStudy[] {
  return replayJournal(text, { source }).map((study) => {
    const ranges = rangesOf(study);
    const trials = trialsOf(study, ranges);
    const space = Object.fromEntries([...ranges].map(([name, range]) => [name, rangeOf(range)]));
    const record = {
      id: newRunId(at),
      name: study.name,
      createdAt: trials.map(({ createdAt }) => createdAt!).sort()[0] ?? at.toISOString(),
      status: "stopped",
      space,
      ...defaults,
      objectives: objectivesOf(study),
      limits: [],
      seed: 0,
      settings: { importedFrom: source },
    } as const;
    return { study: record, trials: trials.map((trial) => ({ createdAt: record.createdAt, ...trial })) };
  });
}

/** Every parameter with the widest of its ranges, in the order in which they first came. */
function rangesOf({ trials }: OptunaStudy): ReadonlyMap<string, OptunaDistribution> {
  const ranges = new Map<string, OptunaDistribution>();
  for (const { parameters } of trials)
    for (const [name, { distribution }] of parameters) {
      const before = ranges.get(name);
      ranges.set(name, before === undefined ? distribution : widest(before, distribution));
    }
  return ranges;
}

function objectivesOf({ directions, systemAttributes }: OptunaStudy): Objective[] {
  const names = systemAttributes.get(ATTRIBUTES.metricNames) as string[] | undefined;
  return directions.map((direction, index) => ({
    metric: names?.[index] ?? (directions.length === 1 ? "value" : `value ${index + 1}`),
    direction: direction === DIRECTIONS.maximize ? "maximize" : "minimize",
  }));
}

function trialsOf(study: OptunaStudy, ranges: ReadonlyMap<string, OptunaDistribution>): NewTrial[] {
  const first = smallestOf(study.trials.flatMap(({ intermediate }) => [...intermediate.keys()]));
  const shift = first < 1 ? 1 - first : 0;
  return study.trials
    .map((trial) => trialOf(trial, { ranges, shift }))
    .filter((trial) => trial !== undefined);
}

interface TrialContext {
  readonly ranges: ReadonlyMap<string, OptunaDistribution>;
  readonly shift: number;
}

function trialOf(trial: OptunaTrial, { ranges, shift }: TrialContext): NewTrial | undefined {
  const status = statusOf(trial);
  const point = status === "waiting" ? plannedPoint(trial, ranges) : pointOf(trial);
  // Told to be tried with nothing told: there is nothing to try.
  if (status === "waiting" && Object.keys(point).length === 0) return undefined;
  const steps = [...trial.intermediate].sort(([a], [b]) => a - b);
  const { startedAt, endedAt } = trial;
  const last = steps.length === 0 ? [] : [steps[steps.length - 1][1]];
  const values = trial.values.length === 0 && status === "stopped" ? last : trial.values;
  const error = trial.systemAttributes.get("fail_reason");
  const ended = status === "waiting" ? {} : { startedAt, endedAt };
  return {
    point,
    proposedBy: "import",
    status,
    values: status === "complete" || status === "stopped" ? values : [],
    metrics: Object.fromEntries(trial.userAttributes) as Record<string, StoredData>,
    curve: steps.map(([step, value]) => ({ step: step + shift, value })),
    durationMs: startedAt && endedAt ? Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) : 0,
    ...(startedAt === undefined ? {} : { createdAt: startedAt, ...ended }),
    ...(typeof error === "string" ? { error } : {}),
  };
}

function statusOf({ state }: OptunaTrial): "complete" | "stopped" | "failed" | "waiting" {
  if (state === STATES.complete) return "complete";
  if (state === STATES.pruned) return "stopped";
  return state === STATES.failed ? "failed" : "waiting";
}

function pointOf({ parameters }: OptunaTrial): Record<string, number> {
  return Object.fromEntries(
    [...parameters].map(([name, { value, distribution }]) => {
      // Twelve digits, as our steps have them: Optuna's 0.1 · 7 is 0.7000000000000001.
      const isStepped = distribution.kind === "float" && distribution.step !== undefined;
      return [name, isStepped ? Number(value.toPrecision(12)) : value];
    }),
  );
}

/** The values that a trial was told to have, and those that it took by itself. */
function plannedPoint(
  trial: OptunaTrial,
  ranges: ReadonlyMap<string, OptunaDistribution>,
): Record<string, number> {
  const told = Object.entries((trial.systemAttributes.get(ATTRIBUTES.fixedValues) ?? {}) as object);
  const fixed = told.flatMap(([name, external]) => {
    const range = ranges.get(name);
    const value = range && internalValue(range, external);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(fixed), ...pointOf(trial) };
}
