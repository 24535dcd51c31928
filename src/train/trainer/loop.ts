import { TrainwellError } from "../../base/errors.ts";
import { evaluate, evaluateUnless, score } from "../../model/evaluate.ts";
import { scheduleDefinition } from "../../optim/schedules/index.ts";
import { batchRows, rowsPerBatch, stepsPerEpoch } from "../../program/batching.ts";
import { learningRateAt } from "../../program/host-inputs.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { PORTS } from "../../program/ports.ts";
import { probeStatistics } from "../../program/probes.ts";
import type { HistoryRow } from "../../run/history.ts";
import type { CompiledProgram } from "../../runtime/lower.ts";
import { openProgram } from "../../runtime/open-program.ts";
import type { HostArray, Runtime, RuntimeSession, SessionOptions } from "../../runtime/session.ts";
import type { BatchSource } from "../feed/batch-source.ts";
import { openSource, type SourceOptions } from "../feed/open-source.ts";
import { StepFeeds } from "../feed/step-feeds.ts";
import { stepsUntilProbe, type TrainingPlan } from "../plan/plan.ts";
import { batchStatistics, needsBatchStatistics } from "./batch-statistics.ts";
import { calibratedWeights } from "./calibrate.ts";
import { observe, shouldStop } from "./early-stopping.ts";
import { initialState, judgedState, type TrainingState } from "./state.ts";
import { CALL_DURATIONS_MS, CallSizes } from "./steps-per-call.ts";

/**
 * Half of the ten seconds that a killed process may lose; the rest is for the call under way and for writing.
 */
const LONGEST_CHECKPOINT_INTERVAL_MS = 5000;
/** A training that has just begun has less to lose, but should not lose all of it. */
const SHORTEST_CHECKPOINT_INTERVAL_MS = 500;

/** In about so many epochs the training rows are evaluated too. */
const SAMPLED_EPOCHS = 24;

/** The functions of the caller that the loop tells and asks. */
export interface TrainingHooks {
  /** A line of history, exactly once and in order. */
  onHistory?(entry: HistoryRow): void;
  /**
   * The state after some step: after half a second, then whenever the time trained has doubled, at most five
   * seconds apart (or a step, where that takes longer), and at the end. `ended` says that the training ended
   * by itself with this state.
   */
  onCheckpoint?(state: TrainingState, about: { readonly ended: boolean }): void;
  /** Asked between calls of the runtime; true stops training with a checkpoint. */
  interrupted?(): boolean;
  readonly judgement?: Judgement;
}

/** Epochs, from 1, behind which a training waits, so that who judges it there can still end it there. */
export interface Judgement {
  readonly after: readonly number[];
  /** Resolves when the training may go on, or is to find itself interrupted; it never rejects. */
  settle(): Promise<void>;
}

/** How a training ended. `diverged`: a loss or a weight was no longer finite. */
export type TrainingStatus = "finished" | "earlyStopping" | "diverged" | "interrupted";

/** The result of a training. */
export interface TrainingOutcome {
  readonly status: TrainingStatus;
  readonly state: TrainingState;
  /** The best weights by dev loss; the last ones where there is no dev set. */
  readonly chosen: NetworkState;
  /**
   * The chosen weights' predictions of the dev rows, as an evaluation gives them; left out without dev rows
   * and of an interrupted training.
   */
  readonly devPrediction?: Float32Array;
  readonly trainingMs: number;
}

/**
 * Trains by a plan, from the beginning or from a checkpoint. Evaluations happen at epochs' ends and probes at
 * step numbers, so the number of steps per call changes nothing but speed, and a resumed training continues
 * exactly as the uninterrupted one would have.
 *
 * @param plan as `planTraining` makes it.
 * @param runtime runs the compiled programs: `webRuntime` in a page.
 * @param options `hooks` are told and asked (nobody by default); `resume` is a checkpoint to continue from
 *   (by default the training begins anew); `stepsPerCall`, from 1, is by default what takes 40 ms, or up to
 *   400 ms where calls cost much beside their steps (250 ms on WebGPU); what prepares rows that are not
 *   resident, see `SourceOptions`.
 * @throws TrainwellError `checkpoint-other-network` when `resume` has other sizes than the plan.
 */
