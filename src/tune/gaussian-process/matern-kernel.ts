const ROOT5 = Math.sqrt(5);

/**
 * Matérn's kernel of smoothness 5/2 as a function of the squared distance r²: (1 + √5·r + 5/3·r²)·exp(−√5·r).
 *
 * Rasmussen & Williams, Gaussian Processes for Machine Learning, 2006, equation 4.17
 */
export function matern(squared: number): number {
  const r = ROOT5 * Math.sqrt(squared);
  return (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** The derivative of {@link matern} by the squared distance: −5/6·(1 + √5·r)·exp(−√5·r). */
export function maternSlope(squared: number): number {
  const r = ROOT5 * Math.sqrt(squared);
  return (-5 / 6) * (1 + r) * Math.exp(-r);
}
