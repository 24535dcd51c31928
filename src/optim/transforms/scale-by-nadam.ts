import { add, divide, multiply, sqrt } from "../../graph/operations/index.ts";
import { ADAM_SLOTS, type AdamOptions, adamConstants, adamScale, adamSums } from "./scale-by-adam.ts";
import type { Transform } from "./transform.ts";

/** Below this a product changes 1 − product no more. */
const NEGLIGIBLE = 1e-17;

/**
 * NAdam's scaling, Adam with Nesterov's look ahead, as `torch.optim.NAdam`. With the momentum's course
 * μt = beta1·(1 − 0.96^(t·momentumDecay) / 2) and its products Pt = μ1···μt the direction is
 * ((1 − μt) / (1 − Pt) · g + μ(t+1) / (1 − P(t+1)) · m) / (√v̂ + epsilon), in the decayed sums of
 * `scaleByAdam`.
 *
 * @see Dozat, Incorporating Nesterov Momentum into Adam, 2016
 */
export function scaleByNadam(options: AdamOptions & { momentumDecay: number }): Transform {
  const { beta1, epsilon, momentumDecay } = options;
  const momentum = (step: number) => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
  const products = [1];
  const product = (step: number): number => {
    while (products.length <= step && products[products.length - 1] > NEGLIGIBLE)
      products.push(products[products.length - 1] * momentum(products.length));
    return products[step] ?? 0;
  };
  const ofGradient = (step: number) => (1 - momentum(step)) / (1 - product(step));
  const ofAverage = (step: number) => momentum(step + 1) / (1 - product(step + 1));
  return {
    slots: ADAM_SLOTS,
    constants: adamConstants(options),
    scalars: (moment) => ({
      "optimizer.epsilon": epsilon / adamScale(options, moment),
      "optimizer.lookAhead": (ofAverage(moment.step) * (1 - beta1)) / ofGradient(moment.step),
    }),
    stepSize: (size, moment) => (size * ofGradient(moment.step)) / adamScale(options, moment),
    apply(gradient, step) {
      const [sumOfGradients, sumOfSquares] = adamSums(gradient, step);
      const ahead = add(gradient, multiply(sumOfGradients, step.scalar("optimizer.lookAhead")));
      const spread = add(sqrt(sumOfSquares), step.scalar("optimizer.epsilon"));
      return { direction: divide(ahead, spread), slots: [sumOfGradients, sumOfSquares] };
    },
  };
}
