import { BATCH, type Shape, type Tensor } from "../tensor.ts";
import * as op from "./index.ts";
import {
  booleans,
  type Domain,
  distinct,
  floats,
  integers,
  type OperationSample,
  ofOne,
  ofTwo,
} from "./sample.samples.ts";

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;

const UNARY: readonly [string, Unary, Domain][] = [
  ["negate", op.negate, "any"],
  ["square", op.square, "any"],
  ["exp", op.exp, "any"],
  ["log", op.log, "positive"],
  ["sqrt", op.sqrt, "positive"],
  ["reciprocal", op.reciprocal, "awayFromZero"],
  ["tanh", op.tanh, "any"],
  ["sigmoid", op.sigmoid, "any"],
  ["relu", op.relu, "awayFromZero"],
  ["isPositive", op.isPositive, "awayFromZero"],
  ["erf", op.erf, "any"],
  ["sign", op.sign, "awayFromZero"],
  ["abs", op.abs, "awayFromZero"],
  ["sine", op.sine, "any"],
  ["cosine", op.cosine, "any"],
  ["floor", op.floor, "betweenIntegers"],
];

const SHAPES: readonly [string, Shape, Shape][] = [
  ["equal shapes", [BATCH, 3], [BATCH, 3]],
  ["a row over a batch", [BATCH, 3], [3]],
  ["a column against a row", [4, 1], [1, 3]],
  ["a number over twice the batch", [], [2 * BATCH, 2]],
];

const ARITHMETIC: readonly [string, Binary, Domain, Domain][] = [
  ["add", op.add, "any", "any"],
  ["subtract", op.subtract, "any", "any"],
  ["multiply", op.multiply, "any", "any"],
  ["divide", op.divide, "any", "awayFromZero"],
  ["power", op.power, "positive", "any"],
];

const ORDER: readonly [string, Binary][] = [
  ["maximum", op.maximum],
  ["minimum", op.minimum],
  ["equal", op.equal],
  ["greater", op.greater],
  ["greaterOrEqual", op.greaterOrEqual],
  ["less", op.less],
];

const unarySamples = UNARY.flatMap(([name, build, domain]) => [
  ofOne(name, "a batch of matrices", { x: floats([BATCH, 2, 3], domain), build }),
  ofOne(name, "a number", { x: floats([], domain), build }),
]);

const arithmeticSamples = ARITHMETIC.flatMap(([name, build, first, second]) =>
  SHAPES.map(([title, left, right]) =>
    ofTwo(name, title, { a: floats(left, first), b: floats(right, second), build }),
  ),
);

// The second grid lies half a step beside the first: no pair ties, where there is no derivative.
const orderSamples = ORDER.flatMap(([name, build]) =>
  SHAPES.map(([title, left, right]) =>
    ofTwo(name, title, { a: distinct(left), b: distinct(right, 1 / 32), build }),
  ),
);

const integerSamples = (["int32", "int64"] as const).flatMap((dtype) => {
  const small = (shape: Shape) => integers(shape, { from: -3, to: 4, dtype });
  const binary = [
    ...ORDER,
    ["add", op.add],
    ["subtract", op.subtract],
    ["multiply", op.multiply],
  ] as const satisfies readonly (readonly [string, Binary])[];
  const unary = [
    ["negate", op.negate],
    ["sign", op.sign],
    ["abs", op.abs],
  ] as const;
  return [
    ...binary.map(([name, build]) => ofTwo(name, dtype, { a: small([BATCH, 3]), b: small([3]), build })),
    ...unary.map(([name, build]) => ofOne(name, dtype, { x: small([BATCH, 2]), build })),
  ];
});

const logicSamples = [
  ofTwo("logicalAnd", "broadcast", { a: booleans([BATCH, 4]), b: booleans([4]), build: op.logicalAnd }),
  ofTwo("logicalOr", "broadcast", { a: booleans([BATCH, 4]), b: booleans([4]), build: op.logicalOr }),
  ofOne("logicalNot", "a batch", { x: booleans([BATCH, 4]), build: op.logicalNot }),
  ofTwo("equal", "truth values", { a: booleans([BATCH, 4]), b: booleans([4]), build: op.equal }),
];

const where = (title: string, shapes: [Shape, Shape, Shape]): OperationSample => ({
  operation: "where",
  title,
  inputs: { condition: booleans(shapes[0]), a: floats(shapes[1]), b: floats(shapes[2]) },
  build: ({ condition, a, b }) => op.where(condition, a, b),
});

const convertSamples = [
  ofOne("cast", "float64 to float32", {
    x: floats([BATCH, 3]),
    build: (x) => op.cast(op.cast(x, "float32"), "float64"),
  }),
  ofOne("cast", "floats to integers", { x: floats([BATCH, 3]), build: (x) => op.cast(x, "int32") }),
  ofOne("cast", "integers to floats", {
    x: integers([BATCH], { to: 200, dtype: "uint8" }),
    build: (x) => op.cast(x, "float32"),
  }),
  ofOne("cast", "floats to truth values", {
    x: integers([BATCH], { to: 2 }),
    build: (x) => op.cast(op.cast(x, "float32"), "bool"),
  }),
  ofOne("cast", "truth values to floats", { x: booleans([BATCH]), build: (x) => op.cast(x, "float32") }),
  ofOne("cast", "integers to long integers", {
    x: integers([BATCH], { to: 9 }),
    build: (x) => op.cast(x, "int64"),
  }),
  ofOne("stopGradient", "a batch", { x: floats([BATCH, 3]), build: op.stopGradient }),
];

/** Operations that act on each element by itself. */
export const elementwiseSamples: readonly OperationSample[] = [
  ...unarySamples,
  ...arithmeticSamples,
  ofOne("power", "an integer constant on negative numbers", {
    x: floats([BATCH], "awayFromZero"),
    build: (x) => op.power(x, op.scalar(3, x.dtype)),
  }),
  ...orderSamples,
  ...integerSamples,
  ...logicSamples,
  where("equal shapes", [
    [BATCH, 3],
    [BATCH, 3],
    [BATCH, 3],
  ]),
  where("all broadcast", [[BATCH, 1], [3], []]),
  ...convertSamples,
];
