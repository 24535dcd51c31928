import * as z from "zod/mini";
import { option } from "../../../base/option.ts";
import { shapeError } from "../../../graph/operation.ts";
import {
  add,
  cast,
  greater,
  iota,
  matMul,
  multiply,
  reshape,
  sliceAxis,
  softmax,
  transpose,
} from "../../../graph/operations/index.ts";
import type { Tensor } from "../../../graph/tensor.ts";
import { hyperparameter } from "../../hyperparameter.ts";
import { initializerSchema } from "../../initializers/specification.ts";
import type { BuildContext, LayerDefinition } from "../../layer.ts";
import { constantLike, onlyInput } from "../common/inputs.ts";
import { dropRandomly } from "../regularization/inverted-dropout.ts";

/** Added to the score of a place that must not be seen; its exponential is 0 in every precision. */
const HIDDEN = -1e9;

const options = z.strictObject({
  heads: option(z._default(z.int().check(z.positive()), 1), {
    help:
      "The number of heads, each of which looks at the sequence in its own way; they share the " +
      "units out evenly.",
    unit: "heads",
    scale: "choices",
    choices: [1, 2, 4, 8],
    tune: true,
  }),
  units: option(z.optional(z.int().check(z.positive())), {
    help:
      "The width of all heads together and of the output, a multiple of heads; left out, the number " +
      "of features.",
    unit: "units",
    scale: "log",
    range: [16, 512],
  }),
  dropout: option(z._default(hyperparameter(z.number().check(z.gte(0), z.lt(1))), 0), {
    help: "The chance of each attention weight to be dropped in training, or its course over the training.",
    scale: "linear",
    range: [0, 0.3],
    tune: true,
  }),
  causal: option(z._default(z.boolean(), false), {
    help: "Whether a time sees only itself and earlier ones.",
  }),
  bias: option(z._default(z.boolean(), true), {
    help: "Whether biases are added to the queries, keys and values and to the output.",
  }),
  initializer: option(z._default(initializerSchema, "glorotUniform"), { help: "How the weights are drawn." }),
});

type Options = z.output<typeof options>;

/**
 * Multi-head self-attention over sequences x [batch, time, features]: [Q K V] = x·W + b, for each head
 * A = softmax(Q·Kᵀ / √d) with d = units / heads, and y = [A·V of all heads]·W' + b', [batch, time, units].
 *
 * The parameters are `inputWeight` [features, 3·units], whose columns are those of the queries, the keys and
 * the values, each head after head; `inputBias` [3·units]; `outputWeight` [units, units] and `outputBias`
 * [units]. They are `in_proj_weight` transposed, `in_proj_bias`, `out_proj.weight` transposed and
 * `out_proj.bias` of PyTorch's MultiheadAttention with `embed_dim` = features = units. Weights are drawn as
 * three matrices [features, units], where PyTorch draws one of 3·units; biases begin at zero and are not
 * decayed.
 *
 * Options, with their limits and defaults: `heads` (whole number, > 0; 1), `units` (whole number, > 0),
 * `dropout` (number or course, ≥ 0, < 1; 0), `causal` (true or false; false), `bias` (true or false; true),
 * `initializer` (initializer; "glorotUniform").
 */
export const selfAttention: LayerDefinition<typeof options> = {
  kind: "selfAttention",
  title: "Self-attention",
  help: "Lets every time of a sequence take from the times that matter to it, in several heads.",
  paper: "Vaswani et al., Attention Is All You Need, 2017",
  explanation: {
    equation:
      "A = softmax(Q·Kᵀ / √d) for each head and y = [A·V of all heads]·W′ + b′, with [Q K V] = x·W " +
      "+ b and d = units / heads",
    use:
      "For sequences in which distant times matter to each other; with positionalEncoding before it " +
      "and normalization and a skip connection around it.",
    pitfalls:
      "Without a positional encoding it knows no order. Work and memory grow with the square of the " +
      "length. Deep stacks need normalization and a warm-up, and small data overfit. Forecasts need " +
      "causal.",
  },
  options,
  traits: { weighted: "attention", givesSequence: true, keepsWidth: ({ units }) => units === undefined },
  build(context, inputs, given) {
    const x = onlyInput("selfAttention", inputs);
    if (x.shape.length !== 3) {
      throw shapeError(
        "selfAttention",
        "one input [batch, time, features]",
        inputs,
        "Put a reshape layer before it that tells the times and their features.",
      );
    }
    const units = unitsOf(x, given);
    const [queries, keys, values] = projections(context, x, { ...given, units });
    const weights = attentionWeights(context, { queries, keys }, given);
    const heads = transpose(matMul(weights, values), [0, 2, 1, 3]);
    const joined = reshape(heads, [x.shape[0], x.shape[1], units]);
    return affine(context, joined, { ...given, name: "output", units });
  },
};

function unitsOf(x: Tensor, { heads, units = x.shape[2] }: Options): number {
  if (units % heads === 0) return units;
  const hint = `Choose units that are a multiple of ${heads}, or another number of heads.`;
  throw shapeError("selfAttention", `units (${units}) that ${heads} heads share out evenly`, [x], hint);
}

/**
 * x·W + b, with the parameters `${name}Weight` and `${name}Bias`; several products of `units` columns each in
 * one.
 */
function affine(
  context: BuildContext,
  x: Tensor,
  options: { name: string; units: number; count?: number } & Pick<Options, "bias" | "initializer">,
): Tensor {
  const { name, units, count = 1, bias, initializer } = options;
  const features = x.shape.at(-1)!;
  const weight = context.parameter(`${name}Weight`, {
    shape: [features, count * units],
    initializer,
    decay: true,
    fans: { fanIn: features, fanOut: units },
  });
  const product = matMul(x, weight);
  if (!bias) return product;
  const shape = [count * units];
  return add(product, context.parameter(`${name}Bias`, { shape, initializer: "zeros", decay: false }));
}

/** Queries, keys and values, each [batch, heads, time, units / heads], of one product. */
function projections(context: BuildContext, x: Tensor, given: Options & { units: number }): Tensor[] {
  const { heads, units } = given;
  const [batch, time] = x.shape;
  const product = affine(context, x, { ...given, name: "input", count: 3 });
  const byHead = reshape(product, [batch, time, 3, heads, units / heads]);
  const parts = transpose(byHead, [2, 0, 3, 1, 4]);
  return [0, 1, 2].map((part) =>
    reshape(sliceAxis(parts, 0, { start: part, end: part + 1 }), parts.shape.slice(1)),
  );
}

/** How much of each time a time takes, [batch, heads, time, time]; rows sum to 1. */
function attentionWeights(
  context: BuildContext,
  { queries, keys }: { queries: Tensor; keys: Tensor },
  { causal, dropout }: Options,
): Tensor {
  const [time, width] = queries.shape.slice(-2);
  const scaled = multiply(queries, constantLike(queries, 1 / Math.sqrt(width)));
  const scores = matMul(scaled, keys, { transposeB: true });
  const weights = softmax(causal ? add(scores, hiddenFuture(time, scores)) : scores);
  if (!context.training || dropout === 0) return weights;
  return dropRandomly(weights, {
    key: context.randomKey(),
    rate: context.hyperparameter("dropout", dropout),
  });
}

/** The mask that hides the future: [time, time] with 0 where the column is not after the row. */
function hiddenFuture(time: number, like: Tensor): Tensor {
  const times = iota(time, "int32");
  const future = greater(times, reshape(times, [time, 1]));
  return multiply(cast(future, like.dtype), constantLike(like, HIDDEN));
}
