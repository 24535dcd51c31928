import { uniform } from "../../base/random.ts";
import { apply, defineOperation, type Emitter } from "../operation.ts";
import { type Shape, sizeOf, type Tensor } from "../tensor.ts";
import { ONNX_DTYPES, requireDtype, requireShape } from "./rules.ts";
import { lowerReshape } from "./shape.ts";

type ShapeAttributes = { readonly shape: Shape };

/** Spreads neighbouring counters over all 32 bits: 2^32 divided by the golden ratio, as in `randomBits`. */
const SPREAD = 0x9e3779b9;

/** The arithmetic of 32 bits as one provider has it. */
interface BitArithmetic {
  shiftRight(x: string, bits: number): string;
  xor(a: string, b: string): string;
  /** x xor (x >> bits). */
  xorShift(x: string, bits: number): string;
}

function nativeBits(emitter: Emitter): BitArithmetic {
  const shiftRight = (x: string, bits: number) =>
    emitter.node("BitShift", [x, uint32(emitter, bits)], { direction: { string: "RIGHT" } });
  const xor = (a: string, b: string) => emitter.node("BitwiseXor", [a, b]);
  return { shiftRight, xor, xorShift: (x, bits) => xor(x, shiftRight(x, bits)) };
}

/**
 * The bits of a digit of {@link emulatedBits}: a table of 2^12 entries (16 kB) holds the xor of any two
 * digits.
 */
const DIGIT_BITS = 6;
const DIGIT = 2 ** DIGIT_BITS;

/**
 * WebGPU has neither xor nor shifts of uint32: shifts become divisions, and an xor is looked up digit by
 * digit in a table, so that the numbers are the same.
 */
function emulatedBits(emitter: Emitter): BitArithmetic {
  const table = emitter.constant(
    "uint32",
    [DIGIT * DIGIT],
    Float64Array.from({ length: DIGIT * DIGIT }, (_, pair) => Math.floor(pair / DIGIT) ^ (pair % DIGIT)),
  );
  const binary = (operator: string) => (x: string, number: number) =>
    emitter.node(operator, [x, uint32(emitter, number)]);
  const [times, over] = [binary("Mul"), binary("Div")];
  const shiftRight = (x: string, bits: number) => over(x, 2 ** bits);
  /** The digits of the lowest `bits` bits, least first, and what is left above them. */
  const digitsOf = (x: string, bits: number) => {
    const digits: string[] = [];
    let rest = x;
    for (let done = 0; done < bits; done += DIGIT_BITS) {
      const above = shiftRight(rest, DIGIT_BITS);
      digits.push(emitter.node("Sub", [rest, times(above, DIGIT)]));
      rest = above;
    }
    return { digits, rest };
  };
  const xorLow = (a: string, b: string, bits: number) => {
    const left = digitsOf(a, bits);
    const right = digitsOf(b, bits);
    let result = bits < 32 ? times(left.rest, 2 ** (DIGIT_BITS * left.digits.length)) : "";
    left.digits.forEach((digit, position) => {
      const pair = emitter.node("Add", [times(digit, DIGIT), right.digits[position]]);
      const index = emitter.node("Cast", [pair], { to: { int: ONNX_DTYPES.int32 } });
      const value = emitter.node("Gather", [table, index], { axis: { int: 0 } });
      const placed = position === 0 ? value : times(value, 2 ** (DIGIT_BITS * position));
      result = result === "" ? placed : emitter.node("Add", [result, placed]);
    });
    return result;
  };
  return {
    shiftRight,
    xor: (a, b) => xorLow(a, b, 32),
    xorShift: (x, bits) => xorLow(x, shiftRight(x, bits), 32 - bits),
  };
}

function uint32(emitter: Emitter, value: number): string {
  return emitter.constant("uint32", [], [value]);
}

/** The counters 0, 1, …, size − 1 as uint32 (−k stands for k × batch) of a shape; fewer than 2^31. */
function countersOf(emitter: Emitter, shape: Shape): string {
  const limit = emitter.node("Reshape", [emitter.shape([sizeOf(shape)]), emitter.constant("int64", [0], [])]);
  const narrow = emitter.node("Cast", [limit], { to: { int: ONNX_DTYPES.int32 } });
  const [zero, one] = [emitter.constant("int32", [], [0]), emitter.constant("int32", [], [1])];
  const counters = emitter.node("Range", [zero, narrow, one]);
  const unsigned = emitter.node("Cast", [counters], { to: { int: ONNX_DTYPES.uint32 } });
  return shape.length === 1 ? unsigned : lowerReshape(emitter, unsigned, shape);
}

