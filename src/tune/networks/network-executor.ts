import { TrainwellError } from "../../base/errors.ts";
import { mean } from "../../base/statistics.ts";
import { type Design, type MemberRows, seededFor } from "../../lab/committee.ts";
import { metricTarget } from "../../lab/judged-target.ts";
import { memberLoss } from "../../lab/member-loss.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { judgeRows } from "../../lab/scores/judge-rows.ts";
import { SCORE_NAMES } from "../../lab/scores/score-metrics.ts";
import { scoresOf } from "../../lab/scores/scores.ts";
import { meanMetrics } from "../../lab/scores/value-scores.ts";
import { type DevTraining, performTrial } from "../../lab/training.ts";
import type { Workshop } from "../../lab/workshop.ts";
import { chooseMetric } from "../../nn/judging/chosen-metric.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { HistoryRow } from "../../run/history.ts";
import { isOwnRun, type OwnRun, type StoredData } from "../../run/record.ts";
import type { LeasedTrial, TrialEnd } from "../../store/study-store.ts";
import type { RecipeSpace } from "../space/recipe-space.ts";
import { stopperRungs } from "../stoppers/decide-trial.ts";
import type { Study } from "../study/ask-and-tell.ts";
import { rankedTrials } from "../study/study-history.ts";
import type { TrialContext, TrialExecutor } from "../study/trial-worker.ts";
import { type MemberLosses, memberLossesOf, racedLoss, raceVerdict } from "./race.ts";
import { TrialClock } from "./trial-clock.ts";

/** The metric that a study of networks minimizes unless told otherwise. */
export const LOSS_METRIC = "loss";

/** Where and on what the networks of a study are trained. */
export interface NetworkStudy {
  readonly workshop: Workshop;
  readonly prepared: Prepared;
  readonly design: Design;
  readonly space: RecipeSpace;
  readonly study: Study;
  /** How many of the members each trial trains at most; "race" decides after each whether one more pays. */
  readonly repeats: "race" | number;
  /** Whether a trial that has run for so long, in milliseconds, is to be ended; none is where left out. */
  readonly isOverdue?: (ranMs: number) => boolean;
}

/** The members that trials are trained by: of a cross-validation its first repeat, else every seed. */
export function searchMembers({ kind, members }: Design): readonly MemberRows[] {
  return kind === "fixedSplit" ? members : members.filter(({ repeat }) => repeat === 0);
}

/** Trains the networks of a study's trials, member by member, each with checkpoints in the store. */
export function networkExecutor(about: NetworkStudy): TrialExecutor {
  return {
    lastStep: about.prepared.recipe.training.epochs,
    run: (trial, context) => runTrial(about, trial, context),
  };
}

async function runTrial(about: NetworkStudy, trial: LeasedTrial, context: TrialContext): Promise<TrialEnd> {
  const recipe = about.space.recipeAt(trial.point);
  const all = searchMembers(about.design);
  const wanted = about.repeats === "race" ? all : all.slice(0, about.repeats);
  const trainings: DevTraining[] = [];
  const losses: Record<string, number> = Object.create(null);
  const began = performance.now();
  const isOverdue = () => about.isOverdue?.(performance.now() - began) === true;
  for (const [index, member] of wanted.entries()) {
    const request = { trial, recipe, member, watches: index === 0, isOverdue };
    const trained = await trainMember(about, request, context);
    // A trial without the time for all members has what some say, where that is compared fold by fold.
    if (trained.type === "late" && referenceOf(about.study, wanted.length) !== undefined && index > 0) break;
    if (trained.type !== "trained") return trained.end;
    trainings.push(trained.training);
    losses[member.number + 1] = memberLoss(about.prepared.target, trained.training, devRows(wanted));
    if (about.repeats === "race" && index + 1 < wanted.length) {
      await about.study.refresh();
      if (!raceVerdict(losses, rivals(about.study, wanted.length)).goOn) break;
    }
  }
  return endOf(about, { trainings, losses, wanted: wanted.length });
}

