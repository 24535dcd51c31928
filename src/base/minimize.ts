import { dot } from "./vectors.ts";
/** A function with its gradient, which is written into `gradient`. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

/** Where to look for a minimum. */
export interface MinimizeOptions {
  readonly start: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** The most steps; 50 by default. */
  readonly steps?: number;
  /** Ends when no coordinate of the projected gradient is larger; 1e-5 by default. */
  readonly tolerance?: number;
  /** Ends when a step lowers the value by less, relative to 1 + |value|; 1e-9 by default. */
  readonly progress?: number;
}

/** How many pairs of steps and gradients are remembered. */
const MEMORY = 8;

/**
 * A local minimum within bounds by L-BFGS with projection: the quasi-Newton step of the coordinates that are
 * not held at a bound, shortened until the value falls far enough (Armijo), and cut off at the bounds.
 *
 * Liu & Nocedal, On the Limited Memory BFGS Method for Large Scale Optimization, 1989; the projection after
 * Bertsekas, Projected Newton Methods, 1982.
 *
 * @returns the place, and the value there.
 * @example
 * const parabola = (x, gradient) => ((gradient[0] = 2 * x[0]), x[0] ** 2);
 * minimize(parabola, { start: [3], low: [1], high: [5] }); // { x: [1], value: 1 }
 */
export function minimize(
  differentiable: Differentiable,
  options: MinimizeOptions,
): { x: Float64Array; value: number } {
  const { low, high, steps = 50, tolerance = 1e-5, progress = 1e-9 } = options;
  const size = options.start.length;
  const within = (number: number, i: number) => Math.min(high[i], Math.max(low[i], number));
  let x = Float64Array.from(options.start, within);
  let gradient = new Float64Array(size);
  let value = differentiable(x, gradient);
  const memory: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  for (let step = 0; step < steps; step++) {
    const isFree = (i: number) =>
      !((x[i] <= low[i] && gradient[i] > 0) || (x[i] >= high[i] && gradient[i] < 0));
    let steepest = 0;
    for (let i = 0; i < size; i++) if (isFree(i)) steepest = Math.max(steepest, Math.abs(gradient[i]));
    if (!(steepest > tolerance)) break;
    const direction = directionOf(gradient, { memory, isFree, steepest });
    const next = search(differentiable, { x, value, gradient, direction, within });
    if (next === undefined) {
      if (memory.length === 0) break;
      memory.length = 0;
      continue;
    }
    remember(memory, { from: x, to: next.x, before: gradient, after: next.gradient });
    const fell = value - next.value;
    ({ x, value, gradient } = next);
    if (fell < progress * (1 + Math.abs(value))) break;
  }
  return { x, value };
}

interface Memory {
  s: Float64Array;
  y: Float64Array;
  rho: number;
}

/** The two-loop recursion over the free coordinates; the steepest descent of length 0.1 at first. */
function directionOf(
  gradient: Float64Array,
  { memory, isFree, steepest }: { memory: Memory[]; isFree: (i: number) => boolean; steepest: number },
): Float64Array {
  const size = gradient.length;
  const q = new Float64Array(size);
  for (let i = 0; i < size; i++) q[i] = isFree(i) ? gradient[i] : 0;
  const alphas = new Float64Array(memory.length);
  for (let m = memory.length - 1; m >= 0; m--) {
    const { s, y, rho } = memory[m];
    alphas[m] = rho * dot(s, q);
    for (let i = 0; i < size; i++) q[i] -= alphas[m] * y[i];
  }
  const last = memory[memory.length - 1];
  const scale = last === undefined ? 0.1 / steepest : 1 / (last.rho * dot(last.y, last.y));
  for (let i = 0; i < size; i++) q[i] *= scale;
  for (let m = 0; m < memory.length; m++) {
    const { s, y, rho } = memory[m];
    const beta = rho * dot(y, q);
    for (let i = 0; i < size; i++) q[i] += (alphas[m] - beta) * s[i];
  }
  for (let i = 0; i < size; i++) q[i] = isFree(i) ? -q[i] : 0;
  if (dot(q, gradient) < 0) return q;
  for (let i = 0; i < size; i++) q[i] = isFree(i) ? (-0.1 * gradient[i]) / steepest : 0;
  return q;
}

interface Line {
  x: Float64Array;
  value: number;
  gradient: Float64Array;
  direction: Float64Array;
  within: (number: number, i: number) => number;
}

function search(differentiable: Differentiable, { x, value, gradient, direction, within }: Line) {
  const size = x.length;
  let length = 1;
  for (let attempt = 0; attempt < 12; attempt++) {
    const place = new Float64Array(size);
    let slope = 0;
    for (let i = 0; i < size; i++) {
      place[i] = within(x[i] + length * direction[i], i);
      slope += gradient[i] * (place[i] - x[i]);
    }
    const after = new Float64Array(size);
    const found = differentiable(place, after);
    if (found <= value + 1e-4 * slope && Number.isFinite(found))
      return { x: place, value: found, gradient: after };
    // The minimum of the parabola through both values, kept within reason.
    const best = Number.isFinite(found) ? (-0.5 * slope) / (found - value - slope) : 0.1;
    length *= Math.min(0.5, Math.max(0.1, best));
  }
  return undefined;
}

function remember(
  memory: Memory[],
  {
    from,
    to,
    before,
    after,
  }: { from: Float64Array; to: Float64Array; before: Float64Array; after: Float64Array },
): void {
  const s = to.map((number, i) => number - from[i]);
  const y = after.map((number, i) => number - before[i]);
  const product = dot(s, y);
  // Only where the function curves upwards does the pair tell of it.
  if (!(product > 1e-10 * dot(y, y))) return;
  memory.push({ s, y, rho: 1 / product });
  if (memory.length > MEMORY) memory.shift();
}
