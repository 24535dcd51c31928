import { dot } from "../../base/vectors.ts";
import type { CurvePoint } from "../../run/study.ts";
import { CURVE_SHAPES } from "./curve-shapes.ts";

/** So many points of a curve are looked at. */
const MOST_POINTS = 20;

/** How a curve leaves its shape, in variances over the whole of log-time, in units of the noise's. */
interface Wandering {
  /** A Brownian motion, whose next step may go anywhere. */
  readonly rough: number;
  /** An integrated Brownian motion, which keeps its direction for a while. */
  readonly smooth: number;
}

const WANDERINGS: readonly Wandering[] = [
  { rough: 0, smooth: 0 },
  { rough: 10, smooth: 0 },
  { rough: 1e3, smooth: 0 },
  { rough: 0, smooth: 1e2 },
  { rough: 0, smooth: 1e4 },
  { rough: 0, smooth: 1e6 },
];

/** How long a smooth wandering keeps its direction, as a share of log-time. */
const MEMORY = 0.4;

/** The covariance of a wandering at two times, both from 0 to 1. */
function covariance({ rough, smooth }: Wandering, a: number, b: number): number {
  const distance = Math.abs(a - b) / MEMORY;
  return rough * Math.min(a, b) + smooth * (1 + distance) * Math.exp(-distance);
}

/**
 * All that a curve's points say with one wandering, in units of the noise, as products of the columns of the
 * design (1, shape), the values, and the covariance with the last step.
 */
export interface CurveEvidence {
  readonly count: number;
  readonly logDeterminant: number;
  readonly oneOne: number;
  readonly oneValue: number;
  readonly valueValue: number;
  readonly endOne: number;
  readonly endValue: number;
  /** The variance of the last value that the points leave. */
  readonly left: number;
  readonly shapes: readonly ShapeEvidence[];
}

/** The products of one shape's column. */
export interface ShapeEvidence {
  readonly oneShape: number;
  readonly shapeShape: number;
  readonly shapeValue: number;
  readonly endShape: number;
}

/** At most so many points, evenly in log-time, the last among them. */
export function thinned(points: readonly CurvePoint[]): readonly CurvePoint[] {
  if (points.length <= MOST_POINTS) return points;
  const recent = Math.floor(MOST_POINTS / 3);
  const early = points.length - recent;
  const kept = new Set<number>();
  for (let i = 0; i < MOST_POINTS - recent; i++)
    kept.add(Math.round(early ** (i / (MOST_POINTS - recent - 1))) - 1);
  return points.filter((_, index) => index >= early || kept.has(index));
}

/**
 * The evidence of a curve for every wandering and, within it, every shape: values are the shape's line, a
 * wandering in log-time, and noise.
 *
 * @param lastStep above 1.
 */
export function evidenceOf(points: readonly CurvePoint[], lastStep: number): CurveEvidence[] {
  const end = Math.log(lastStep);
  const times = Float64Array.from(points, ({ step }) => Math.log(step) / end);
  const columns = CURVE_SHAPES.map((shape) => Float64Array.from(points, ({ step }) => shape(step, lastStep)));
  return WANDERINGS.map((wandering) => {
    const factor = cholesky(times, wandering);
    const solved = (values: Float64Array) => forward(factor, values);
    const one = solved(new Float64Array(points.length).fill(1));
    const y = solved(Float64Array.from(points, ({ value }) => value));
    const toEnd = solved(times.map((time) => covariance(wandering, time, 1)));
    return {
      count: points.length,
      logDeterminant: logDeterminant(factor),
      oneOne: dot(one, one),
      oneValue: dot(one, y),
      valueValue: dot(y, y),
      endOne: dot(toEnd, one),
      endValue: dot(toEnd, y),
      left: covariance(wandering, 1, 1) - dot(toEnd, toEnd) + 1,
      shapes: columns.map((column) => {
        const shape = solved(column);
        return {
          oneShape: dot(one, shape),
          shapeShape: dot(shape, shape),
          shapeValue: dot(shape, y),
          endShape: dot(toEnd, shape),
        };
      }),
    };
  });
}

/** Row by row, the lower factor of noise and wandering. */
function cholesky(times: Float64Array, wandering: Wandering): Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < times.length; i++) {
    const row = new Float64Array(i + 1);
    for (let j = 0; j <= i; j++) {
      let sum = covariance(wandering, times[i], times[j]) + (i === j ? 1 : 0);
      const other = j === i ? row : rows[j];
      for (let k = 0; k < j; k++) sum -= row[k] * other[k];
      row[j] = i === j ? Math.sqrt(sum) : sum / other[j];
    }
    rows.push(row);
  }
  return rows;
}

function forward(factor: readonly Float64Array[], values: Float64Array): Float64Array {
  const solution = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = values[i];
    const row = factor[i];
    for (let k = 0; k < i; k++) sum -= row[k] * solution[k];
    solution[i] = sum / row[i];
  }
  return solution;
}

function logDeterminant(factor: readonly Float64Array[]): number {
  return factor.reduce((sum, row, index) => sum + 2 * Math.log(row[index]), 0);
}
