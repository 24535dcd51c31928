import {
  cosine,
  counterUniform,
  log,
  multiply,
  reshape,
  scalar,
  sliceAxis,
  sqrt,
  subtract,
} from "./operations/index.ts";
import type { Shape, Tensor } from "./tensor.ts";

/**
 * Standard normal numbers, float32: element i, in row-major order, is `normal(key, i)` of base/random.ts, by
 * Box and Muller (1958), to the rounding of float32 and of the device's logarithm and cosine.
 *
 * @param key a uint32 scalar, as for `counterUniform`.
 */
export function counterNormal(key: Tensor, shape: Shape): Tensor {
  const pairs = counterUniform(key, [...shape, 2]);
  const of = (place: number) => reshape(sliceAxis(pairs, -1, { start: place, end: place + 1 }), shape);
  const number = (value: number) => scalar(value, "float32");
  const radius = sqrt(multiply(log(subtract(number(1), of(0))), number(-2)));
  return multiply(radius, cosine(multiply(of(1), number(2 * Math.PI))));
}
