/** The memory of early stopping between evaluations; plain data, part of a checkpoint. */
export interface StopperState {
  readonly best: number;
  readonly bestEpoch: number;
  readonly evaluationsSinceBest: number;
}

/** The state before the first evaluation. */
export const NO_EVALUATION: StopperState = {
  best: Number.POSITIVE_INFINITY,
  bestEpoch: 0,
  evaluationsSinceBest: 0,
};

/**
 * Early stopping (Prechelt, "Early Stopping - But When?", 1998): an evaluation counts as the best when its
 * dev loss is below the best one by more than `minimumDelta`; after `patience` evaluations without one,
 * training stops.
 */
export function observe(
  state: StopperState,
  evaluation: { loss: number; epoch: number },
  minimumDelta = 0,
): { state: StopperState; improved: boolean } {
  const improved = evaluation.loss < state.best - minimumDelta;
  return {
    improved,
    state: improved
      ? { best: evaluation.loss, bestEpoch: evaluation.epoch, evaluationsSinceBest: 0 }
      : { ...state, evaluationsSinceBest: state.evaluationsSinceBest + 1 },
  };
}

/** Whether patience has run out. */
export function shouldStop(state: StopperState, patience: number | undefined): boolean {
  return patience !== undefined && state.evaluationsSinceBest >= patience;
}
