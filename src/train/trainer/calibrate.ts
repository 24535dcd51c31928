import { stateFeeds } from "../../model/evaluate.ts";
import { type Layout, namedViews } from "../../program/layout.ts";
import type { NetworkState } from "../../program/network-state.ts";
import { normalizationFeeds } from "../../program/normalization-feeds.ts";
import { PORTS } from "../../program/ports.ts";
import { openProgram } from "../../runtime/open-program.ts";
import type { Runtime } from "../../runtime/session.ts";
import type { TrainingPlan } from "../plan/plan.ts";

/**
 * The initial weights of a plan. With layer-sequential initialization (Mishkin & Matas, All You Need Is a
 * Good Init, 2016) the layers' weights, which are orthonormal, are scaled one layer after the other so that
 * each layer's output has the variance 1 on the plan's calibration rows; as an output is proportional to its
 * weight, one division each is exact. A layer whose output does not vary stays as it is.
 */
export async function calibratedWeights(plan: TrainingPlan, runtime: Runtime): Promise<NetworkState> {
  const { calibration, initial } = plan;
  if (calibration === undefined) return initial;
  const parameters = initial.parameters.slice();
  const session = await openProgram(runtime, calibration.program, { threads: plan.device.threads });
  try {
    const state = { parameters, buffers: initial.buffers };
    const rows = Object.fromEntries(
      calibration.blocks.map(({ name, dtype, rowShape, data }) => [
        name,
        { dtype, shape: [calibration.rows, ...rowShape], data },
      ]),
    );
    const fixed = { ...rows, ...normalizationFeeds(calibration.blocks) };
    for (const [index, name] of calibration.parameters.entries()) {
      const port = PORTS.variance(index);
      const results = await session.run({ ...fixed, ...stateFeeds(state, plan) }, [port]);
      scale(plan.parameters, parameters, { name, variance: Number(results[port].data[0]) });
    }
  } finally {
    await session.release();
  }
  return { parameters, buffers: initial.buffers };
}

function scale(
  layout: Layout,
  flat: Float32Array,
  { name, variance }: { name: string; variance: number },
): void {
  if (!Number.isFinite(variance) || variance <= 0) return;
  const { data } = namedViews(layout, flat).get(name)!;
  const factor = 1 / Math.sqrt(variance);
  for (let i = 0; i < data.length; i++) data[i] *= factor;
}
