import { optimizerDefinition } from "../optim/optimizers/index.ts";
import { NO_EVALUATION, type StopperState } from "./early-stopping.ts";
import type { TrainingPlan } from "./plan.ts";

/** Weights and buffers that belong together. */
export interface NetworkState {
  readonly parameters: Float32Array;
  readonly buffers: Float32Array;
}

/**
 * Where a training stands after `step` steps: all that the next step depends on. A checkpoint is this and nothing
 * else; the shuffles, masks and schedules follow from `step` alone.
 */
export interface TrainingState extends NetworkState {
  readonly step: number;
  readonly slots: readonly Float32Array[];
  /** The best weights so far by dev loss; undefined before the first evaluation. */
  readonly best: NetworkState | undefined;
  readonly stopper: StopperState;
  /** The running sums of the epoch under way. */
  readonly epochLoss: { readonly sum: number; readonly examples: number };
  /** How many rows of history have been reported. */
  readonly historyRows: number;
}

/** The state before the first step. */
export function initialState(plan: TrainingPlan): TrainingState {
  const slots = optimizerDefinition(plan.optimizer.kind).slots(plan.optimizer);
  return {
    step: 0,
    ...plan.initial,
    slots: slots.map(({ initial = 0 }) => new Float32Array(plan.parameters.size).fill(initial)),
    best: undefined,
    stopper: NO_EVALUATION,
    epochLoss: { sum: 0, examples: 0 },
    historyRows: 0,
  };
}
