import { uniform } from "../../base/random.ts";
import { apply, defineOperation } from "../operation.ts";
import { type Shape, sizeOf, type Tensor } from "../tensor.ts";
import { bitArithmetic, fractionOf, mixedBits, spreadCounters } from "./counter-bits.ts";
import { requireDtype, requireShape } from "./rules.ts";

type ShapeAttributes = { readonly shape: Shape };

const counterUniformOperation = defineOperation<ShapeAttributes>({
  name: "counterUniform",
  infer: ([key], { shape }) => {
    requireDtype("counterUniform", [key], ["uint32"]);
    return { dtype: "float32", shape: requireShape("counterUniform", shape, [key]) };
  },
  lower: (emitter, [key], { attributes: { shape } }) => {
    const bits = bitArithmetic(emitter);
    // The steps of randomBits in base/random.ts.
    const mixed = mixedBits(emitter, bits, bits.xor(spreadCounters(emitter, shape), key));
    return fractionOf(emitter, bits, mixed);
  },
  evaluate: ([key], _, { shape }) =>
    Float64Array.from({ length: sizeOf(shape) }, (_unused, index) => uniform(key.data[0], index)),
});

/**
 * Uniform random numbers in [0, 1) with 24 bits: element i, in row-major order, is `uniform(key, i)` of
 * base/random.ts, bit for bit on every device.
 *
 * @param key a uint32 scalar, such as `randomKey(seed, stream, layer, step)` supplied for each step.
 * @param shape of the result; one dimension may be `BATCH`.
 */
export function counterUniform(key: Tensor, shape: Shape): Tensor {
  return apply(counterUniformOperation, [key], { shape });
}