/** All rows that are some member's dev rows. */
function devRows(members: readonly MemberRows[]): Int32Array {
  return Int32Array.from(new Set(members.flatMap(({ dev }) => Array.from(dev)))).sort();
}

/** The losses of the trials that were trained by all members, the best first. */
function rivals({ record, trials }: Study, members: number): MemberLosses[] {
  return rankedTrials(record, trials)
    .map(memberLossesOf)
    .filter((losses) => Object.keys(losses).length === members);
}

/** The first trial with all members, so that the reference stays the same throughout the study. */
function referenceOf({ trials }: Study, members: number): MemberLosses | undefined {
  return trials
    .filter(({ status }) => status === "complete")
    .map(memberLossesOf)
    .find((other) => Object.keys(other).length === members);
}

/** How a trial ended whose members were trained: its values, with all metrics that were asked for. */
export function endOf(
  { study, prepared }: Pick<NetworkStudy, "study" | "prepared">,
  about: { trainings: readonly DevTraining[]; losses: MemberLosses; wanted: number },
): TrialEnd {
  const { trainings, losses, wanted } = about;
  const { value, standardError } = racedLoss(losses, referenceOf(study, wanted));
  const scores = trainings.map(({ dev }) => scoresOf(prepared.target, dev).metrics);
  const metrics: Record<string, StoredData> = {
    ...meanMetrics(scores),
    [LOSS_METRIC]: value,
    parameters: trainings[0].outcome.chosen.parameters.length,
    trainMs: mean(trainings.map(({ durationMs }) => durationMs)),
    epochs: mean(trainings.map(({ history }) => history.filter(({ kind }) => kind === "epoch").length)),
    members: trainings.length,
    memberLosses: losses,
  };
  const asked = new Set([...study.record.objectives, ...study.record.limits].map(({ metric }) => metric));
  for (const name of asked)
    if (!Object.hasOwn(metrics, name)) metrics[name] = meanMetric(prepared, trainings, name);
  const values = study.record.objectives.map(({ metric }) => {
    const found = metrics[metric];
    return typeof found === "number" ? found : Number.NaN;
  });
  if (!Number.isFinite(value)) {
    const error = "A training diverged: its dev loss is not finite.";
    return { status: "failed", error, metrics };
  }
  return { status: "complete", values, metrics, ...(standardError === undefined ? {} : { standardError }) };
}

/**
 * A metric that scores do not have by themselves, such as "f1" or "recall:yes": its mean over the members.
 */
function meanMetric({ target }: Prepared, trainings: readonly DevTraining[], name: string): number {
  const chosen = chooseMetric(name, metricTarget(target));
  return mean(trainings.map(({ dev }) => judgeRows(target, chosen, dev).value));
}

/** The metrics of a trial of networks beside scores. */
const OWN_METRICS: readonly string[] = [LOSS_METRIC, "parameters", "trainMs", "epochs", "members"];

/**
 * Refuses a metric that no trial would report.
 *
 * @throws TrainwellError `metric-unknown`, `metric-task` or `metric-class`.
 */
export function checkTrialMetric(target: Prepared["target"], name: string): void {
  if (OWN_METRICS.includes(name)) return;
  try {
    chooseMetric(name, metricTarget(target));
  } catch (error) {
    // Scores have some that nobody can choose, such as "macroPrecision".
    const isUnknown = error instanceof TrainwellError && error.code === "metric-unknown";
    if (!isUnknown || !(SCORE_NAMES as readonly string[]).includes(name)) throw error;
  }
}

/** A member that was trained, or was ended before, by the stopper ("halted") or the clock ("late"). */
type Trained =
  | { readonly type: "trained"; readonly training: DevTraining }
  | { readonly type: "halted" | "late"; readonly end: TrialEnd };

