import * as z from "zod/mini";
import { type ScheduleDefinition, warmupOptions, withWarmup } from "./schedule.ts";

const options = z.strictObject({
  ...warmupOptions,
  /** The share of the training in which the rate rises. */
  riseFraction: z._default(z.number().check(z.gt(0), z.lt(1)), 0.3),
  /** The base rate divided by the first. */
  initialDivisor: z._default(z.number().check(z.gte(1)), 25),
  /** The first rate divided by the last. */
  finalDivisor: z._default(z.number().check(z.gte(1)), 1e4),
});

/**
 * One cycle, as PyTorch's OneCycleLR with cosines: the rate rises from base / initialDivisor to the base, the highest,
 * and then falls to base / initialDivisor / finalDivisor at the last step. Momentum is not cycled.
 */
export const oneCycle: ScheduleDefinition<typeof options> = {
  kind: "oneCycle",
  title: "One cycle",
  help: "Raises the learning rate to the base and lowers it far below where it began, once in the training.",
  paper:
    "Smith & Topin, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates, 2018",
  options,
  decays: true,
  risesFirst: true,
  rate: withWarmup(({ riseFraction, initialDivisor, finalDivisor }, { step, totalSteps, base }) => {
    const initial = base / initialDivisor;
    const last = Math.max(0, totalSteps - 1);
    const peak = Math.min(last, Math.max(0, riseFraction * totalSteps - 1));
    if (step <= peak && peak > 0) return alongCosine(initial, base, step / peak);
    return alongCosine(
      base,
      initial / finalDivisor,
      last === peak ? 0 : Math.min(1, (step - peak) / (last - peak)),
    );
  }),
};

/** From `start` to `end` along half a cosine; `share` in [0, 1]. */
function alongCosine(start: number, end: number, share: number): number {
  return end + ((start - end) * (1 + Math.cos(Math.PI * share))) / 2;
}
