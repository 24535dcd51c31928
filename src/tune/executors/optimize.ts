import { TrainwellError } from "../../base/errors.ts";
import type { ForeignParameters } from "../../foreign/placeholders.ts";
import type { Objective, StudyComponent, StudyRecord, TrialRecord } from "../../run/study.ts";
import { openMemoryStore } from "../../store/memory-store.ts";
import type { StudyStore, TrialEnd } from "../../store/study-store.ts";
import { Study } from "../study/ask-and-tell.ts";
import { checkComponents } from "../study/check-components.ts";
import { type TrialContext, type TrialExecutor, type WorkEnd, workOn } from "../study/trial-worker.ts";
import { type NamedSpace, namedSpaceFrom } from "./named-space.ts";

/** The means that an objective is given beside parameters. */
export interface ObjectiveContext {
  /** The trial's number, from 1. */
  readonly trial: number;
  /** Aborted when the trial is to end at once. */
  readonly signal: AbortSignal;
  /**
   * Tells a value on the way, at a whole step from 0, and asks the stopper. False says that the function
   * should return: what it returns then does not count.
   */
  report(step: number, value: number): Promise<boolean>;
}

/** Any function of parameters: its value, or one for each objective, or by name. */
export type ObjectiveFunction = (
  parameters: Readonly<Record<string, never>>,
  context: ObjectiveContext,
) => ObjectiveValue | Promise<ObjectiveValue>;

/** The value of an objective: a number, one for each objective in their order, or metrics by name. */
export type ObjectiveValue = number | readonly number[] | Readonly<Record<string, number>>;

/** How a function is optimized. */
export interface OptimizeOptions {
  /** How many trials the study has in all, from 1; 50 by default. */
  readonly trials?: number;
  /** How many calls run side by side, from 1; 1 by default. */
  readonly parallel?: number;
  /** The sampler, which says what to try next: its kind, or one with options; "auto" by default. */
  readonly sampler?: string | StudyComponent;
  /** The stopper, which says what to end early: its kind, or one with options; "none" by default. */
  readonly stopper?: string | StudyComponent;
  /** The metrics that are minimized or maximized; "value", minimized, by default. */
  readonly objectives?: readonly Objective[];
  /** The seed of the sampler and the stopper, a whole number from 0; 1 by default. */
  readonly seed?: number;
  /** How often a call that threw is repeated, from 0; 0 by default. */
  readonly retries?: number;
  /** The study's name, by which it is gone on with in a store; its id by default. */
  readonly name?: string;
  /** Where the study is kept; in memory by default. */
  readonly store?: StudyStore;
  /** Aborting it ends the work; nothing does by default. */
  readonly signal?: AbortSignal;
  /** Told each trial that ended; nobody by default. */
  readonly onTrial?: (trial: TrialRecord) => void;
}

/** The result of `optimize`. */
export interface Optimum {
  /** The best trial; null where none came to its end. */
  readonly best: {
    /** From 1. */
    readonly number: number;
    readonly values: readonly number[];
    readonly parameters: ForeignParameters;
  } | null;
  /** All trials, by number. */
  readonly trials: readonly TrialRecord[];
  readonly study: StudyRecord;
  /** Why it ended. */
  readonly ended: WorkEnd;
}

/**
 * Searches the parameters of any function, with all samplers and stoppers that searches of networks have. A
 * call that throws is a failed trial; a study of the same name in the store is gone on with.
 *
 * @param objective called with parameters by name, as plain values.
 * @param space ranges and values by name, with `constraints` where there are some.
 * @param options `trials`, `sampler`, `stopper` and the like.
 * @throws TrainwellError for a space, a sampler or a stopper that is none; `study-fails` where the first
 *   eight calls all throw.
 * @example
 * const space = { x: ranges.uniform(-5, 5), y: ranges.uniform(-5, 5) };
 * const bowl = ({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2;
 * const { best } = await optimize(bowl, space, { trials: 30 });
 * console.log(best.values[0], best.parameters);
 */
