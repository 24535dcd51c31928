// The bits of counted random numbers, as the operations that draw them write them into a model.
import type { Emitter } from "../operation.ts";
import { type Shape, sizeOf } from "../tensor.ts";
import { ONNX_DTYPES } from "./rules.ts";
import { lowerReshape } from "./shape.ts";

/** Spreads neighbouring counters over all 32 bits: 2^32 divided by the golden ratio, as in `randomBits`. */
const SPREAD = 0x9e3779b9;

/** The arithmetic of 32 bits as one provider has it. */
export interface BitArithmetic {
  shiftRight(x: string, bits: number): string;
  xor(a: string, b: string): string;
  /** x xor (x >> bits). */
  xorShift(x: string, bits: number): string;
  /** x with its lowest bit set. */
  odd(x: string): string;
}

/** The arithmetic of the emitter's device. */
export function bitArithmetic(emitter: Emitter): BitArithmetic {
  return emitter.device === "cpu" ? nativeBits(emitter) : emulatedBits(emitter);
}

function nativeBits(emitter: Emitter): BitArithmetic {
  const shiftRight = (x: string, bits: number) =>
    emitter.node("BitShift", [x, uint32(emitter, bits)], { direction: { string: "RIGHT" } });
  const xor = (a: string, b: string) => emitter.node("BitwiseXor", [a, b]);
  const odd = (x: string) => emitter.node("BitwiseOr", [x, uint32(emitter, 1)]);
  return { shiftRight, xor, xorShift: (x, bits) => xor(x, shiftRight(x, bits)), odd };
}

/**
 * The bits of a digit of {@link emulatedBits}: a table of 2^12 entries (16 kB) holds the xor of any two
 * digits.
 */
const DIGIT_BITS = 6;
const DIGIT = 2 ** DIGIT_BITS;

/**
 * WebGPU has no bitwise operations of uint32: shifts become divisions, and an xor is looked up digit by
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
    odd: (x) => emitter.node("Add", [times(over(x, 2), 2), uint32(emitter, 1)]),
  };
}

function uint32(emitter: Emitter, value: number): string {
  return emitter.constant("uint32", [], [value]);
}

/** The counters 0, 1, … of a shape's elements in row-major order, as uint32; fewer than 2^31. */
function countersOf(emitter: Emitter, shape: Shape): string {
  const limit = emitter.node("Reshape", [emitter.shape([sizeOf(shape)]), emitter.constant("int64", [0], [])]);
  const narrow = emitter.node("Cast", [limit], { to: { int: ONNX_DTYPES.int32 } });
  const [zero, one] = [emitter.constant("int32", [], [0]), emitter.constant("int32", [], [1])];
  const counters = emitter.node("Range", [zero, narrow, one]);
  const unsigned = emitter.node("Cast", [counters], { to: { int: ONNX_DTYPES.uint32 } });
  // Shaped here and not at the end, so that a loop shapes them once.
  return shape.length === 1 ? unsigned : lowerReshape(emitter, unsigned, shape);
}

/** The counters of a shape, spread over all 32 bits. */
export function spreadCounters(emitter: Emitter, shape: Shape): string {
  return emitter.node("Mul", [countersOf(emitter, shape), uint32(emitter, SPREAD)]);
}

/** `mix32` of base/random.ts, element by element. */
export function mixedBits(emitter: Emitter, bits: BitArithmetic, x: string): string {
  const times = (value: string, factor: number) => emitter.node("Mul", [value, uint32(emitter, factor)]);
  const once = times(bits.xorShift(x, 16), 0x7feb352d);
  return bits.xorShift(times(bits.xorShift(once, 15), 0x846ca68b), 16);
}

/** The highest 24 of 32 bits as a fraction in [0, 1), float32. */
export function fractionOf(emitter: Emitter, bits: BitArithmetic, x: string): string {
  const float = emitter.node("Cast", [bits.shiftRight(x, 8)], { to: { int: ONNX_DTYPES.float32 } });
  return emitter.node("Mul", [float, emitter.constant("float32", [], [2 ** -24])]);
}
