import { add, divide, multiply, sqrt } from "../../graph/operations/index.ts";
import { ADAM_SLOTS, type AdamOptions, adamConstants, adamSums } from "./scale-by-adam.ts";
import type { Transform } from "./transform.ts";

/** The length of average from which on PyTorch takes the variance for known. */
const SHORTEST_KNOWN = 5;

/**
 * RAdam's scaling, as `torch.optim.RAdam`: while the average of squares is short (ρt ≤ 5) the direction is m̂
 * alone, afterwards m̂ · rectification · √(1 − beta2^t) / (√v + epsilon) with
 * rectification = √((ρt − 4)(ρt − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρt)), ρ∞ = 2 / (1 − beta2) − 1 and
 * ρt = ρ∞ − 2t·beta2^t / (1 − beta2^t). In the decayed sums of `scaleByAdam`, with a denominator
 * share·√V + epsilon that is 1 at first.
 *
 * @see Liu et al., On the Variance of the Adaptive Learning Rate and Beyond, 2020
 */
export function scaleByRadam(options: AdamOptions): Transform {
  const { beta1, beta2, epsilon } = options;
  const longest = 2 / (1 - beta2) - 1;
  const lengthAt = (step: number) => longest - (2 * step * beta2 ** step) / (1 - beta2 ** step);
  return {
    slots: ADAM_SLOTS,
    constants: adamConstants(options),
    scalars({ step }) {
      const known = lengthAt(step) > SHORTEST_KNOWN;
      return {
        "optimizer.spreadShare": known ? Math.sqrt(1 - beta2) : 0,
        "optimizer.epsilon": known ? epsilon : 1,
      };
    },
    stepSize(size, { step }) {
      const plain = (size * (1 - beta1)) / (1 - beta1 ** step);
      const length = lengthAt(step);
      if (length <= SHORTEST_KNOWN) return plain;
      const rectification = Math.sqrt(
        ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length),
      );
      return plain * rectification * Math.sqrt(1 - beta2 ** step);
    },
    apply(gradient, step) {
      const [sumOfGradients, sumOfSquares] = adamSums(gradient, step);
      const spread = multiply(sqrt(sumOfSquares), step.scalar("optimizer.spreadShare"));
      return {
        direction: divide(sumOfGradients, add(spread, step.scalar("optimizer.epsilon"))),
        slots: [sumOfGradients, sumOfSquares],
      };
    },
  };
}
