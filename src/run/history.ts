/** One line of a run's history. Values may be NaN or infinite: that is how a diverging run looks. */
export interface HistoryRow {
  /** Optimizer steps done, from 1. */
  readonly step: number;
  readonly epoch: number;
  readonly kind: "epoch" | "probe";
  readonly values: Readonly<Record<string, number>>;
}
