const LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** Below −2.5 Mills' ratio has all digits by so many terms; above, the sum does not lose any that matter. */
const TAIL = -2.5;
const TERMS = 60;

/** log h(z) with h(z) = φ(z) + z·Φ(z), and its derivative by z, Φ(z)/h(z). */
export interface LogImprovement {
  readonly value: number;
  readonly slope: number;
}

/**
 * The logarithm of the expected improvement of a standard normal variable over −z, without loss of digits
 * for whatever z: for z < −2.5 by the continued fraction of Mills' ratio, where the difference of two nearly
 * equal numbers is never taken. As in Ament et al., Unexpected Improvements to Expected Improvement for
 * Bayesian Optimization, 2023, where erfcx does it.
 */
export function logImprovement(z: number): LogImprovement {
  const density = -0.5 * z * z - LOG_ROOT_TWO_PI;
  if (z < TAIL) {
    const rest = millsRest(-z);
    return { value: density + Math.log(rest / (rest - z)), slope: 1 / rest };
  }
  const phi = Math.exp(density);
  const share = normalShare(z, phi);
  const h = phi + z * share;
  return { value: Math.log(h), slope: share / h };
}

/** log Φ(z) and its derivative by z, φ(z)/Φ(z). */
export function logNormalShare(z: number): LogImprovement {
  const density = -0.5 * z * z - LOG_ROOT_TWO_PI;
  if (z < TAIL) {
    const ratio = -z + millsRest(-z);
    return { value: density - Math.log(ratio), slope: ratio };
  }
  const phi = Math.exp(density);
  const share = normalShare(z, phi);
  return { value: Math.log(share), slope: phi / share };
}

/** c with Mills' ratio (1 − Φ(x))/φ(x) = 1/(x + c), c = 1/(x + 2/(x + 3/(x + …))), for x > 2.5. */
function millsRest(x: number): number {
  let c = x;
  for (let k = TERMS; k >= 2; k--) c = x + k / c;
  return 1 / c;
}

/** Φ(z) for z ≥ −2.5, where φ(z) is known. */
function normalShare(z: number, phi: number): number {
  if (z > -TAIL) return 1 - phi / (z + millsRest(z));
  // Φ(z) = 1/2 + φ(z)·(z + z³/3 + z⁵/15 + …)
  let term = z;
  let sum = z;
  for (let k = 3; k < 60; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + phi * sum;
}
