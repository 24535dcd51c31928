import { type Feature, squaredDifference } from "./space-features.ts";

/** The squared differences of every pair of rows, feature by feature. */
export interface Differences {
  readonly rows: number;
  readonly features: number;
  /** Of the pairs (1, 0), (2, 0), (2, 1), …: one number for each feature. */
  readonly squared: Float64Array;
}

/** The squared differences of every pair of rows. */
export function differencesOf(features: readonly Feature[], rows: readonly Float64Array[]): Differences {
  const count = features.length;
  const isNominal = features.map(({ kind }) => kind === "nominal");
  const squared = new Float64Array(((rows.length * (rows.length - 1)) / 2) * count);
  let at = 0;
  for (let i = 1; i < rows.length; i++)
    for (let j = 0; j < i; j++)
      for (let k = 0; k < count; k++) squared[at++] = squaredDifference(isNominal[k], rows[i][k], rows[j][k]);
  return { rows: rows.length, features: count, squared };
}
