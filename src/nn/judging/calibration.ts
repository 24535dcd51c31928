import { solvePositiveDefinite } from "../../base/linear-system.ts";
import type { Classifications } from "../metrics/classification.ts";

/** How probabilities are corrected: softmax(scale · log p + offsets). */
export interface Calibration {
  readonly scale: number;
  /** One for each class. */
  readonly offsets: readonly number[];
}

/** Probabilities count as at least this before their logarithm, as a float32 network's can be 0. */
export const LEAST_PROBABILITY = 1e-12;
/**
 * Strength of the penalty ½·(scale − 1)² + ½·Σ offsets² against the summed log loss: about one row's weight,
 * so that a few rows change nothing and many decide.
 */
const PENALTY = 1;
/** With more classes only the scale is fitted: a temperature. */
const MOST_OFFSETS = 20;
const MOST_STEPS = 50;
const TOLERANCE = 1e-8;

/**
 * Fits the correction that makes some rows' probabilities right on average, by the least log loss with a
 * slight penalty on change: Platt's scaling (1999) of more than two classes, which is temperature scaling
 * with an offset for each class (Guo, Pleiss, Sun & Weinberger, "On Calibration of Modern Neural Networks",
 * 2017). The loss is convex and Newton's method finds its minimum.
 *
 * @param rows rows that the network was not trained on.
 */
export function fitCalibration(rows: Classifications): Calibration {
  const { classes, targets, probabilities } = rows;
  const logs = Float64Array.from(probabilities, (p) => Math.log(Math.max(LEAST_PROBABILITY, p)));
  const size = classes > MOST_OFFSETS ? 1 : 1 + classes;
  const problem = { logs, targets, classes, size };
  let parameters = [1, ...new Array<number>(size - 1).fill(0)];
  let current = objective(problem, parameters);
  for (let step = 0; step < MOST_STEPS && Number.isFinite(current.loss); step++) {
    const direction = solvePositiveDefinite(current.hessian, current.gradient);
    const next = backtrack(problem, { parameters, direction, loss: current.loss });
    const gained = current.loss - next.value.loss;
    [parameters, current] = [next.parameters, next.value];
    if (gained < TOLERANCE) break;
  }
  const [scale, ...offsets] = parameters;
  // A scale of 0 or less would turn the order of the classes around.
  if (!Number.isFinite(current.loss) || scale <= 0) return identity(classes);
  return { scale, offsets: size === 1 ? identity(classes).offsets : offsets };
}

/** Probabilities after correction, row-major as they came. */
export function calibrate(probabilities: ArrayLike<number>, { scale, offsets }: Calibration): Float32Array {
  const classes = offsets.length;
  const corrected = new Float32Array(probabilities.length);
  const logits = new Float64Array(classes);
  for (let start = 0; start < probabilities.length; start += classes) {
    for (let label = 0; label < classes; label++)
      logits[label] =
        scale * Math.log(Math.max(LEAST_PROBABILITY, probabilities[start + label])) + offsets[label];
    corrected.set(softmax(logits), start);
  }
  return corrected;
}

function identity(classes: number): Calibration {
  return { scale: 1, offsets: new Array<number>(classes).fill(0) };
}

function softmax(logits: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

interface Problem {
  readonly logs: Float64Array;
  readonly targets: ArrayLike<number>;
  readonly classes: number;
  readonly size: number;
}

/** The penalized log loss with its first and second derivatives, in the scale and then the offsets. */
function objective({ logs, targets, classes, size }: Problem, parameters: readonly number[]) {
  const [scale, ...offsets] = parameters;
  const gradient = parameters.map((value, index) => PENALTY * (index === 0 ? value - 1 : value));
  const hessian = parameters.map((_, i) => parameters.map((__, j) => (i === j ? PENALTY : 0)));
  let loss = parameters.reduce(
    (sum, value, i) => sum + (PENALTY / 2) * (i === 0 ? value - 1 : value) ** 2,
    0,
  );
  for (let row = 0; row < targets.length; row++) {
    const own = logs.subarray(row * classes, (row + 1) * classes);
    const p = softmax(own.map((log, label) => scale * log + (offsets[label] ?? 0)));
    loss -= Math.log(Math.max(Number.MIN_VALUE, p[targets[row]]));
    const mean = p.reduce((sum, share, label) => sum + share * own[label], 0);
    gradient[0] += mean - own[targets[row]];
    hessian[0][0] += p.reduce((sum, share, label) => sum + share * (own[label] - mean) ** 2, 0);
    for (let i = 1; i < size; i++) {
      gradient[i] += p[i - 1] - Number(targets[row] === i - 1);
      const mixed = p[i - 1] * (own[i - 1] - mean);
      hessian[0][i] += mixed;
      hessian[i][0] += mixed;
      for (let j = 1; j < size; j++) hessian[i][j] += p[i - 1] * (Number(i === j) - p[j - 1]);
    }
  }
  return { loss, gradient, hessian };
}

/** The longest step along a direction, halved until the loss falls. */
function backtrack(
  problem: Problem,
  {
    parameters,
    direction,
    loss,
  }: { parameters: readonly number[]; direction: readonly number[]; loss: number },
) {
  for (let length = 1; length > 1e-6; length /= 2) {
    const next = parameters.map((value, index) => value - length * direction[index]);
    const value = objective(problem, next);
    if (value.loss <= loss) return { parameters: next, value };
  }
  return { parameters: [...parameters], value: objective(problem, parameters) };
}