export async function runTraining(
  plan: TrainingPlan,
  runtime: Runtime,
  options: { hooks?: TrainingHooks; resume?: TrainingState; stepsPerCall?: number } & SourceOptions = {},
): Promise<TrainingOutcome> {
  const { stepsPerCall } = options;
  const resume = options.resume ?? initialState({ ...plan, initial: await calibratedWeights(plan, runtime) });
  checkState(plan, resume);
  const source = openSource(plan, options);
  const sessions: RuntimeSession[] = [];
  const open = async (program: CompiledProgram, options: SessionOptions) => {
    const session = await openProgram(runtime, program, options);
    sessions.push(session);
    return session;
  };
  const { kind: device = "cpu", threads, spinning } = plan.device;
  const steps = device === "webgpu";
  try {
    const step = await open(plan.step, { device, steps, threads, spinning });
    const probing = plan.probing && (await open(plan.probing.program, { device, steps, threads }));
    const evaluation = plan.dev ? await open(plan.evaluation, { device, threads: 1 }) : undefined;
    const loop = new TrainingLoop(plan, { step, probing, evaluation, source }, options.hooks ?? {});
    return await loop.run(resume, stepsPerCall);
  } finally {
    await Promise.all([source.close(), ...sessions.map((session) => session.release())]);
  }
}

function checkState(plan: TrainingPlan, state: TrainingState): void {
  const expected = plan.parameters.size;
  const received = state.parameters.length;
  if (received === expected && state.slots.length === plan.slots.length) return;
  throw new TrainwellError({
    kind: "input",
    code: "checkpoint-other-network",
    message:
      `The checkpoint is of another network or optimizer: it has ${received} weights and ` +
      `${state.slots.length} optimizer slots, expected ${expected} and ${plan.slots.length}.`,
    details: { expected, received },
    hint: "Continue with the recipe that the run was started with.",
  });
}

interface Sessions {
  readonly source: BatchSource;
  readonly step: RuntimeSession;
  readonly probing: RuntimeSession | undefined;
  readonly evaluation: RuntimeSession | undefined;
}

class TrainingLoop {
  readonly #plan: TrainingPlan;
  readonly #sessions: Sessions;
  readonly #hooks: TrainingHooks;
  readonly #stepsPerEpoch: number;
  readonly #feeds: StepFeeds;
  readonly #sizes: CallSizes;
  #evaluationMs = 0;
  readonly #startedAt = performance.now();
  /** When the clock was last looked at, between two calls. */
  #lookedAt = this.#startedAt;
  #checkpointDueAt = this.#startedAt + SHORTEST_CHECKPOINT_INTERVAL_MS;

  constructor(plan: TrainingPlan, sessions: Sessions, hooks: TrainingHooks) {
    this.#plan = plan;
    this.#sessions = sessions;
    this.#hooks = hooks;
    this.#stepsPerEpoch = stepsPerEpoch(plan);
    this.#feeds = new StepFeeds(plan, sessions.source);
    this.#sizes = new CallSizes(CALL_DURATIONS_MS[plan.device.kind ?? "cpu"]);
  }

