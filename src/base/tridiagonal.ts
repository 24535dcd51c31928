/** Eigenvalues in ascending order, and for each its unit eigenvector. */
export interface Eigensystem {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

const MOST_SWEEPS = 60;

/**
 * All eigenvalues and eigenvectors of a symmetric tridiagonal matrix by the QL algorithm with implicit shifts
 * (Martin & Wilkinson 1968; Press et al., Numerical Recipes, tqli).
 *
 * @param diagonal n numbers.
 * @param offDiagonal at least n − 1 numbers: entry i couples i and i + 1.
 * @throws RangeError when an eigenvalue does not converge, which finite numbers do not cause in practice.
 */
export function tridiagonalEigensystem(
  diagonal: ArrayLike<number>,
  offDiagonal: ArrayLike<number>,
): Eigensystem {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = Float64Array.from({ length: n }, (_, i) => (i < n - 1 ? offDiagonal[i] : 0));
  const vectors = Array.from({ length: n }, (_, i) => {
    const unit = new Float64Array(n);
    unit[i] = 1;
    return unit;
  });
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      const m = firstSplit(d, e, l);
      if (m === l) break;
      if (sweep === MOST_SWEEPS)
        throw new RangeError("an eigenvalue of a tridiagonal matrix did not converge");
      sweepImplicitly({ d, e, vectors }, l, m);
    }
  }
  const order = [...d.keys()].sort((a, b) => d[a] - d[b]);
  return { values: order.map((i) => d[i]), vectors: order.map((i) => vectors[i]) };
}

/** The first place from l on where the matrix falls apart in float64. */
function firstSplit(d: Float64Array, e: Float64Array, l: number): number {
  for (let m = l; m < d.length - 1; m++) {
    const size = Math.abs(d[m]) + Math.abs(d[m + 1]);
    if (Math.abs(e[m]) <= Number.EPSILON * size) return m;
  }
  return d.length - 1;
}

/** One implicit QL sweep over the block from l to m; `vectors[i]` are rotated along. */
function sweepImplicitly(
  { d, e, vectors }: { d: Float64Array; e: Float64Array; vectors: Float64Array[] },
  l: number,
  m: number,
): void {
  const shift = (d[l + 1] - d[l]) / (2 * e[l]);
  const root = Math.hypot(shift, 1);
  let g = d[m] - d[l] + e[l] / (shift + (shift >= 0 ? root : -root));
  let [sine, cosine, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i];
    const b = cosine * e[i];
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = d[i + 1] - p;
    const next = (d[i] - g) * sine + 2 * cosine * b;
    p = sine * next;
    d[i + 1] = g + p;
    g = cosine * next - b;
    rotate(vectors[i], vectors[i + 1], { sine, cosine });
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
}

function rotate(
  left: Float64Array,
  right: Float64Array,
  { sine, cosine }: { sine: number; cosine: number },
): void {
  for (let k = 0; k < left.length; k++) {
    const value = right[k];
    right[k] = sine * left[k] + cosine * value;
    left[k] = cosine * left[k] - sine * value;
  }
}
