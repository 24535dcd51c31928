import * as z from "zod/mini";
import { add, multiply, subtract } from "../../graph/operations/index.ts";
import type { OptimizerDefinition } from "../optimizer.ts";
import { commonOptions, fraction } from "./options.ts";
import { decayed, decayScalars } from "./weight-decay.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-3 }),
  /** The share of the velocity that stays at each step. */
  momentum: fraction(0.9),
});

/**
 * SGD with momentum, as `torch.optim.SGD(momentum, dampening=0)`: v ← momentum·v + g; w ← w − rate·v. The slot is
 * PyTorch's `momentum_buffer`. Unlike PyTorch's, the weight decay is decoupled.
 */
export const momentum: OptimizerDefinition<typeof options> = {
  kind: "momentum",
  title: "Momentum",
  help: "SGD that keeps rolling in the direction of past gradients.",
  paper: "Polyak, Some Methods of Speeding up the Convergence of Iteration Methods, 1964",
  options,
  slots: ["velocity"],
  constants: ["optimizer.momentum"],
  scalars: (options, moment) => ({
    "optimizer.learningRate": moment.learningRate,
    "optimizer.momentum": options.momentum,
    ...decayScalars(options, moment),
  }),
  update(step) {
    const velocity = add(multiply(step.slots[0], step.scalar("optimizer.momentum")), step.gradient);
    const change = multiply(velocity, step.scalar("optimizer.learningRate"));
    return { parameter: subtract(decayed(step), change), slots: [velocity] };
  },
};
