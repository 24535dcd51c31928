/** An axis of a chart: numbers, evenly or in the logarithm, or choices, whose values are places from 0. */
export interface ReportAxis {
  readonly name: string;
  readonly scale: "linear" | "log" | "choices";
  /** The choices in words. */
  readonly choices?: readonly string[];
}

/** A trial's place in a chart. */
export interface ReportDot {
  /** The trial's number, from 1. */
  readonly trial: number;
  readonly x: number;
  readonly y: number;
}

/** The values of a parameter beside those of the first objective. */
export interface ReportSlice {
  readonly axis: ReportAxis;
  readonly dots: readonly ReportDot[];
}

/** A trial as a line through the values of all parameters. */
export interface ReportThread {
  readonly trial: number;
  readonly value: number;
  /** The place of its value among those of all trials, 0 the best and 1 the worst. */
  readonly rank: number;
  /** On each axis from 0 to 1; null where the parameter is not there. */
  readonly places: readonly (number | null)[];
}

/** The mean value over two parameters, all others averaged out: `means[row][column]` at (xs, ys). */
export interface ReportContour {
  readonly x: ReportAxis;
  readonly y: ReportAxis;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  readonly means: readonly (readonly number[])[];
}

/** The curve of a trial, as it reported it. */
export interface ReportTrialCurve {
  readonly trial: number;
  readonly status: "complete" | "stopped" | "paused" | "running" | "failed" | "waiting";
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** The losses of a trial's repeats, and how they differ from the baseline's on the same rows and seeds. */
export interface ReportRepeats {
  readonly trial: number;
  readonly isBaseline: boolean;
  /** One for each member; null where it was not trained. */
  readonly losses: readonly (number | null)[];
  /** The mean of loss − baseline's loss of the members that both have; its 95% interval from three on. */
  readonly difference: { readonly mean: number; readonly low?: number; readonly high?: number } | null;
}

/** Everything that the page of a study shows, as plain data. Texts may be hostile: they are escaped. */
export interface StudyDocument {
  readonly title: string;
  /** When the page was made, as ISO 8601. */
  readonly createdAt: string;
  readonly version: string;
  /** The result in one sentence. */
  readonly headline: string;
  /** Sentences on how it was searched. */
  readonly about: readonly string[];
  readonly warnings: readonly string[];
  /** The first objective: its name, whether more of it is better, and how its axis is drawn. */
  readonly value: ReportAxis & { readonly higherIsBetter: boolean };
  readonly history: {
    readonly dots: readonly ReportDot[];
    readonly best: readonly { readonly x: number; readonly y: number }[];
  };
  readonly parallel: { readonly axes: readonly string[]; readonly threads: readonly ReportThread[] };
  /** The most important first; null where there are too few trials. */
  readonly importance: {
    readonly method: string;
    readonly bars: readonly { readonly name: string; readonly share: number }[];
  } | null;
  readonly slices: readonly ReportSlice[];
  readonly contour: ReportContour | null;
  readonly curves: readonly ReportTrialCurve[];
  /** The best trials and the baseline; null where trials have no repeats. */
  readonly repeats: readonly ReportRepeats[] | null;
  /** Of two objectives all complete trials, and the numbers of those that none beats in both. */
  readonly front: {
    readonly x: ReportAxis;
    readonly y: ReportAxis;
    readonly dots: readonly ReportDot[];
    readonly trials: readonly number[];
  } | null;
  readonly trials: {
    readonly columns: readonly string[];
    readonly rows: readonly { readonly trial: number; readonly cells: readonly string[] }[];
    /** How many there are beyond the rows. */
    readonly left: number;
  };
}
