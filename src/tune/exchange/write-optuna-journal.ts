import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { Parameter } from "../space/search-space.ts";
import type { ExportedStudy } from "./exchanged-study.ts";
import { ATTRIBUTES, DIRECTIONS, JOURNAL, STATES } from "./optuna-codes.ts";
import { distributionJson } from "./optuna-distribution.ts";
import { formatPythonJson } from "./python-json.ts";

/** Who wrote the lines: to Optuna, a worker that is none of its own. */
const WORKER = "trainwell";

/**
 * A study as the journal of Optuna's `JournalFileBackend`, which `optuna.load_study` reads and goes on with.
 *
 * Trials keep their numbers (also as the user attribute "trainwell:number"), their metrics are user
 * attributes, and curves are intermediate values, at whole steps only. Complete ones whose values are not
 * numbers have failed there; those that wait, pause or are being worked on wait with their values fixed.
 * Parameters that are not there are absent. The scale of 1 − x, which Optuna has not, is even there, and
 * named by the system attribute "trainwell:oneMinusLog".
 *
 * @example
 * writeFileSync("study.log", formatOptunaJournal(exported, space.parameters));
 * // study = optuna.load_study(study_name="…", storage=JournalStorage(JournalFileBackend("study.log")))
 */
export function formatOptunaJournal(
  { study, trials }: ExportedStudy,
  parameters: readonly Parameter[],
): string {
  const byName = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const lines = [...studyLines(study, parameters), ...trials.map((trial) => trialLine(trial, byName))];
  return lines.map((line) => `${formatPythonJson({ ...line, worker_id: WORKER })}\n`).join("");
}

function studyLines({ id, name, objectives }: StudyRecord, parameters: readonly Parameter[]): object[] {
  const names = parameters.filter(({ domain }) => domain.kind === "number" && domain.scale === "oneMinusLog");
  const system = (attribute: object) => ({
    op_code: JOURNAL.setStudySystemAttribute,
    study_id: 0,
    system_attr: attribute,
  });
  return [
    {
      op_code: JOURNAL.createStudy,
      study_name: name,
      directions: objectives.map(({ direction }) => DIRECTIONS[direction]),
    },
    system({ [ATTRIBUTES.metricNames]: objectives.map(({ metric }) => metric) }),
    ...(names.length === 0 ? [] : [system({ "trainwell:oneMinusLog": names.map((each) => each.name) })]),
    { op_code: JOURNAL.setStudyUserAttribute, study_id: 0, user_attr: { "trainwell:study": id } },
  ];
}

function trialLine(trial: TrialRecord, parameters: ReadonlyMap<string, Parameter>): object {
  const { number, point, values, metrics, error, createdAt, startedAt, endedAt } = trial;
  const state = stateOf(trial);
  const isWaiting = state === STATES.waiting;
  const known = Object.entries(point).filter(([name]) => parameters.has(name));
  const told = isWaiting || state === STATES.failed ? null : values;
  const isSingle = told === null || told.length < 2;
  return {
    op_code: JOURNAL.createTrial,
    study_id: 0,
    datetime_start: isWaiting ? null : momentOf(startedAt ?? createdAt),
    ...(isWaiting ? {} : { datetime_complete: momentOf(endedAt ?? startedAt ?? createdAt) }),
    state,
    value: isSingle ? (told?.[0] ?? null) : null,
    values: isSingle ? null : told,
    distributions: isWaiting
      ? {}
      : Object.fromEntries(known.map(([name]) => [name, distributionJson(parameters.get(name)!.domain)])),
    params: isWaiting ? {} : Object.fromEntries(known),
    user_attrs: { ...metrics, "trainwell:number": number, "trainwell:status": trial.status },
    system_attrs: {
      ...(isWaiting ? { [ATTRIBUTES.fixedValues]: externalValues(known, parameters) } : {}),
      ...(error === undefined ? {} : { fail_reason: error }),
    },
    intermediate_values: Object.fromEntries(
      trial.curve.filter(({ step }) => Number.isInteger(step)).map(({ step, value }) => [step, value]),
    ),
  };
}

function stateOf({ status, values }: TrialRecord): number {
  if (status === "failed") return STATES.failed;
  if (status === "stopped") return STATES.pruned;
  if (status !== "complete") return STATES.waiting;
  return values.some((value) => Number.isNaN(value)) ? STATES.failed : STATES.complete;
}

function externalValues(
  point: readonly (readonly [string, number])[],
  parameters: ReadonlyMap<string, Parameter>,
): object {
  return Object.fromEntries(
    point.map(([name, value]) => {
      const { domain } = parameters.get(name)!;
      return [name, domain.kind === "choice" ? domain.labels[value] : value];
    }),
  );
}

/** As every Python that Optuna runs on reads it. */
const momentOf = (iso: string) => iso.replace(/Z$/, "+00:00");