  async run(from: TrainingState, stepsPerCall: number | undefined): Promise<TrainingOutcome> {
    let state = from;
    let status = this.#statusOf(state);
    while (status === undefined) {
      const next = this.#hooks.interrupted?.() ? undefined : await this.#next(state, stepsPerCall);
      state = next ?? state;
      status = next === undefined ? "interrupted" : this.#statusOf(state);
      if (status === undefined) this.#checkpointWhenDue(state);
    }
    this.#hooks.onCheckpoint?.(state, { ended: status !== "interrupted" });
    // Of an interrupted training nothing is chosen yet.
    const judged = status === "interrupted" || state.best ? undefined : await this.#judgedState(state);
    const chosen = state.best ?? judged ?? judgedState(this.#plan, state);
    const trainingMs = performance.now() - this.#startedAt;
    const outcome = { status, state, chosen, trainingMs };
    return status === "interrupted" ? outcome : { ...outcome, ...(await this.#devPrediction(chosen)) };
  }

  async #devPrediction(chosen: NetworkState): Promise<Pick<TrainingOutcome, "devPrediction">> {
    const { dev } = this.#plan;
    if (dev === undefined) return {};
    const { prediction } = await evaluate(this.#sessions.evaluation!, chosen, { ...this.#plan, ...dev });
    return { devPrediction: prediction };
  }

  #statusOf(state: TrainingState): TrainingStatus | undefined {
    if (this.#epochIsToBeEnded(state)) return undefined;
    if (hasDiverged(state)) return "diverged";
    const { earlyStopping, epochs } = this.#plan.training;
    if (state.step % this.#stepsPerEpoch === 0 && shouldStop(state.stopper, earlyStopping?.patience))
      return "earlyStopping";
    return state.step >= epochs * this.#stepsPerEpoch ? "finished" : undefined;
  }

  /** Whether all steps of an epoch are done, or no further one makes sense, and its evaluation is not. */
  #epochIsToBeEnded(state: TrainingState): boolean {
    const complete = state.step % this.#stepsPerEpoch === 0 || hasDiverged(state);
    return complete && state.epochLoss.examples > 0;
  }

  /** Some steps, or the evaluation at an epoch's end; undefined when it was interrupted. */
  #next(state: TrainingState, stepsPerCall: number | undefined): Promise<TrainingState | undefined> {
    return this.#epochIsToBeEnded(state) ? this.#endEpoch(state) : this.#advance(state, stepsPerCall);
  }

  #checkpointWhenDue(state: TrainingState): void {
    const now = performance.now();
    this.#lookedAt = now;
    // A long evaluation is begun with a fresh checkpoint behind it.
    const ahead = this.#epochIsToBeEnded(state) ? this.#evaluationMs : 0;
    if (now + ahead < this.#checkpointDueAt) return;
    this.#hooks.onCheckpoint?.(state, { ended: false });
    const worked = Math.max(SHORTEST_CHECKPOINT_INTERVAL_MS, now - this.#startedAt);
    this.#checkpointDueAt = now + Math.min(LONGEST_CHECKPOINT_INTERVAL_MS, worked);
  }

  /**
   * Runs the next call: one probed step, or steps up to the next probe, epoch's end or last batch, or fewer.
   */
  async #advance(state: TrainingState, stepsPerCall: number | undefined): Promise<TrainingState> {
    const untilProbe = stepsUntilProbe(this.#plan, state.step);
    if (untilProbe === 0) return this.#advanceProbed(state);
    const most = Math.min(this.#feeds.mostSteps(state.step), untilProbe);
    const withinMs = this.#checkpointDueAt - this.#lookedAt;
    const steps = Math.min(most, stepsPerCall ?? this.#sizes.next(most, { withinMs }));
    const results = await this.#call(state, steps);
    const losses = results.loss.data as Float32Array;
    const broken = losses.findIndex((loss) => !Number.isFinite(loss));
    // Where a training ends must not depend on where calls end, so the call is made again, up to the broken
    // step.
    if (broken >= 0 && broken < steps - 1) return this.#advance(state, broken + 1);
    return this.#after(state, results);
  }

  /** A call of some steps, which is timed. */
  async #call(state: TrainingState, steps: number): Promise<Readonly<Record<string, HostArray>>> {
    const feeds = await this.#feeds.of(state, steps);
    const began = performance.now();
    const results = await this.#sessions.step.run(feeds);
    const durationMs = performance.now() - began;
    // The smaller last batch of an epoch says nothing of the others.
    if (batchRows(this.#plan, state.step) === rowsPerBatch(this.#plan))
      this.#sizes.record({ steps, durationMs });
    return results;
  }

  async #advanceProbed(state: TrainingState): Promise<TrainingState> {
    const results = await this.#sessions.probing!.run(await this.#feeds.of(state, 1));
    const next = this.#after(state, results);
    const { probes } = this.#plan.probing!;
    const statistics = probeStatistics(probes, {
      before: state.parameters,
      after: next.parameters,
      gradients: this.#plan.parameters.pieces.map(
        (_, piece) => results[PORTS.gradient(piece)].data as Float32Array,
      ),
      activations: probes.activations.map(({ layer }) => results[PORTS.activation(layer)]),
    });
    const [loss] = results.loss.data as Float32Array;
    const epoch = Math.floor(state.step / this.#stepsPerEpoch) + 1;
    this.#hooks.onHistory?.({ step: next.step, epoch, kind: "probe", values: { loss, ...statistics } });
    return { ...next, historyRows: next.historyRows + 1 };
  }

  /** The state that a call left. */
  #after(state: TrainingState, results: Readonly<Record<string, HostArray>>): TrainingState {
    const flat = (name: string) => results[PORTS.state(name)].data as Float32Array;
    const losses = results.loss.data as Float32Array;
    const { sum, examples } = state.epochLoss;
    const batchSize = batchRows(this.#plan, state.step);
    return {
      ...state,
      step: state.step + losses.length,
      parameters: flat(PORTS.parameters),
      slots: this.#plan.slots.map(flat),
      buffers: this.#plan.buffers.size > 0 ? flat(PORTS.buffers) : state.buffers,
      epochLoss: {
        sum: losses.reduce((total, loss) => total + loss * batchSize, sum),
        examples: examples + losses.length * batchSize,
      },
    };
  }

  async #endEpoch(state: TrainingState): Promise<TrainingState | undefined> {
    const judged = await this.#judge(state);
    if (judged === undefined) return undefined;
    const { sum, examples } = state.epochLoss;
    const values = {
      "train.loss": sum / examples,
      learningRate: learningRateAt(this.#plan, state.step - 1, state.schedule),
      ...judged.values,
    };
    const epoch = Math.ceil(state.step / this.#stepsPerEpoch);
    this.#hooks.onHistory?.({ step: state.step, epoch, kind: "epoch", values });
    if (this.#hooks.judgement?.after.includes(epoch)) await this.#hooks.judgement.settle();
    const broken = hasDiverged(state) || !allFinite(state.parameters);
    return {
      ...state,
      stopper: judged.stopper,
      best: judged.best,
      ...this.#scheduleAfter(state, judged.values["dev.loss"] ?? sum / examples),
      epochLoss: { sum: broken ? Number.NaN : 0, examples: 0 },
      historyRows: state.historyRows + 1,
    };
  }

  /**
   * The weights and buffers that are judged, with batch statistics of their own; undefined when it was
   * interrupted.
   */
  async #judgedState(state: TrainingState): Promise<NetworkState | undefined> {
    const plan = this.#plan;
    const judged = judgedState(plan, state);
    if (!needsBatchStatistics(plan, state)) return judged;
    const interrupted = () => this.#hooks.interrupted?.() ?? false;
    const buffers = await batchStatistics(plan, {
      session: this.#sessions.step,
      state,
      judged,
      interrupted,
    });
    return buffers && { ...judged, buffers };
  }

  /** The schedule's memory after an epoch of that loss, where it reacts to the loss at all. */
  #scheduleAfter(state: TrainingState, loss: number): Pick<TrainingState, "schedule"> {
    const { schedule, optimizer } = this.#plan;
    const { feedback } = scheduleDefinition(schedule.kind);
    if (feedback === undefined) return {};
    return { schedule: feedback(schedule, { memory: state.schedule, loss, base: optimizer.learningRate }) };
  }

  /** Evaluates on the dev rows, where there are any; undefined when it was interrupted. */
  async #judge(
    state: TrainingState,
  ): Promise<(Pick<TrainingState, "stopper" | "best"> & { values: Record<string, number> }) | undefined> {
    const { dev, metric, training } = this.#plan;
    if (!dev) return { stopper: state.stopper, best: state.best, values: {} };
    const began = performance.now();
    const judged = await this.#judgedState(state);
    if (judged === undefined) return undefined;
    const evaluation = await evaluateUnless(() => this.#hooks.interrupted?.() ?? false, {
      ...this.#plan,
      ...dev,
      session: this.#sessions.evaluation!,
      state: judged,
    });
    if (evaluation === undefined) return undefined;
    this.#evaluationMs = performance.now() - began;
    const result = score(evaluation, dev, metric);
    const epoch = Math.ceil(state.step / this.#stepsPerEpoch);
    const { improved, state: stopper } = observe(
      state.stopper,
      { loss: result.loss, epoch },
      training.earlyStopping?.minimumDelta,
    );
    return {
      stopper,
      best: improved ? judged : state.best,
      values: {
        "dev.loss": result.loss,
        [`dev.${metric.kind}`]: result.metric,
        ...(await this.#sampleValues(judged, epoch)),
      },
    };
  }

  /** Some training rows evaluated as the dev rows are, in some of the epochs: curves need no more. */
  async #sampleValues(judged: NetworkState, epoch: number): Promise<Record<string, number>> {
    const { trainSample, metric, training } = this.#plan;
    const isDue = epoch === 1 || epoch % Math.ceil(training.epochs / SAMPLED_EPOCHS) === 0;
    if (trainSample === undefined || !isDue) return {};
    const evaluation = await evaluate(this.#sessions.evaluation!, judged, { ...this.#plan, ...trainSample });
    const { loss, metric: value } = score(evaluation, trainSample, metric);
    return { "train.evaluatedLoss": loss, [`train.${metric.kind}`]: value };
  }
}

function hasDiverged(state: TrainingState): boolean {
  return !Number.isFinite(state.epochLoss.sum);
}

/** Zero times a number is NaN exactly when the number is not finite. */
function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * values[i];
  return sum === 0;
}
