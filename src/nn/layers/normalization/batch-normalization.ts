import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import {
  add,
  countAlong,
  divide,
  maximum,
  mean,
  multiply,
  normalize,
  reshape,
  sqrt,
  square,
  subtract,
} from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import type { BuildContext, LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";

const options = z.strictObject({
  momentum: option(z._default(z.number().check(z.gte(0), z.lte(1)), 0.1), {
    help:
      "The weight of a new batch in the running statistics: running ← (1 − momentum)·running + " +
      "momentum·batch.",
    scale: "log",
    range: [0.01, 0.3],
  }),
  epsilon: option(z._default(z.number().check(z.positive()), 1e-5), {
    help: "Added to the variance, so that nothing is divided by zero.",
    scale: "log",
    range: [1e-8, 1e-2],
  }),
});

/**
 * Batch normalization over axis 1, the features: y = (x − mean) / √(variance + epsilon) · scale + shift, for
 * x [batch, features] or [batch, channels, ...].
 *
 * In training, mean and (biased) variance are the batch's, and the running statistics follow with the
 * unbiased variance, as in PyTorch; in evaluation the running statistics are used. Batches are ragged, never
 * padded, so every row counts, and example weights do not enter the statistics. A batch of one row, which
 * PyTorch refuses, has the variance 0. `scale` and `shift` are not decayed.
 *
 * Options, with their limits and defaults: `momentum` (number, ≥ 0, ≤ 1; 0.1), `epsilon` (number, > 0; 1e-5).
 */
export const batchNormalization: LayerDefinition<typeof options> = {
  kind: "batchNormalization",
  title: "Batch normalization",
  help: "Gives each feature mean 0 and variance 1 over the batch, then a learned scale and shift.",
  paper: "Ioffe & Szegedy, Batch Normalization, 2015",
  explanation: {
    equation:
      "y = (x − μ) / √(σ² + epsilon)·scale + shift, with μ and σ² of the batch in training and " +
      "their running averages in evaluation",
    use:
      "Between a dense layer or convolution and its activation, with batches of 32 and more; it " +
      "lets the learning rate be higher.",
    pitfalls:
      "Batches below about 16 make its statistics noise: take groupNormalization or " +
      "layerNormalization. After few steps, or with a small momentum, the running averages lag " +
      "behind and evaluation differs from training. Dropout before it shifts the variance. In " +
      "sequences axis 1 is the time.",
  },
  options,
  traits: { normalizes: "batch" },
  build(context, inputs, { momentum, epsilon }) {
    const x = onlyInput("batchNormalization", inputs);
    if (x.shape.length < 2)
      throw shapeError("batchNormalization", "one input [batch, features, ...]", inputs);
    const features = x.shape[1];
    const scale = context.parameter("scale", { shape: [features], initializer: "ones", decay: false });
    const shift = context.parameter("shift", { shape: [features], initializer: "zeros", decay: false });
    const runningMean = context.buffer("runningMean", { shape: [features], value: 0 });
    const runningVariance = context.buffer("runningVariance", { shape: [features], value: 1 });
    const alongFeatures = (statistic: Tensor) =>
      reshape(statistic, [1, features, ...x.shape.slice(2).map(() => 1)]);
    if (!context.training) {
      const deviation = sqrt(add(alongFeatures(runningVariance), constantLike(x, epsilon)));
      const standardized = divide(subtract(x, alongFeatures(runningMean)), deviation);
      return add(multiply(standardized, alongFeatures(scale)), alongFeatures(shift));
    }
    const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
    const batchMean = mean(x, { axes, keepDimensions: true });
    const centered = subtract(x, batchMean);
    const variance = mean(square(centered), { axes, keepDimensions: true });
    follow(context, momentum, [
      { name: "runningMean", running: runningMean, batch: reshape(batchMean, [features]) },
      {
        name: "runningVariance",
        running: runningVariance,
        batch: reshape(multiply(variance, besselCorrection(x, axes)), [features]),
      },
    ]);
    return normalize(x, { scale: alongFeatures(scale), shift: alongFeatures(shift), axes, epsilon });
  },
};

/** n / (n − 1) for the n values of a feature in this batch; 1 where there is only one. */
function besselCorrection(x: Tensor, axes: readonly number[]): Tensor {
  const one = constantLike(x, 1);
  const count = countAlong(x, axes);
  return divide(count, maximum(subtract(count, one), one));
}

function follow(
  context: BuildContext,
  momentum: number,
  statistics: readonly { name: string; running: Tensor; batch: Tensor }[],
): void {
  const weight = context.hyperparameter("momentum", momentum);
  for (const { name, running, batch } of statistics) {
    context.updateBuffer(name, add(running, multiply(weight, subtract(batch, running))));
  }
}
