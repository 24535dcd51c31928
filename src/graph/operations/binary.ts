import type { NodeContext } from "../operation.ts";
import { isFloat, type Tensor } from "../tensor.ts";
import { add, multiply, negate, subtract } from "./arithmetic.ts";
import { greater, greaterOrEqual } from "./comparisons.ts";
import { cast } from "./convert.ts";
import { defineBinary } from "./elementwise.ts";
import { FLOATS, NUMBERS } from "./rules.ts";
import { sumTo } from "./shape.ts";
import { scalar } from "./source.ts";
import { abs, exp, log } from "./unary.ts";

/** aᵇ for a > 0 (any a where b is an integer constant), broadcast as in numpy. */
export const power = /* @__PURE__ */ defineBinary({
  name: "power",
  onnx: "Pow",
  dtypes: FLOATS,
  evaluate: (a, b) => a ** b,
  gradient: ({ inputs: [a, b], output, outputGradient }) => {
    const lowered = power(a, subtract(b, scalar(1, b.dtype)));
    const ofBase = sumTo(multiply(outputGradient, multiply(b, lowered)), a.shape);
    if (b.operation === "constant") return [ofBase, undefined];
    return [ofBase, sumTo(multiply(outputGradient, multiply(output, log(a))), b.shape)];
  },
});

/** The gradient goes to the input that was chosen, and in halves to both where they tie, as in PyTorch. */
function choiceGradient(
  { inputs: [a, b], outputGradient }: NodeContext & { readonly outputGradient: Tensor },
  order: (a: Tensor, b: Tensor) => [Tensor, Tensor],
): (Tensor | undefined)[] {
  if (!isFloat(a.dtype)) return [undefined, undefined];
  const [x, y] = order(a, b);
  const twice = add(cast(greater(x, y), a.dtype), cast(greaterOrEqual(x, y), a.dtype));
  const toA = multiply(outputGradient, multiply(twice, scalar(0.5, a.dtype)));
  return [sumTo(toA, a.shape), sumTo(subtract(outputGradient, toA), b.shape)];
}

/**
 * The greater of `a` and `b`, broadcast as in numpy; where they tie, each gets half of the gradient, as in
 * PyTorch.
 */
export const maximum = /* @__PURE__ */ defineBinary({
  name: "maximum",
  onnx: "Max",
  dtypes: NUMBERS,
  evaluate: Math.max,
  gradient: (context) => choiceGradient(context, (a, b) => [a, b]),
});

/**
 * The smaller of `a` and `b`, broadcast as in numpy; where they tie, each gets half of the gradient, as in
 * PyTorch.
 */
export const minimum = /* @__PURE__ */ defineBinary({
  name: "minimum",
  onnx: "Min",
  dtypes: NUMBERS,
  evaluate: Math.min,
  gradient: (context) => choiceGradient(context, (a, b) => [b, a]),
});

/** log(1 + eˣ) as max(x, 0) + log(1 + e^−|x|), stable at any magnitude. */
export function softplus(x: Tensor): Tensor {
  const tail = log(add(exp(negate(abs(x))), scalar(1, x.dtype)));
  return add(maximum(x, scalar(0, x.dtype)), tail);
}
