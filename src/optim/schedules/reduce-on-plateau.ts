import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import {
  type ScheduleDefinition,
  type ScheduleMemory,
  warmupOptions,
  withWarmup,
} from "./schedule-definition.ts";

const options = z.strictObject({
  ...warmupOptions,
  factor: option(z._default(z.number().check(z.gt(0), z.lt(1)), 0.1), {
    help: "What a drop multiplies the rate by.",
    scale: "log",
    range: [0.1, 0.5],
    tune: true,
  }),
  patience: option(z._default(z.int().check(z.nonnegative()), 10), {
    help: "Epochs without a better loss that are let pass; the one after them drops the rate.",
    unit: "epochs",
    scale: "integer",
    range: [2, 20],
    tune: true,
  }),
  threshold: option(z._default(z.number().check(z.nonnegative()), 1e-4), {
    help: "By how much a loss must be below the best one to count as better.",
    scale: "log",
    range: [1e-5, 1e-2],
  }),
  thresholdMode: option(z._default(z.enum(["relative", "absolute"]), "relative"), {
    help: "Whether the threshold is a share of the best loss, or a difference.",
    scale: "choices",
  }),
  cooldown: option(z._default(z.int().check(z.nonnegative()), 0), {
    help: "Epochs after a drop that are not counted.",
    unit: "epochs",
    scale: "integer",
    range: [0, 10],
  }),
  minimumFraction: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0), {
    help: "The lowest rate, as a share of the base.",
    scale: "linear",
    range: [0, 0.1],
  }),
});

type PlateauOptions = z.output<typeof options>;

/** A drop by less than this changes nothing; PyTorch's number. */
const SMALLEST_DROP = 1e-8;

const START = { best: Number.POSITIVE_INFINITY, epochsSinceBest: 0, cooldownLeft: 0, scale: 1 };

/**
 * Drops when the loss no longer falls, as PyTorch's ReduceLROnPlateau stepped at every epoch's end: by
 * `factor` after more than `patience` epochs without a better loss. The loss is that of the dev rows, or of
 * training where there are none.
 *
 * Options, with their limits and defaults: `warmupSteps` (whole number, ≥ 0; 0), `factor` (number, > 0, < 1;
 * 0.1), `patience` (whole number, ≥ 0; 10), `threshold` (number, ≥ 0; 1e-4), `thresholdMode` ("relative" or
 * "absolute"; "relative"), `cooldown` (whole number, ≥ 0; 0), `minimumFraction` (number, ≥ 0, ≤ 1; 0).
 */
export const reduceOnPlateau: ScheduleDefinition<typeof options> = {
  kind: "reduceOnPlateau",
  title: "Reduce on plateau",
  help: "Drops the learning rate by a factor when the loss has not fallen for some epochs.",
  explanation: {
    equation: "rate ← rate·factor after more than patience epochs without a better loss",
    use: "Where nobody knows how long the training will take.",
    pitfalls:
      "A noisy dev loss, as of few rows, sets it off too early or never. Its patience must be well " +
      "below that of early stopping, or the training stops before a drop can help.",
  },
  options,
  decays: true,
  risesFirst: false,
  rate: withWarmup((_options, { base, memory }) => base * (memory?.scale ?? 1)),
  feedback(options, { memory, loss, base }) {
    const before = { ...START, ...memory };
    const isBetter = loss < worst(options, before.best);
    const cooling = before.cooldownLeft > 0;
    const epochsSinceBest = isBetter || cooling ? 0 : before.epochsSinceBest + 1;
    const after = {
      best: isBetter ? loss : before.best,
      epochsSinceBest,
      cooldownLeft: cooling ? before.cooldownLeft - 1 : 0,
      scale: before.scale,
    };
    return epochsSinceBest > options.patience ? dropped(after, options, base) : after;
  },
};

/** The loss below which one is better. */
function worst(options: PlateauOptions, best: number): number {
  const { threshold, thresholdMode } = options;
  return thresholdMode === "relative" ? best * (1 - threshold) : best - threshold;
}

function dropped(
  memory: typeof START,
  { factor, cooldown, minimumFraction }: PlateauOptions,
  base: number,
): ScheduleMemory {
  const scale = Math.max(memory.scale * factor, minimumFraction);
  const matters = (memory.scale - scale) * base > SMALLEST_DROP;
  return {
    ...memory,
    epochsSinceBest: 0,
    cooldownLeft: cooldown,
    scale: matters ? scale : memory.scale,
  };
}
