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

/** The counters 0, 1, …, size − 1 as uint32 (−k stands for k × batch); fewer than 2^31. */
function countersBelow(emitter: Emitter, size: number): string {
  const limit = emitter.node("Reshape", [emitter.shape([size]), emitter.constant("int64", [0], [])]);
  const narrow = emitter.node("Cast", [limit], { to: { int: ONNX_DTYPES.int32 } });
  const [zero, one] = [emitter.constant("int32", [], [0]), emitter.constant("int32", [], [1])];
  const counters = emitter.node("Range", [zero, narrow, one]);
  return emitter.node("Cast", [counters], { to: { int: ONNX_DTYPES.uint32 } });
}

const counterUniformOperation = defineOperation<ShapeAttributes>({
  name: "counterUniform",
  infer: ([key], { shape }) => {
    requireDtype("counterUniform", [key], ["uint32"]);
    return { dtype: "float32", shape: requireShape("counterUniform", shape, [key]) };
  },
  lower: (emitter, [key], { attributes: { shape } }) => {
    const bits = emitter.device === "cpu" ? nativeBits(emitter) : emulatedBits(emitter);
    const times = (x: string, factor: number) => emitter.node("Mul", [x, uint32(emitter, factor)]);
    // The steps of randomBits and mix32 in base/random.ts.
    let mixed = bits.xor(times(countersBelow(emitter, sizeOf(shape)), SPREAD), key);
    mixed = times(bits.xorShift(mixed, 16), 0x7feb352d);
    mixed = times(bits.xorShift(mixed, 15), 0x846ca68b);
    mixed = bits.shiftRight(bits.xorShift(mixed, 16), 8);
    const float = emitter.node("Cast", [mixed], { to: { int: ONNX_DTYPES.float32 } });
    const scaled = emitter.node("Mul", [float, emitter.constant("float32", [], [2 ** -24])]);
    return shape.length === 1 ? scaled : lowerReshape(emitter, scaled, shape);
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
