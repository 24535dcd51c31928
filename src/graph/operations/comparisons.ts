import { apply, defineOperation } from "../operation.ts";
import type { DType, Tensor } from "../tensor.ts";
import { isFloat } from "../tensor.ts";
import { defineBinary, defineUnary, spread } from "./elementwise.ts";
import { broadcastShapes, NUMBERS, requireDtype } from "./rules.ts";
import { sumTo } from "./shape.ts";
import { scalar } from "./source.ts";

const BOOL: readonly DType[] = ["bool"];

function comparison(
  name: string,
  onnx: string,
  of: { holds: (a: number, b: number) => boolean; dtypes?: readonly DType[] },
) {
  const { holds, dtypes = NUMBERS } = of;
  return defineBinary({ name, onnx, dtypes, result: "bool", evaluate: (a, b) => Number(holds(a, b)) });
}

/** Whether a = b, element by element with broadcasting: bool. */
export const equal = /* @__PURE__ */ comparison("equal", "Equal", {
  holds: (a, b) => a === b,
  dtypes: [...NUMBERS, ...BOOL],
});
/** Whether a > b, element by element with broadcasting: bool. */
export const greater = /* @__PURE__ */ comparison("greater", "Greater", { holds: (a, b) => a > b });
/** Whether a ≥ b, element by element with broadcasting: bool. */
export const greaterOrEqual = /* @__PURE__ */ comparison("greaterOrEqual", "GreaterOrEqual", {
  holds: (a, b) => a >= b,
});
/** Whether a < b, element by element with broadcasting: bool. */
export const less = /* @__PURE__ */ comparison("less", "Less", { holds: (a, b) => a < b });

/** Whether both `a` and `b` hold, element by element with broadcasting: bool. */
export const logicalAnd = /* @__PURE__ */ defineBinary({
  name: "logicalAnd",
  onnx: "And",
  dtypes: BOOL,
  evaluate: (a, b) => a & b,
});
/** Whether `a` or `b` holds, or both, element by element with broadcasting: bool. */
export const logicalOr = /* @__PURE__ */ defineBinary({
  name: "logicalOr",
  onnx: "Or",
  dtypes: BOOL,
  evaluate: (a, b) => a | b,
});
/** Whether `x` does not hold, element by element: bool. */
export const logicalNot = /* @__PURE__ */ defineUnary({
  name: "logicalNot",
  onnx: "Not",
  dtypes: BOOL,
  evaluate: (x) => 1 - x,
});

const whereOperation = defineOperation({
  name: "where",
  infer: (inputs) => {
    const [condition, ...choices] = inputs;
    requireDtype("where", [condition], BOOL);
    const dtype = requireDtype("where", choices, [choices[0].dtype]);
    return { dtype, shape: broadcastShapes("where", inputs) };
  },
  gradient: ({ inputs: [condition, a, b], outputGradient }) => {
    if (!isFloat(a.dtype)) return [undefined, undefined, undefined];
    const zero = scalar(0, a.dtype);
    return [
      undefined,
      sumTo(where(condition, outputGradient, zero), a.shape),
      sumTo(where(condition, zero, outputGradient), b.shape),
    ];
  },
  lower: (emitter, inputs) => emitter.node("Where", inputs),
  evaluate: (inputs, _, { shape }) => {
    const [condition, a, b] = inputs.map((input) => spread(input, shape));
    return condition.map((holds, position) => (holds ? a[position] : b[position]));
  },
});

/** `a` where the condition (bool) holds and `b` elsewhere, broadcast as in numpy. */
export function where(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return apply(whereOperation, [condition, a, b], {});
}
