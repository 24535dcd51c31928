import { importInvalid } from "./exchange-errors.ts";
import { JOURNAL, STATES } from "./optuna-codes.ts";
import { areCompatible, distributionOf, type OptunaDistribution } from "./optuna-distribution.ts";
import { parsePythonJson } from "./python-json.ts";

/** A trial as Optuna holds it. Values of parameters are internal ones. */
export interface OptunaTrial {
  state: number;
  values: readonly number[];
  readonly parameters: Map<string, { readonly value: number; readonly distribution: OptunaDistribution }>;
  readonly userAttributes: Map<string, unknown>;
  readonly systemAttributes: Map<string, unknown>;
  readonly intermediate: Map<number, number>;
  startedAt?: string;
  endedAt?: string;
}

/** A study as Optuna holds it. */
export interface OptunaStudy {
  readonly name: string;
  readonly directions: readonly number[];
  readonly systemAttributes: Map<string, unknown>;
  readonly trials: OptunaTrial[];
}

/** A line of the journal. */
interface JournalLine {
  readonly op_code: number;
  readonly study_id: number;
  readonly trial_id: number;
  readonly [field: string]: unknown;
}

/**
 * The studies of a journal of Optuna, its lines carried out in their order as Optuna does: what comes after
 * the end of a trial, or for a study that is gone, counts for nothing.
 *
 * @throws TrainwellError `study-file-invalid` with the line.
 */
export function replayJournal(text: string, { source }: { readonly source: string }): OptunaStudy[] {
  const journal = new Journal();
  const lines = text.split("\n");
  // Whoever wrote the last line may have been killed: without its end it counts for nothing.
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const place = { source, line: index + 1 };
    let problem: string | undefined;
    try {
      problem = journal.apply(parsePythonJson(line) as JournalLine);
    } catch {
      problem = "this is no line of a journal of Optuna.";
    }
    if (problem !== undefined) throw importInvalid(problem, place);
  }
  return journal.studies();
}

class Journal {
  readonly #studies = new Map<number, OptunaStudy>();
  readonly #trials: { readonly trial: OptunaTrial; readonly study: OptunaStudy }[] = [];
  #nextStudy = 0;

  studies(): OptunaStudy[] {
    return [...this.#studies.values()];
  }

  /** Carries a line out. @returns why it cannot be, where that is so. */
  apply(line: JournalLine): string | undefined {
    const study = this.#studies.get(line.study_id);
    const entry = this.#trials[line.trial_id];
    const trial = entry !== undefined && isOpen(entry.trial) ? entry : undefined;
    switch (line.op_code) {
      case JOURNAL.createStudy:
        this.#createStudy(line);
        return undefined;
      case JOURNAL.deleteStudy:
        this.#studies.delete(line.study_id);
        return undefined;
      case JOURNAL.setStudySystemAttribute:
        if (study) setAll(study.systemAttributes, line.system_attr);
        return undefined;
      case JOURNAL.createTrial:
        if (study) this.#createTrial(study, line);
        return undefined;
      case JOURNAL.setTrialParameter:
        if (trial) setParameter(trial, line);
        return undefined;
      case JOURNAL.setTrialState:
        if (trial) setState(trial.trial, line);
        return undefined;
      case JOURNAL.setTrialIntermediateValue:
        trial?.trial.intermediate.set(line.step as number, line.intermediate_value as number);
        return undefined;
      case JOURNAL.setTrialUserAttribute:
        if (trial) setAll(trial.trial.userAttributes, line.user_attr);
        return undefined;
      case JOURNAL.setTrialSystemAttribute:
        if (trial) setAll(trial.trial.systemAttributes, line.system_attr);
        return undefined;
      case JOURNAL.setStudyUserAttribute:
      case JOURNAL.discardTrials:
        return undefined;
      default:
        return `the journal has an operation ${line.op_code}, which is not known.`;
    }
  }

  #createStudy({ study_name, directions }: JournalLine): void {
    const name = study_name as string;
    if (this.studies().some((study) => study.name === name)) return;
    this.#studies.set(this.#nextStudy++, {
      name,
      directions: directions as number[],
      systemAttributes: new Map(),
      trials: [],
    });
  }

  #createTrial(study: OptunaStudy, line: JournalLine): void {
    const { value, values, state = STATES.running } = line;
    const trial: OptunaTrial = {
      state: state as number,
      values: (values as number[] | null | undefined) ?? (typeof value === "number" ? [value] : []),
      parameters: new Map(),
      userAttributes: new Map(entriesOf(line.user_attrs)),
      systemAttributes: new Map(entriesOf(line.system_attrs)),
      intermediate: new Map(
        entriesOf(line.intermediate_values).map(([step, each]) => [Number(step), each as number]),
      ),
      ...momentsOf(line),
    };
    const distributions = new Map(entriesOf(line.distributions));
    for (const [name, internal] of entriesOf(line.params)) {
      const distribution = parsed(distributions.get(name));
      if (distribution) trial.parameters.set(name, { value: internal as number, distribution });
    }
    study.trials.push(trial);
    this.#trials.push({ trial, study });
  }
}

function isOpen({ state }: OptunaTrial): boolean {
  return state === STATES.running || state === STATES.waiting;
}

function setParameter({ trial, study }: { trial: OptunaTrial; study: OptunaStudy }, line: JournalLine): void {
  const [name, distribution] = [line.param_name as string, parsed(line.distribution)];
  if (distribution === undefined) return;
  const before = study.trials.find((other) => other.parameters.has(name))?.parameters.get(name);
  if (before && !areCompatible(before.distribution, distribution)) return;
  trial.parameters.set(name, { value: line.param_value_internal as number, distribution });
}

function setState(trial: OptunaTrial, line: JournalLine): void {
  trial.state = line.state as number;
  if (Array.isArray(line.values)) trial.values = line.values as number[];
  Object.assign(trial, momentsOf(line));
}

function momentsOf({ datetime_start, datetime_complete }: JournalLine) {
  return {
    ...(typeof datetime_start === "string" ? { startedAt: isoOf(datetime_start) } : {}),
    ...(typeof datetime_complete === "string" ? { endedAt: isoOf(datetime_complete) } : {}),
  };
}

/** Python writes microseconds. */
const isoOf = (moment: string) => new Date(moment).toISOString();

function parsed(json: unknown): OptunaDistribution | undefined {
  return typeof json === "string" ? distributionOf(parsePythonJson(json) as { name?: string }) : undefined;
}

function setAll(attributes: Map<string, unknown>, told: unknown): void {
  for (const [name, value] of entriesOf(told)) attributes.set(name, value);
}

const entriesOf = (value: unknown) => Object.entries((value ?? {}) as object) as [string, unknown][];
