import { batchRows, stepsPerEpoch } from "../../program/batching.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { PORTS } from "../../program/ports.ts";
import { averagedEnds } from "../../program/updates.ts";
import type { RuntimeSession } from "../../runtime/session.ts";
import { ResidentSource } from "../feed/resident-source.ts";
import { StepFeeds } from "../feed/step-feeds.ts";
import type { TrainingPlan } from "../plan/plan.ts";
import type { TrainingState } from "./state.ts";

/**
 * Whether the judged weights are a mean of several epochs' ends, whose batch statistics are those of none of
 * them. A stream's rows cannot be had again, so there the mean of the statistics has to do.
 */
export function needsBatchStatistics(plan: TrainingPlan, { step }: Pick<TrainingState, "step">): boolean {
  const { averaging, epochs } = plan.training;
  if (averaging?.kind !== "swa" || plan.buffers.size === 0 || plan.feed.kind === "streamed") return false;
  return averagedEnds(averaging, { epoch: Math.floor(step / stepsPerEpoch(plan)), epochs }) > 1;
}

/**
 * The running statistics of batch normalization for given weights: the mean over the mini-batches of one pass
 * over the training rows, each weighted by its rows. Rows are taken without augmentation, and steps with
 * dropout, as in training.
 *
 * @param options `session` of the step's program, whose updates are left aside; `interrupted` is asked before
 * each step.
 * @returns the buffers, or undefined when it was interrupted.
 * @see Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018, section 3.2
 */
export async function batchStatistics(
  plan: TrainingPlan,
  options: {
    session: RuntimeSession;
    state: TrainingState;
    judged: NetworkState;
    interrupted: () => boolean;
  },
): Promise<Float32Array | undefined> {
  const { session, state, judged, interrupted } = options;
  const { blocks, training } = plan;
  const trainRows = plan.trainRows as Int32Array;
  const feeds = new StepFeeds(plan, new ResidentSource({ blocks, trainRows, seed: training.seed }));
  let [buffers, rows] = [judged.buffers, 0];
  for (let step = 0; step < stepsPerEpoch(plan); step++) {
    if (interrupted()) return undefined;
    const size = batchRows(plan, step);
    rows += size;
    const at = { ...state, step, parameters: judged.parameters, buffers };
    const results = await session.run({ ...(await feeds.of(at, 1)), ...momenta(plan, size / rows) });
    buffers = results[PORTS.state(PORTS.buffers)].data as Float32Array;
  }
  return buffers;
}

/** The share of the new statistics, for all layers that have one. */
function momenta(plan: TrainingPlan, share: number) {
  const names = plan.scalars.filter(({ name }) => /^network\.layers\.[^.]+\.momentum$/.test(name));
  return Object.fromEntries(
    names.map(({ name }) => [
      PORTS.scalar(name),
      { dtype: "float32" as const, shape: [], data: Float32Array.of(share) },
    ]),
  );
}
