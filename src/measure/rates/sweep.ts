import { exponential } from "../../optim/schedules/exponential.ts";
import { learningRateAt } from "../../program/host-inputs.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { PORTS } from "../../program/ports.ts";
import { openProgram } from "../../runtime/open-program.ts";
import type { Runtime } from "../../runtime/session.ts";
import { openSource } from "../../train/feed/open-source.ts";
import { StepFeeds } from "../../train/feed/step-feeds.ts";
import type { TrainingPlan } from "../../train/plan/plan.ts";
import { initialState, type TrainingState } from "../../train/trainer/state.ts";

/** The loss of a step at its learning rate. */
export interface SweepPoint {
  readonly learningRate: number;
  readonly loss: number;
}

/** Some training steps at learning rates of the caller's own. */
export interface SweepOptions {
  /** The first and the last learning rate; between them it grows by the same factor at each update. */
  readonly from: number;
  readonly to: number;
  readonly updates: number;
  /** Where to start; the plan's initial weights by default. */
  readonly start?: NetworkState;
  /** Told the losses so far, after every call of a few steps; true ends the sweep. */
  readonly isEnough?: (points: readonly SweepPoint[]) => boolean;
  /** Asked before each call; throwing from it stops the work. */
  readonly checkpoint?: () => void;
}

/** Few enough steps in a call that not many are made in vain. */
const STEPS_PER_CALL = 8;

/**
 * Makes training steps by the plan's own step program, in its own order of rows, while the learning rate
 * grows exponentially; with `from` equal to `to`, which may be 0, it stays. Epochs go on as long as there are
 * steps, without evaluations.
 *
 * @returns each step's loss on its batch before its update; also `state`, what the last step left.
 */
export async function sweepLearningRate(
  given: TrainingPlan,
  runtime: Runtime,
  options: SweepOptions,
): Promise<{ points: SweepPoint[]; state: TrainingState }> {
  const { from, to, updates, start } = options;
  const { accumulate } = given.training;
  const factor = from === to ? 1 : (to / from) ** (1 / Math.max(1, updates - 1));
  const plan: TrainingPlan = {
    ...given,
    ...(start ? { initial: start } : {}),
    optimizer: { ...given.optimizer, learningRate: from },
    schedule: { kind: exponential.kind, warmupSteps: 0, everySteps: 1, factor },
    training: { ...given.training, epochs: updates * accumulate },
  };
  const steps = updates * accumulate;
  const source = openSource(plan);
  const session = await openProgram(runtime, plan.step, plan.device);
  try {
    const feeds = new StepFeeds(plan, source);
    const points: SweepPoint[] = [];
    let state = initialState(plan);
    while (state.step < steps && !options.isEnough?.(points)) {
      options.checkpoint?.();
      const count = Math.min(steps - state.step, STEPS_PER_CALL, feeds.mostSteps(state.step));
      const results = await session.run(await feeds.of(state, count));
      const losses = results.loss.data as Float32Array;
      losses.forEach((loss, index) => {
        points.push({ learningRate: learningRateAt(plan, state.step + index), loss });
      });
      state = {
        ...state,
        step: state.step + count,
        parameters: results[PORTS.state(PORTS.parameters)].data as Float32Array,
        slots: plan.slots.map((name) => results[PORTS.state(name)].data as Float32Array),
        buffers:
          plan.buffers.size > 0 ? (results[PORTS.state(PORTS.buffers)].data as Float32Array) : state.buffers,
      };
    }
    return { points, state };
  } finally {
    await Promise.all([source.close(), session.release()]);
  }
}
