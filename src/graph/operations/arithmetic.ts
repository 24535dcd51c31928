import { defineBinary, defineUnary } from "./elementwise.ts";
import { FLOATS, NUMBERS } from "./rules.ts";
import { sumTo } from "./shape.ts";
import { scalar } from "./source.ts";

/** −x, element by element. */
export const negate = defineUnary({
  name: "negate",
  onnx: "Neg",
  dtypes: NUMBERS,
  evaluate: (x) => -x,
  gradient: ({ outputGradient }) => [negate(outputGradient)],
});

/** a + b, broadcast as in numpy. */
export const add = defineBinary({
  name: "add",
  onnx: "Add",
  dtypes: NUMBERS,
  evaluate: (a, b) => a + b,
  gradient: ({ inputs: [a, b], outputGradient }) => [
    sumTo(outputGradient, a.shape),
    sumTo(outputGradient, b.shape),
  ],
});

/** a − b, broadcast as in numpy. */
export const subtract = defineBinary({
  name: "subtract",
  onnx: "Sub",
  dtypes: NUMBERS,
  evaluate: (a, b) => a - b,
  gradient: ({ inputs: [a, b], outputGradient }) => [
    sumTo(outputGradient, a.shape),
    negate(sumTo(outputGradient, b.shape)),
  ],
});

/** a · b, broadcast as in numpy. */
export const multiply = defineBinary({
  name: "multiply",
  onnx: "Mul",
  dtypes: NUMBERS,
  evaluate: (a, b) => a * b,
  gradient: ({ inputs: [a, b], outputGradient }) => [
    sumTo(multiply(outputGradient, b), a.shape),
    sumTo(multiply(outputGradient, a), b.shape),
  ],
});

/** a / b for floats, broadcast as in numpy. */
export const divide = defineBinary({
  name: "divide",
  onnx: "Div",
  dtypes: FLOATS,
  evaluate: (a, b) => a / b,
  gradient: ({ inputs: [a, b], output, outputGradient }) => {
    const overB = divide(outputGradient, b);
    return [sumTo(overB, a.shape), negate(sumTo(multiply(overB, output), b.shape))];
  },
});

/** x², element by element, in one pass. */
export const square = defineUnary({
  name: "square",
  onnx: (emitter, [x]) => emitter.node("Mul", [x, x]),
  dtypes: FLOATS,
  evaluate: (x) => x * x,
  gradient: ({ inputs: [x], outputGradient }) => [multiply(outputGradient, multiply(x, scalar(2, x.dtype)))],
});
