import * as z from "zod/mini";
import { add, divide, multiply, sqrt, subtract } from "../../graph/operations/index.ts";
import type { OptimizerDefinition } from "../optimizer.ts";
import { commonOptions, fraction, smallPositive } from "./options.ts";
import { decayed, decayScalars } from "./weight-decay.ts";

const options = z.strictObject({
  ...commonOptions({ learningRate: 1e-2 }),
  /** The share of the average of squares that stays at each step; PyTorch's `alpha`. */
  smoothing: fraction(0.99),
  epsilon: smallPositive(1e-8),
});

/**
 * RMSprop, as `torch.optim.RMSprop` without momentum: s ← smoothing·s + (1 − smoothing)·g²;
 * w ← w − rate·g / (√s + epsilon).
 *
 * The slot holds the sum S = s / (1 − smoothing), which saves a pass over the state: S ← smoothing·S + g², and the
 * constants move into the step size and epsilon. PyTorch's `square_avg` is (1 − smoothing)·S.
 */
export const rmsprop: OptimizerDefinition<typeof options> = {
  kind: "rmsprop",
  title: "RMSprop",
  help: "Divides each gradient by its recent size, so that every weight moves at a like pace.",
  paper: "Tieleman & Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012",
  options,
  slots: ["sumOfSquares"],
  constants: ["optimizer.epsilon", "optimizer.smoothing"],
  scalars(options, moment) {
    const scale = Math.sqrt(1 - options.smoothing);
    return {
      "optimizer.stepSize": moment.learningRate / scale,
      "optimizer.epsilon": options.epsilon / scale,
      "optimizer.smoothing": options.smoothing,
      ...decayScalars(options, moment),
    };
  },
  update(step) {
    const { gradient, scalar } = step;
    const squares = add(multiply(step.slots[0], scalar("optimizer.smoothing")), multiply(gradient, gradient));
    const direction = divide(gradient, add(sqrt(squares), scalar("optimizer.epsilon")));
    return {
      parameter: subtract(decayed(step), multiply(direction, scalar("optimizer.stepSize"))),
      slots: [squares],
    };
  },
};
