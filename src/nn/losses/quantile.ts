import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { shapeError } from "../../graph/operation.ts";
import {
  constant,
  maximum,
  mean,
  multiply,
  reshape,
  scalar,
  subtract,
} from "../../graph/operations/index.ts";
import { isFloat } from "../../graph/tensor.ts";
import { normalPinball, totalOf } from "./chance.ts";
import type { LossDefinition } from "./loss.ts";
import { predictedValues } from "./values.ts";

const options = z.strictObject({
  quantiles: option(
    z._default(
      z.array(z.number().check(z.gt(0), z.lt(1))).check(
        z.minLength(1),
        z.refine((list) => list.every((value, index) => index === 0 || value > list[index - 1]), {
          error: "Expected quantiles in ascending order",
        }),
      ),
      [0.1, 0.5, 0.9],
    ),
    { help: "The quantiles, ascending; each is an output of its own." },
  ),
});

/**
 * The quantile (pinball) loss: l = max(q·e, (q − 1)·e) with e = target − output, which is least where a share
 * q of the targets lies below the output. The mean over an example's values and quantiles. The outputs are
 * [batch, values · quantiles], the quantiles of the first value first. Nothing keeps the outputs of one value
 * in order.
 *
 * Options, with their limits and defaults: `quantiles` (list of numbers, > 0, < 1, at least 1 item;
 * [0.1,0.5,0.9]).
 */
export const quantile: LossDefinition<typeof options> = {
  kind: "quantile",
  title: "Quantile",
  help: "For values of which a range is wanted: predicts the quantiles between which they lie.",
  paper: "Koenker & Bassett, Regression Quantiles, 1978",
  explanation: {
    equation: "l = max(q·e, (q − 1)·e) with e = t − z, for each quantile q",
    use: "Where a range is wanted and not a number: quantiles 0.1 and 0.9 bound 80% of the values.",
    pitfalls:
      "Nothing keeps the quantiles of one example in order. Those near 0 and 1 need many rows: " +
      "compare the share of dev rows below each with the quantile.",
  },
  options,
  targets: ["values"],
  judgedBy: { values: "pinball" },
  quantiles: (given) => given.quantiles,
  perExample(output, target, { quantiles }) {
    const width = target.shape.length === 1 ? 1 : target.shape[1];
    const count = quantiles.length;
    if (!isFloat(target.dtype) || output.shape.length !== 2 || output.shape[1] !== width * count) {
      throw shapeError(
        "quantile",
        `an output for each of the ${count} quantiles of each target value`,
        [output, target],
        'Give the last layer the units "outputs".',
      );
    }
    const [batch] = output.shape;
    const { dtype } = output;
    const errors = subtract(reshape(target, [batch, width, 1]), reshape(output, [batch, width, count]));
    const shares = constant(dtype, [1, 1, count], quantiles);
    const losses = maximum(multiply(shares, errors), multiply(subtract(shares, scalar(1, dtype)), errors));
    return mean(losses, { axes: [1, 2] });
  },
  prediction: predictedValues,
  /** The mean of φ(Φ⁻¹(q)) over the quantiles q, taking values to be standardized and normal. */
  chanceLevel: ({ quantiles }) => totalOf(quantiles.map(normalPinball)) / quantiles.length,
};
