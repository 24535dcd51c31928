import { statistics } from "./training.js";

/** Mean and its 95% interval by Student's t over seeds; the interval of a single value is the value. */
export function overSeeds(values) {
  const mean = statistics.mean(values);
  if (values.length < 2) return { mean, low: mean, high: mean, values };
  const half =
    statistics.studentQuantile(0.975, values.length - 1) *
    Math.sqrt(statistics.variance(values) / values.length);
  return { mean, low: mean - half, high: mean + half, values };
}

/** The paired difference a − b, seed by seed. */
export function difference(a, b) {
  return overSeeds(a.map((value, seed) => value - b[seed]));
}

/** A number in at most four significant digits. */
export function shown(value) {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(3)));
}

/** `mean [low, high]`. */
export function interval({ mean, low, high }) {
  return `${shown(mean)} [${shown(low)}, ${shown(high)}]`;
}

/** The mean of several curves, place by place, over those that reach it. */
export function meanCurve(curves) {
  const length = Math.max(...curves.map((curve) => curve.length));
  return Array.from({ length }, (_, index) => {
    const reached = curves.filter((curve) => curve.length > index).map((curve) => curve[index]);
    return { x: reached[0].x, y: statistics.mean(reached.map(({ y }) => y)) };
  });
}

/** The lines of a chart, each with a colour of its own. */
export function linesOf(named) {
  return Object.entries(named).map(([name, points], color) => ({ name, points, color, dashed: false }));
}
