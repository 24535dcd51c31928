import { apply, defineOperation } from "../operation.ts";
import type { Tensor } from "../tensor.ts";
import { normalizeAxis } from "./rules.ts";
import { rowMajorStrides } from "./strides.ts";

type ReverseAttributes = { readonly axis: number };

/** Below every end that a slice can have: it means "to the very beginning" where a slice goes backwards. */
const BEFORE_ALL = -2147483648;

const reverseOperation = defineOperation<ReverseAttributes>({
  name: "reverse",
  infer: ([x]) => ({ dtype: x.dtype, shape: x.shape }),
  gradient: ({ attributes: { axis }, outputGradient }) => [reverse(outputGradient, axis)],
  lower: (emitter, [x], { attributes: { axis } }) => {
    const list = (value: number) => emitter.constant("int64", [1], [value]);
    return emitter.node("Slice", [x, list(-1), list(BEFORE_ALL), list(axis), list(-1)]);
  },
  evaluate: ([x], { axis }) => {
    const stride = rowMajorStrides(x.shape)[axis];
    const size = x.shape[axis];
    return x.data.map((_, position) => {
      const place = Math.floor(position / stride) % size;
      return x.data[position + (size - 1 - 2 * place) * stride];
    });
  },
});

/**
 * The elements of `x` in reverse order along an axis. The gradient is the same.
 *
 * @param axis counts from 0, or from the end where negative; it may be the batch axis.
 */
export function reverse(x: Tensor, axis: number): Tensor {
  return apply(reverseOperation, [x], { axis: normalizeAxis("reverse", axis, x) });
}