/**
 * Element i is `randomBits(key, i)`, by the steps of `randomBits` and `mix32` in base/random.ts; on the CPU
 * the first of these is taken of counters and key apart (both sides of it are exclusive ors), so that in a
 * loop, whose counters stay, it costs nothing.
 */
function lowerRandomBits(emitter: Emitter, key: string, shape: Shape) {
  const isCpu = emitter.device === "cpu";
  const bits = isCpu ? nativeBits(emitter) : emulatedBits(emitter);
  const times = (x: string, factor: number) => emitter.node("Mul", [x, uint32(emitter, factor)]);
  const counters = times(countersOf(emitter, shape), SPREAD);
  let mixed = isCpu
    ? bits.xor(bits.xorShift(counters, 16), bits.xorShift(key, 16))
    : bits.xorShift(bits.xor(counters, key), 16);
  mixed = bits.xorShift(times(mixed, 0x7feb352d), 15);
  return { mixed: bits.xorShift(times(mixed, 0x846ca68b), 16), bits };
}

/** Element i is `uniform(key, i)`. */
function lowerUniform(emitter: Emitter, key: string, shape: Shape): string {
  const { mixed, bits } = lowerRandomBits(emitter, key, shape);
  const float = emitter.node("Cast", [bits.shiftRight(mixed, 8)], { to: { int: ONNX_DTYPES.float32 } });
  return emitter.node("Mul", [float, emitter.constant("float32", [], [2 ** -24])]);
}

/** The least 32 bits whose first 24 are, as a fraction, at least `bound`: 2^8·⌈2^24·bound⌉. */
function lowerLeastBits(emitter: Emitter, bound: string): string {
  const times = (x: string, factor: number) =>
    emitter.node("Mul", [x, emitter.constant("float32", [], [factor])]);
  const least = times(emitter.node("Ceil", [times(bound, 2 ** 24)]), 2 ** 8);
  return emitter.node("Cast", [least], { to: { int: ONNX_DTYPES.uint32 } });
}

const counterUniformOperation = defineOperation<ShapeAttributes>({
  name: "counterUniform",
  infer: ([key], { shape }) => {
    requireDtype("counterUniform", [key], ["uint32"]);
    return { dtype: "float32", shape: requireShape("counterUniform", shape, [key]) };
  },
  lower: (emitter, [key], { attributes: { shape } }) => lowerUniform(emitter, key, shape),
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

const counterAtLeastOperation = defineOperation<ShapeAttributes>({
  name: "counterAtLeast",
  infer: ([key, bound], { shape }) => {
    requireDtype("counterAtLeast", [key], ["uint32"]);
    requireDtype("counterAtLeast", [bound], ["float32"]);
    return { dtype: "bool", shape: requireShape("counterAtLeast", shape, [key, bound]) };
  },
  lower: (emitter, [key, bound], { attributes: { shape } }) =>
    // Whole numbers are compared where they may be: that saves the passes that make fractions of them.
    emitter.device === "cpu"
      ? emitter.node("GreaterOrEqual", [
          lowerRandomBits(emitter, key, shape).mixed,
          lowerLeastBits(emitter, bound),
        ])
      : emitter.node("GreaterOrEqual", [lowerUniform(emitter, key, shape), bound]),
  evaluate: ([key, bound], _, { shape }) =>
    Float64Array.from({ length: sizeOf(shape) }, (_unused, index) =>
      Number(uniform(key.data[0], index) >= bound.data[0]),
    ),
});

/**
 * Whether a uniform random number is at least a bound, as bool: element i, in row-major order, is
 * `uniform(key, i) >= bound`, the same on every device; so it holds with the chance 1 − bound. Faster than
 * comparing `counterUniform`.
 *
 * @param key a uint32 scalar, as for `counterUniform`.
 * @param bound a float32 scalar in [0, 1).
 * @param shape of the result; one dimension may be `BATCH`.
 */
export function counterAtLeast(key: Tensor, bound: Tensor, shape: Shape): Tensor {
  return apply(counterAtLeastOperation, [key, bound], { shape });
}
