import { maskUniform } from "../../base/random.ts";
import { apply, defineOperation, type Emitter } from "../operation.ts";
import { type Shape, sizeOf, type Tensor } from "../tensor.ts";
import { bitArithmetic, fractionOf, mixedBits, spreadCounters } from "./counter-bits.ts";
import { ONNX_DTYPES, requireDtype, requireShape } from "./rules.ts";
import { lowerReshape } from "./shape.ts";

type ShapeAttributes = { readonly shape: Shape };

/** The least 32 bits whose highest 24 are, as a fraction, at least `bound`: 2^8·⌈2^24·bound⌉. */
function leastBits(emitter: Emitter, bound: string): string {
  const times = (x: string, factor: number) =>
    emitter.node("Mul", [x, emitter.constant("float32", [], [factor])]);
  const least = times(emitter.node("Ceil", [times(bound, 2 ** 24)]), 2 ** 8);
  return emitter.node("Cast", [least], { to: { int: ONNX_DTYPES.uint32 } });
}

const counterMaskOperation = defineOperation<ShapeAttributes>({
  name: "counterMask",
  infer: ([key, bound], { shape }) => {
    requireDtype("counterMask", [key], ["uint32"]);
    requireDtype("counterMask", [bound], ["float32"]);
    return { dtype: "bool", shape: requireShape("counterMask", shape, [key, bound]) };
  },
  lower: (emitter, [key, bound], { attributes: { shape } }) => {
    const bits = bitArithmetic(emitter);
    const fed = emitter.maskCounters?.(shape);
    // All that takes long is of the counters alone, so that a loop does it once, or is fed with it.
    const counters = fed
      ? lowerReshape(emitter, fed, shape)
      : bits.odd(mixedBits(emitter, bits, spreadCounters(emitter, shape)));
    const product = emitter.node("Mul", [counters, bits.odd(key)]);
    // Whole numbers are compared where they may be, which saves the passes that make fractions of them.
    return emitter.device === "cpu"
      ? emitter.node("GreaterOrEqual", [product, leastBits(emitter, bound)])
      : emitter.node("GreaterOrEqual", [fractionOf(emitter, bits, product), bound]);
  },
  evaluate: ([key, bound], _, { shape }) =>
    Float64Array.from({ length: sizeOf(shape) }, (_unused, index) =>
      Number(maskUniform(key.data[0], index) >= bound.data[0]),
    ),
});

/**
 * A random mask: element i, in row-major order, is `maskUniform(key, i) >= bound`, and so true with the
 * chance 1 − bound; the same on every device. In a loop it takes a third of the time of comparing
 * `counterUniform`.
 *
 * @param key a uint32 scalar, as for `counterUniform`.
 * @param bound a float32 scalar in [0, 1).
 * @param shape of the result; one dimension may be `BATCH`.
 */
export function counterMask(key: Tensor, bound: Tensor, shape: Shape): Tensor {
  return apply(counterMaskOperation, [key, bound], { shape });
}