export async function optimize(
  objective: ObjectiveFunction,
  space: Readonly<Record<string, unknown>>,
  options: OptimizeOptions = {},
): Promise<Optimum> {
  const { trials: most = 50, parallel = 1, retries = 0, onTrial } = options;
  const { store = openMemoryStore().studies, signal = new AbortController().signal } = options;
  const compiled = namedSpaceFrom(space, { source: "the space" });
  const study = await studyOf(store, compiled, options);
  await study.refresh();
  const ended = await workOn(study, functionExecutor(objective, { space: compiled, study }), {
    owner: "optimize",
    parallel,
    most,
    signal,
    retries,
    ...(onTrial ? { onEnd: onTrial } : {}),
  });
  await study.refresh();
  await study.change({ status: ended === "stopped" ? "stopped" : "done" });
  const [first] = study.ranking;
  const best =
    first === undefined
      ? null
      : { number: first.number + 1, values: first.values, parameters: compiled.parametersAt(first.point) };
  return { best, trials: study.trials, study: study.record, ended };
}

async function studyOf(store: StudyStore, space: NamedSpace, options: OptimizeOptions): Promise<Study> {
  const { sampler = "auto", stopper = "none", seed = 1, name } = options;
  const { objectives = [{ metric: "value", direction: "minimize" }] } = options;
  const known = name === undefined ? undefined : await store.getStudy(name);
  if (known !== undefined) {
    const study = new Study(store, known, space);
    await study.change({ status: "open" });
    return study;
  }
  const components = { sampler: componentFrom(sampler), stopper: componentFrom(stopper) };
  checkComponents(components, { objectives: objectives.length });
  return Study.create(store, space, {
    ...(name === undefined ? {} : { name }),
    space: space.document as never,
    ...components,
    objectives,
    seed,
    version: "",
  });
}

function componentFrom(told: string | StudyComponent): StudyComponent {
  return typeof told === "string" ? { kind: told } : told;
}

/** Calls a function for each trial of a study. */
function functionExecutor(
  objective: ObjectiveFunction,
  { space, study }: { space: NamedSpace; study: Study },
): TrialExecutor {
  return {
    lastStep: null,
    run: async (trial, context) => {
      const watch = new Watch(context, new Set(trial.curve.map(({ step }) => step)));
      const value = await call(() =>
        objective(space.parametersAt(trial.point) as Readonly<Record<string, never>>, {
          trial: trial.number + 1,
          signal: context.signal,
          report: (step, told) => watch.report(step, told),
        }),
      );
      context.signal.throwIfAborted();
      if (watch.verdict !== undefined)
        return { status: watch.verdict === "pause" ? "paused" : "stopped", values: [], metrics: {} };
      return endOf(value, study.record.objectives);
    },
  };
}

/** Asks the stopper after each value; what was told before an interruption is not judged again. */
class Watch {
  readonly #context: TrialContext;
  readonly #known: Set<number>;
  verdict: "pause" | "stop" | undefined;

  constructor(context: TrialContext, known: Set<number>) {
    this.#context = context;
    this.#known = known;
  }

  async report(step: number, value: number): Promise<boolean> {
    if (this.verdict !== undefined || this.#context.signal.aborted) return false;
    if (this.#known.has(step)) return true;
    this.#known.add(step);
    const { verdict } = await this.#context.report({ step, value });
    if (verdict !== "continue") this.verdict = verdict;
    return verdict === "continue";
  }
}

async function call(work: () => ObjectiveValue | Promise<ObjectiveValue>): Promise<ObjectiveValue> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof TrainwellError && cause.code === "lease-lost") throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TrainwellError({ kind: "failure", code: "trial-failed", message, cause });
  }
}

function endOf(value: ObjectiveValue, objectives: readonly Objective[]): TrialEnd {
  if (typeof value === "number") return { status: "complete", values: [value] };
  if (Array.isArray(value)) return { status: "complete", values: value };
  const metrics = value as Readonly<Record<string, number>>;
  return { status: "complete", values: objectives.map(({ metric }) => metrics[metric]), metrics };
}