async function trainMember(
  { workshop, prepared, study }: NetworkStudy,
  about: {
    trial: LeasedTrial;
    recipe: Recipe;
    member: MemberRows;
    watches: boolean;
    isOverdue: () => boolean;
  },
  context: TrialContext,
): Promise<Trained> {
  const { trial, member, watches, isOverdue } = about;
  const halt = new AbortController();
  let verdict: "pause" | "stop" | undefined;
  const watcher = new CurveWatcher(trial, context, (decision) => {
    verdict ??= decision;
    halt.abort();
  });
  const recipe = seededFor(about.recipe, member);
  const { stopper } = study.record;
  const { epochs: lastStep } = prepared.recipe.training;
  const resume = await earlierRun(workshop, trial, member);
  const signal = AbortSignal.any([context.signal, halt.signal]);
  const isJudged = watches && stopper.kind !== "none";
  const clock = new TrialClock(isOverdue, () => halt.abort());
  try {
    const training = await performTrial({ ...workshop, signal }, prepared, {
      recipe,
      rows: member,
      place: { job: study.record.id, role: "trial", number: trial.number + 1, member: member.number + 1 },
      title: `trial ${trial.number + 1}, member ${member.number + 1}`,
      ...(resume ? { resume } : {}),
      onRun: (run) => resume === undefined && watcher.note(run),
      onHistory: (row) => {
        clock.note(row);
        if (isJudged) watcher.see(row);
      },
      ...(isJudged
        ? {
            judgement: {
              after: stopperRungs(stopper, { lastStep }),
              // A fault is told when the training has ended.
              settle: () => watcher.settle().catch(() => {}),
            },
          }
        : {}),
    });
    await watcher.settle();
    return { type: "trained", training };
  } catch (error) {
    await watcher.settle();
    const wasHalted = halt.signal.aborted && !context.signal.aborted;
    if (!(wasHalted && error instanceof TrainwellError && error.kind === "interrupted")) throw error;
    const isLate = verdict === undefined;
    if (isLate && watches && !isJudged) await clock.reportLast(trial, context);
    const status = verdict === "pause" ? "paused" : "stopped";
    return { type: isLate ? "late" : "halted", end: { status, values: [], metrics: {} } };
  } finally {
    clock.stop();
  }
}

/** The run of a trial's member that an earlier worker began, or that was paused. */
async function earlierRun(
  { store }: Workshop,
  { runs }: LeasedTrial,
  { number }: MemberRows,
): Promise<OwnRun | undefined> {
  for (const id of runs) {
    const run = await store.getRun(id);
    if (run !== undefined && isOwnRun(run) && run.place.member === number + 1) return run;
  }
  return undefined;
}

/** Reports a training's epochs one after the other, and says when the stopper has had enough. */
class CurveWatcher {
  readonly #known: Set<number>;
  readonly #context: TrialContext;
  readonly #onHalt: (verdict: "pause" | "stop") => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ curve }: LeasedTrial, context: TrialContext, onHalt: (verdict: "pause" | "stop") => void) {
    this.#known = new Set(curve.map(({ step }) => step));
    this.#context = context;
    this.#onHalt = onHalt;
  }

  note(run: string): void {
    this.#last = this.#last.then(() => this.#context.noteRuns([run]));
    this.#last.catch(() => this.#onHalt("pause"));
  }

  /** Reports of before an interruption are not judged again: their trial was told to go on. */
  see({ kind, epoch, values }: HistoryRow): void {
    const value = values["dev.loss"];
    if (kind !== "epoch" || value === undefined || this.#known.has(epoch)) return;
    this.#known.add(epoch);
    this.#last = this.#last.then(async () => {
      const { verdict } = await this.#context.report({ step: epoch, value });
      if (verdict !== "continue") this.#onHalt(verdict);
    });
    this.#last.catch(() => this.#onHalt("pause"));
  }

  /** Waits for the reports. @throws what they threw, such as `lease-lost`. */
  async settle(): Promise<void> {
    await this.#last;
  }
}
