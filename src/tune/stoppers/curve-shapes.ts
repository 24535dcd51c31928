/**
 * The way of a learning curve from 1 at the first step to 0 at the last, as a function of the share of
 * log-time or of time that is left: the families that learning curves are mostly made of.
 */
export type CurveShape = (step: number, lastStep: number) => number;

/** Exponents of power laws; the smallest is all but a logarithm. */
const POWERS = [0.02, 0.2, 0.4, 0.7, 1, 1.5, 2.2, 3.2, 5];

/** Rates of exponentials over the whole training; the smallest is all but a straight line. */
const RATES = [0.05, 2, 4, 8, 16, 32];

/** Where drops lie that come late, as shares of log-time, and how steep they are. */
const DROPS = [0.2, 0.4, 0.6];

/** t^−b, brought to 1 and 0 at the ends. */
function power(exponent: number): CurveShape {
  return (step, lastStep) => {
    const end = lastStep ** -exponent;
    return (step ** -exponent - end) / (1 - end);
  };
}

/** e^(−r·t), brought to 1 and 0 at the ends. */
function exponential(rate: number): CurveShape {
  return (step, lastStep) => {
    const end = Math.exp(-rate);
    return (Math.exp((-rate * (step - 1)) / (lastStep - 1)) - end) / (1 - end);
  };
}

/** A logistic drop in log-time, brought to 1 and 0 at the ends. */
function drop(middle: number): CurveShape {
  const logistic = (share: number) => 1 / (1 + Math.exp(12 * (share - middle)));
  const [first, end] = [logistic(0), logistic(1)];
  return (step, lastStep) => (logistic(Math.log(step) / Math.log(lastStep)) - end) / (first - end);
}

/** All shapes that a forecast weighs: power laws, exponentials, and late drops. */
export const CURVE_SHAPES: readonly CurveShape[] = [
  ...POWERS.map(power),
  ...RATES.map(exponential),
  ...DROPS.map(drop),
];
