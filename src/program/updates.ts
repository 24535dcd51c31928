import * as counts from "../recipe/step-counts.ts";
import type { AveragingRecipe } from "../recipe/types.ts";
import { stepsPerEpoch } from "./batching.ts";
import type { StepPlan } from "./step-plan.ts";

/** Where a step (a mini-batch) stands among the updates. */
export interface UpdateMoment {
  /** The number of the update that the step's gradient goes into, from 0. */
  readonly update: number;
  /** Whether it is the first of the update's steps. */
  readonly isFirst: boolean;
  /** Whether it is the last, which changes the weights. */
  readonly isLast: boolean;
}

type Counted = Pick<StepPlan, "training" | "trainRows">;

/** The number of updates in an epoch; the last one may be made of fewer steps. */
export function updatesPerEpoch(plan: Counted): number {
  return counts.updatesPerEpoch(plan.training, plan.trainRows.length);
}

/** Which update a step (counted from 0) belongs to. Updates do not reach over the end of an epoch. */
export function updateMoment(plan: Counted, step: number): UpdateMoment {
  return updateMoments(plan)(step);
}

/** As {@link updateMoment}, for asking it of many steps. */
export function updateMoments(plan: Counted): (step: number) => UpdateMoment {
  const steps = stepsPerEpoch(plan);
  const updates = updatesPerEpoch(plan);
  const { accumulate } = plan.training;
  if (accumulate === 1) return (step) => ({ update: step, isFirst: true, isLast: true });
  return (step) => {
    const inEpoch = step % steps;
    const inUpdate = inEpoch % accumulate;
    return {
      update: Math.floor(step / steps) * updates + Math.floor(inEpoch / accumulate),
      isFirst: inUpdate === 0,
      isLast: inUpdate === accumulate - 1 || inEpoch === steps - 1,
    };
  };
}

/**
 * The share that the weights after an update have in their average. `ema`: (1 − decay) / (1 − decay^t), which
 * keeps the average corrected for its start. `swa`: 1 at every update until the first epoch's end that
 * counts, then 1/k at the k-th and 0 between them; so until then the average is the weights themselves.
 *
 * @param update counted from 0.
 */
export function averagingShare(
  averaging: AveragingRecipe,
  { update, updatesPerEpoch, epochs }: { update: number; updatesPerEpoch: number; epochs: number },
): number {
  if (averaging.kind === "ema") return (1 - averaging.decay) / (1 - averaging.decay ** (update + 1));
  const past = Math.floor(update / updatesPerEpoch) - firstAveraged(averaging, epochs);
  if (past <= 0) return 1;
  return (update + 1) % updatesPerEpoch === 0 ? 1 / (past + 1) : 0;
}

/** How many epochs' ends an swa average is the mean of after `epoch` epochs; 0 before the first. */
export function averagedEnds(
  averaging: AveragingRecipe & { kind: "swa" },
  { epoch, epochs }: { epoch: number; epochs: number },
): number {
  return Math.max(0, epoch - firstAveraged(averaging, epochs));
}

/** The first epoch, counted from 0, whose end counts. */
function firstAveraged({ startFraction }: AveragingRecipe & { kind: "swa" }, epochs: number): number {
  return Math.min(Math.floor(startFraction * epochs), epochs - 1);
}
