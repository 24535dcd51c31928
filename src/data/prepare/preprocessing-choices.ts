/** The stand-ins for a missing number: the training part's mean or median, or 0. */
export const MISSING_NUMBERS = ["mean", "median", "zero"] as const;
/** A stand-in for a missing number. */
export type MissingNumber = (typeof MISSING_NUMBERS)[number];

/** Facts about a way of scaling, which hold for any numbers. */
interface NormalizationFacts {
  /** Whether it gives features a center near 0 and a spread near 1. */
  readonly centers: boolean;
  /** Whether it goes by a mean and a standard deviation, which cells that are far out pull along. */
  readonly byMoments: boolean;
  /** Whether cells that are far out are bent towards a bound. */
  readonly bounded: boolean;
  /** Whether it changes the shape of a distribution with long tails over its whole range. */
  readonly reshapes: boolean;
}

/**
 * The ways of scaling numbers. "standardize": z = (x − mean) / std. "softClip": z / √(1 + (z / 3)²) of that
 * z, so that no cell, however far out, reaches ±3. "robust": the same of z = (x − median) / (third − first
 * quartile), or half the range where the quartiles are equal (Holzmüller, Grinsztajn & Steinwart, "Better by
 * Default", 2024). "log": sign(x) · log(1 + |x| / m) with m the median |x| of those that are not 0, then
 * standardized. "rank": the normal score of x among the training numbers, straight between 201 of their
 * quantiles (Conover, "Practical Nonparametric Statistics", 1999, section 5.10).
 * "minMax": (x − min) / (max − min). "none": x.
 */
export const NORMALIZATIONS = {
  standardize: { centers: true, byMoments: true, bounded: false, reshapes: false },
  softClip: { centers: true, byMoments: true, bounded: true, reshapes: false },
  robust: { centers: true, byMoments: false, bounded: true, reshapes: false },
  log: { centers: true, byMoments: false, bounded: false, reshapes: true },
  rank: { centers: true, byMoments: false, bounded: true, reshapes: true },
  minMax: { centers: false, byMoments: false, bounded: false, reshapes: false },
  none: { centers: false, byMoments: false, bounded: false, reshapes: false },
} as const satisfies Record<string, NormalizationFacts>;

/** A way of scaling numbers. */
export type Normalization = keyof typeof NORMALIZATIONS;
/** The names of the ways of scaling numbers. */
export const NORMALIZATION_NAMES = Object.keys(NORMALIZATIONS) as readonly Normalization[];

/**
 * How categories enter: a feature for each, codes for an embedding, or the mean of the target in each, which
 * training rows get from other rows than themselves; "auto" is the first up to 20 categories, and codes
 * above.
 */
export const CATEGORY_ENCODINGS = ["auto", "oneHot", "embedding", "targetStatistics"] as const;
/** How categories enter. */
export type CategoryEncoding = (typeof CATEGORY_ENCODINGS)[number];

/** The ways of weighting rows: all the same, or so that every class counts the same. */
export const ROW_WEIGHTS = ["none", "balanced"] as const;
/** A way of weighting rows. */
export type RowWeights = (typeof ROW_WEIGHTS)[number];
