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
 * Nesterov's accelerated gradient in the form of `torch.optim.SGD(nesterov=True)`: v ← momentum·v + g;
 * w ← w − rate·(g + momentum·v). The slot is PyTorch's `momentum_buffer`. Unlike PyTorch's, the weight decay
 * is decoupled.
 */
export const nesterov: OptimizerDefinition<typeof options> = {
  kind: "nesterov",
  title: "Nesterov",
  help: "Momentum that looks ahead to where the velocity is about to lead.",
  paper:
    "Sutskever, Martens, Dahl & Hinton, On the Importance of Initialization and Momentum in Deep Learning, 2013",
  options,
  slots: ["velocity"],
  constants: ["optimizer.momentum"],
  scalars: (options, moment) => ({
    "optimizer.learningRate": moment.learningRate,
    "optimizer.momentum": options.momentum,
    ...decayScalars(options, moment),
  }),
  update(step) {
    const rate = step.scalar("optimizer.momentum");
    const velocity = add(multiply(step.slots[0], rate), step.gradient);
    const ahead = add(step.gradient, multiply(velocity, rate));
    const change = multiply(ahead, step.scalar("optimizer.learningRate"));
    return { parameter: subtract(decayed(step), change), slots: [velocity] };
  },
};
