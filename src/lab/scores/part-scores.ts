/** Scores on one part of the data. */
export interface PartScores<Metrics = Readonly<Record<string, number>>> {
  readonly rows: number;
  readonly metrics: Metrics;
  /** For classes and for labels, in their order. */
  readonly perClass?: readonly {
    readonly label: string;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
  }[];
  /** For classes: `confusion[true][predicted]`. */
  readonly confusion?: readonly (readonly number[])[];
  /** For several values, in the order of the columns; `metrics` then holds the means over them. */
  readonly perValue?: readonly {
    readonly column: string;
    readonly metrics: Metrics;
  }[];
  /**
   * For quantiles: the share of rows whose value is at most the predicted quantile, which should be near the
   * quantile.
   */
  readonly perQuantile?: readonly {
    readonly quantile: number;
    readonly below: number;
    readonly pinball: number;
  }[];
}
