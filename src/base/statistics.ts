/** An interval, `low` to `high`, in the units of what it was computed from. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** The unbiased variance, sum of (x - mean)² over n - 1, in two passes; NaN of fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return Number.NaN;
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - center) ** 2;
  return sum / (values.length - 1);
}

/**
 * The squared standard error of the mean of values that were measured on resamples of one data set, such as
 * the differences of two recipes on the folds of a cross-validation: s² (1/J + ρ) for J values of variance
 * s². Their training rows overlap, so that J of them say less than J independent ones, whose squared error is
 * s²/J. NaN of fewer than two values.
 *
 * @param testShare ρ: how many rows judge for each one that is trained on; 1/(k − 1) for k folds, and 0 where
 *   the values are of seeds on one split.
 * @source Nadeau & Bengio, "Inference for the Generalization Error", Machine Learning 52, 2003
 */
export function resampledVariance(values: ArrayLike<number>, testShare: number): number {
  return variance(values) * (1 / values.length + testShare);
}

/**
 * The `probability` quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan,
 * 1996, NumPy's default); NaN of nothing. `values` may come in any order.
 *
 * @param probability in [0, 1]; 0.5 is the median.
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = probability * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The median: the 0.5 quantile. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/**
 * ln Γ(x) for x > 0 by the approximation of Lanczos (1964), g = 7, nine terms; relative error about 1e-15.
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const series = LANCZOS.reduce(
    (sum, term, index) => sum + (index === 0 ? term : term / (shifted + index)),
    0,
  );
  const base = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series);
}

/**
 * The regularized incomplete beta function I_x(a, b), for a, b > 0 and x in [0, 1]: the continued fraction of
 * DiDonato and Morris (1992) evaluated by the modified method of Lentz (1976).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast only below the distribution's centre.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  return (Math.exp(logFront) / a) * betaFraction(x, a, b);
}

function betaFraction(x: number, a: number, b: number): number {
  const away = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const coefficient of [even, odd]) {
      d = 1 / away(1 + coefficient * d);
      c = away(1 + coefficient / c);
      change = d * c;
      fraction *= change;
    }
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return fraction;
}

/** P(T ≤ t) for Student's t distribution with `degreesOfFreedom` > 0, which need not be whole. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  if (degreesOfFreedom > 1e8) return normalCdf(t);
  const tail = 0.5 * incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/** P(T > t): the upper tail, exact where 1 - studentCdf(t) would round to zero. */
export function studentUpperTail(t: number, degreesOfFreedom: number): number {
  return studentCdf(-t, degreesOfFreedom);
}

/**
 * The t with P(T ≤ t) = `probability`, by bisection of the distribution function.
 *
 * @param probability in (0, 1).
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -studentQuantile(1 - probability, degreesOfFreedom);
  let low = -1;
  while (studentCdf(low, degreesOfFreedom) > probability) low *= 2;
  return bisect((t) => studentCdf(t, degreesOfFreedom) > probability, { low, high: 0 });
}

/** P(Z ≤ z) for the standard normal distribution; relative error about 1e-13 in both tails. */
export function normalCdf(z: number): number {
  const upper = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z > 0 ? 1 - upper : upper;
}

/** P(X ≤ x) for the chi-square distribution with `degreesOfFreedom` > 0. */
function chiSquareCdf(x: number, degreesOfFreedom: number): number {
  return 1 - upperGamma(degreesOfFreedom / 2, Math.max(0, x) / 2);
}

/**
 * The x with P(X ≤ x) = `probability` for the chi-square distribution, by bisection.
 *
 * @param probability in (0, 1).
 */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  let high = 1;
  while (chiSquareCdf(high, degreesOfFreedom) < probability) high *= 2;
  return bisect((x) => chiSquareCdf(x, degreesOfFreedom) > probability, { low: 0, high });
}

/** The point where `beyond` turns from false to true between `low` and `high`. */
function bisect(beyond: (x: number) => boolean, range: { low: number; high: number }): number {
  let { low, high } = range;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (beyond(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * The regularized upper incomplete gamma function Q(a, x): series below a + 1, continued fraction of Lentz
 * above.
 */
function upperGamma(a: number, x: number): number {
  if (x === 0) return 1;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * 1e-17; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - sum * front;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 10_000; i++) {
    const coefficient = -i * (i - a);
    b += 2;
    d = 1 / (coefficient * d + b);
    c = b + coefficient / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction * front;
}

/**
 * The z with P(Z ≤ z) = `probability` for the standard normal distribution, by bisection.
 *
 * @param probability in (0, 1).
 */
export function normalQuantile(probability: number): number {
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  return bisect((z) => normalCdf(z) > probability, { low: -40, high: 0 });
}

/**
 * Wilson's score interval (1927) of a proportion: `share` was observed on `count` examples. Honest near 0 and
 * 1, where the usual interval collapses.
 *
 * @param confidence two-sided, 0.95 by default.
 */
export function wilsonInterval(share: number, count: number, confidence = 0.95): Interval {
  if (count <= 0) return { low: 0, high: 1 };
  const z = normalQuantile(0.5 + confidence / 2);
  const denominator = 1 + (z * z) / count;
  const center = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  // The formula's ends are exact at shares of 0 and 1; rounding must not move them.
  return {
    low: share === 0 ? 0 : Math.max(0, (center - spread) / denominator),
    high: share === 1 ? 1 : Math.min(1, (center + spread) / denominator),
  };
}

/**
 * The interval of a difference `a.share - b.share` of two independent proportions: Newcombe's hybrid of
 * Wilson's intervals (1998, method 10).
 */
export function proportionDifferenceInterval(
  a: { share: number; count: number },
  b: { share: number; count: number },
  options: { confidence?: number } = {},
): Interval {
  const intervalA = wilsonInterval(a.share, a.count, options.confidence);
  const intervalB = wilsonInterval(b.share, b.count, options.confidence);
  const difference = a.share - b.share;
  return {
    low: difference - Math.hypot(a.share - intervalA.low, intervalB.high - b.share),
    high: difference + Math.hypot(intervalA.high - a.share, b.share - intervalB.low),
  };
}

/**
 * Pearson's correlation of two lists of one length, scaled so that squares neither overflow nor vanish; NaN
 * where one of them is constant.
 */
export function correlation(a: Float64Array, b: Float64Array): number {
  const [x, y] = [centred(a), centred(b)];
  let [product, squaresX, squaresY] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    product += x[i] * y[i];
    squaresX += x[i] ** 2;
    squaresY += y[i] ** 2;
  }
  return product / (Math.sqrt(squaresX) * Math.sqrt(squaresY));
}

function centred(values: Float64Array): Float64Array {
  const magnitude = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const scaled = values.map((value) => value / magnitude);
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const spread = scaled.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0) || 1;
  return scaled.map((value) => (value - mean) / spread);
}
