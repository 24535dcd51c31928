import * as z from "zod/mini";
import { multiply, subtract } from "../../graph/operations/index.ts";
import type { OptimizerDefinition } from "../optimizer.ts";
import { commonOptions } from "./options.ts";
import { decayed, decayScalars } from "./weight-decay.ts";

const options = z.strictObject(commonOptions({ learningRate: 1e-3 }));

/** Stochastic gradient descent: w ← w − rate·g. Equals `torch.optim.SGD` for weight decay too, where both are one. */
export const sgd: OptimizerDefinition<typeof options> = {
  kind: "sgd",
  title: "SGD",
  help: "Goes straight down the gradient.",
  paper: "Robbins & Monro, A Stochastic Approximation Method, 1951",
  options,
  slots: [],
  constants: [],
  scalars: (options, moment) => ({
    "optimizer.learningRate": moment.learningRate,
    ...decayScalars(options, moment),
  }),
  update(step) {
    const change = multiply(step.gradient, step.scalar("optimizer.learningRate"));
    return { parameter: subtract(decayed(step), change), slots: [] };
  },
};
