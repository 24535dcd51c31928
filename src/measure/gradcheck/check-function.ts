import { TrainwellError } from "../../base/errors.ts";
import type { GradientCheck } from "./check-graph.ts";
import { summaryOf } from "./check-graph.ts";
import { type CheckedTensor, type CheckOptions, checkTensor } from "./check-tensors.ts";
import { type Line, measureNoise } from "./derivative.ts";
import type { Move } from "./graph-lines.ts";

/** Numbers of one array, in any of the forms that JavaScript has. */
export type Numbers = ArrayLike<number>;

/** Several arrays by name, such as `{ weights, bias }`. */
export type NamedNumbers = Readonly<Record<string, Numbers>>;

/** A plain function of numbers and its hand-written gradient; no network. */
export interface FunctionSubject<X extends Numbers | NamedNumbers = Numbers | NamedNumbers> {
  /** The function, of one array or of several by name, as `at` is. It gets copies that it may change. */
  readonly f: (x: X) => number;
  /** Its gradient, in the form of `at`. */
  readonly gradient: (x: X) => Numbers | NamedNumbers;
  /** The point to check at; not at a kink. */
  readonly at: X;
  /** The precision of `f`; `float64` by default. In float32 only large errors can be told from rounding. */
  readonly precision?: "float32" | "float64";
}

/** The name of an array that was given without one. */
const UNNAMED = "x";

/**
 * Checks a hand-written gradient of a plain function by central differences.
 *
 * @throws TrainwellError `gradient-size` when the gradient has not the form of the point,
 *   `function-not-finite` when the function is not a finite number at the point.
 */
export function checkFunction<X extends Numbers | NamedNumbers>(
  subject: FunctionSubject<X>,
  options: CheckOptions,
): GradientCheck {
  const point = copyOf(subject.at);
  const values = namedArrays(point);
  // The caller's functions get copies, because hand-written code works in place.
  const f = (moved: Point) => subject.f(toCaller(moved, subject.at));
  const middle = f(point);
  requireFinite(middle);
  const gradients = namedArrays(copyOf(subject.gradient(toCaller(point, subject.at))));
  const checks = [...values].map(([name, array]) => {
    const gradient = requireSize(name, gradients.get(name), array.length);
    const tensor = tensorOf({ name, gradient, array, middle, precision: subject.precision }, (moved) =>
      f(withArray(point, name, moved)),
    );
    return checkTensor(tensor, options);
  });
  return { ...summaryOf(checks, options), loss: middle, blame: [] };
}

type Point =
  | { readonly kind: "one"; readonly array: Float64Array }
  | { readonly kind: "named"; readonly arrays: ReadonlyMap<string, Float64Array> };

function isArrayLike(value: unknown): value is Numbers {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function copyOf(value: Numbers | NamedNumbers): Point {
  if (isArrayLike(value)) return { kind: "one", array: Float64Array.from(value) };
  const arrays = Object.entries(value).map(([name, array]) => [name, Float64Array.from(array)] as const);
  return { kind: "named", arrays: new Map(arrays) };
}

/** A copy in the form that the caller gave: plain arrays stay plain, and typed ones have 64 bits. */
function toCaller<X extends Numbers | NamedNumbers>(point: Point, form: X): X {
  const copy: Numbers | NamedNumbers =
    point.kind === "one"
      ? alike(point.array, form)
      : Object.fromEntries(
          [...point.arrays].map(([name, array]) => [name, alike(array, (form as NamedNumbers)[name])]),
        );
  return copy as X;
}

function alike(array: Float64Array, form: unknown): Numbers {
  return Array.isArray(form) ? Array.from(array) : array.slice();
}

function namedArrays(point: Point): ReadonlyMap<string, Float64Array> {
  return point.kind === "one" ? new Map([[UNNAMED, point.array]]) : point.arrays;
}

function withArray(point: Point, name: string, array: Float64Array): Point {
  if (point.kind === "one") return { kind: "one", array };
  return { kind: "named", arrays: new Map([...point.arrays, [name, array]]) };
}

function tensorOf(
  of: {
    name: string;
    gradient: Float64Array;
    array: Float64Array;
    middle: number;
    precision: "float32" | "float64" | undefined;
  },
  f: (moved: Float64Array) => number,
): CheckedTensor {
  const { name, gradient, array, middle, precision } = of;
  const moved = (move: Move, distance: number) =>
    array.map((value, index) =>
      "index" in move
        ? value + (index === move.index ? distance : 0)
        : value + distance * move.direction[index],
    );
  const even = { direction: new Float64Array(array.length).fill(1 / Math.sqrt(array.length)) };
  const noise = measureNoise((distance) => f(moved(even, distance)), middle, { precision });
  const line = (move: Move): Line => ({
    middle,
    noise,
    unit: "index" in move ? Math.max(1, Math.abs(array[move.index])) : 1,
    at: (distance) => ({ value: f(moved(move, distance)), crossed: false }),
  });
  return { name, shape: [array.length], gradient, line };
}

function requireSize(name: string, gradient: Float64Array | undefined, size: number): Float64Array {
  if (gradient?.length === size) return gradient;
  throw new TrainwellError({
    kind: "input",
    code: "gradient-size",
    message:
      `The gradient of "${name}": expected ${size} numbers, received ` +
      `${gradient ? gradient.length : "none"}.`,
    details: { name, expected: size, received: gradient?.length ?? null },
    hint: "Return the gradient in the form of the point: one array, or arrays by the same names.",
  });
}

function requireFinite(value: unknown): void {
  if (typeof value === "number" && Number.isFinite(value)) return;
  throw new TrainwellError({
    kind: "input",
    code: "function-not-finite",
    message: `The function to check: expected a finite number at the point, received ${String(value)}.`,
    details: { received: String(value) },
    hint: "Check at a point where the function is defined, and let it return one number.",
  });
}
