/** How the report's numbers are counted: the metric shown first, and whether more of it is better. */
export interface ReportMetric {
  readonly name: string;
  /** A "share" is told in percent and its differences in points, all else as the number that it is. */
  readonly unit: string;
  readonly higherIsBetter: boolean;
}

/** A value with the interval that it lies in with 95% confidence. */
export interface ReportEstimate {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** The data that the network was trained on. */
export interface ReportData {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  readonly target: string;
  /** Shown as it is. */
  readonly task: string;
  readonly split: {
    readonly method: string;
    readonly train: number;
    readonly dev: number;
    readonly test: number;
  };
  readonly classes?: readonly { readonly label: string; readonly count: number }[];
  readonly notes: readonly string[];
}

/** The scores of one class, label, value or quantile. */
export interface ReportDetail {
  readonly name: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** The result in brief. */
export interface ReportHeadline {
  /** The result in one sentence. */
  readonly sentence: string;
  readonly metric: ReportMetric;
  readonly baseline: ReportEstimate;
  readonly final: ReportEstimate;
  /** Left out where the test set was not scored. `previousScorings` counts how often it was before. */
  readonly test?: ReportEstimate & {
    /** The baseline's score on the same rows; left out where it diverged or is the final model. */
    readonly before?: number;
    readonly previousScorings: number;
    readonly metrics: Readonly<Record<string, number>>;
    /** The metrics of each class, label, value or quantile. */
    readonly details: readonly ReportDetail[];
  };
  /** The simple model's score, which a network must beat. */
  readonly floor?: { readonly name: string; readonly value: number };
  /** The score of always predicting the same, in a sentence; left out where that is not known. */
  readonly naive?: string;
  /** The value that is known to be reachable, in the headline's metric. */
  readonly bound?: { readonly source: string; readonly value: number };
}

/** One treatment that was tried, and what came of it. */
export interface ReportStep {
  readonly title: string;
  readonly finding: string;
  readonly treatment: string;
  readonly diff: readonly string[];
  /** Which round it was tried in, from 1. */
  readonly round: number;
  /** The mean metric of the members without and with it; null where it was not trained to the end. */
  readonly score: { readonly before: number; readonly after: number } | null;
  /** The metric of each member of the committee, and its seed, without and with the treatment. */
  readonly members: readonly {
    readonly member: number;
    readonly seed: number;
    readonly before: number;
    readonly after: number;
  }[];
  readonly verdict: {
    /**
     * In what the report's `effectOf` names; positive is better. Equal ends mean that there is no interval.
     */
    readonly effect: number;
    readonly low: number;
    readonly high: number;
    readonly kept: boolean;
    /** Whether it helped, and another one of its round was kept, for that helped more. */
    readonly outdone: boolean;
    readonly reason: string;
  };
}

/** A finding with its evidence. */
export interface ReportFinding {
  readonly id: string;
  readonly title: string;
  readonly severity: "problem" | "warning" | "note";
  /** How it stands after the treatment, in the final networks. */
  readonly state: "cured" | "remains" | "new" | "unjudged";
  /** The title of the finding that brought it about. */
  readonly because?: string;
  readonly summary: string;
  readonly evidence: readonly {
    readonly label: string;
    readonly value: number | string;
    readonly threshold?: number | string;
  }[];
  readonly treatments: readonly {
    readonly title: string;
    readonly reason: string;
    readonly source?: string;
  }[];
}

/** One named line of a chart. Points without a finite value are left out. */
export interface ReportSeries {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Values that several members reached at one epoch. */
export interface ReportBand {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The learning curves of a recipe, per epoch: means over the members of its committee, of training rows and
 * dev rows evaluated alike. A run has the same colour in every chart.
 */
export interface ReportRun {
  readonly name: string;
  /** The lowest and the highest of the members at each epoch, on the dev rows. */
  readonly devLossBand: readonly ReportBand[];
  readonly devMetricBand: readonly ReportBand[];
  /** The epoch whose weights were kept, the median of the members; left out where it is the last. */
  readonly chosenEpoch?: number;
  readonly trainLoss: ReportSeries["points"];
  readonly devLoss: ReportSeries["points"];
  readonly trainMetric: ReportSeries["points"];
  readonly devMetric: ReportSeries["points"];
}

/** One chart of what was measured inside the network, over the steps of a run. */
export interface ReportProbe {
  readonly title: string;
  readonly unit: string;
  readonly logarithmic: boolean;
  readonly series: readonly ReportSeries[];
}

/** Rows are true classes, columns predicted ones. */
export interface ReportConfusion {
  readonly kind: "confusion";
  readonly part: string;
  /** Which label it is about, where there are several. */
  readonly of?: string;
  readonly labels: readonly string[];
  readonly counts: readonly (readonly number[])[];
}

/** Pairs of true and predicted values. */
export interface ReportScatter {
  readonly kind: "scatter";
  readonly part: string;
  /** Which value (and quantile) it is about, where there are several. */
  readonly of?: string;
  readonly pairs: readonly { readonly actual: number; readonly predicted: number }[];
}

/**
 * Everything that a report shows, as plain data. All text may be hostile: it is escaped when it is rendered.
 */
export interface ReportDocument {
  readonly title: string;
  /** When the report was made, as ISO 8601. */
  readonly createdAt: string;
  readonly version: string;
  readonly data: ReportData;
  readonly headline: ReportHeadline;
  /** The measure of the steps' effects, such as "mean Brier score"; an improvement of it is positive. */
  readonly effectOf: string;
  readonly steps: readonly ReportStep[];
  /**
   * The recipes that the model is the weighted mean of, the heaviest first, and what that takes away in
   * `effectOf`, with its standard error; left out where it is one recipe's alone.
   */
  readonly blend?: {
    readonly parts: readonly {
      readonly title: string;
      /** From 0 to 1, together 1. */
      readonly weight: number;
      readonly networks: number;
    }[];
    readonly effect: number;
    readonly standardError: number;
  };
  readonly findings: readonly ReportFinding[];
  /** Findings that could not be judged, and how a run comes to have what they need. */
  readonly unjudged?: readonly { readonly title: string; readonly how: string }[];
  readonly runs: readonly ReportRun[];
  /** The metric of the learning curves, by which trainings are watched epoch by epoch. */
  readonly watchedMetric: string;
  readonly probes: readonly ReportProbe[];
  /** One chart for classes or a value; one for each of several labels or values. */
  readonly predictions?: readonly (ReportConfusion | ReportScatter)[];
  readonly recipe: unknown;
  readonly files: readonly { readonly name: string; readonly path: string; readonly description: string }[];
  readonly usage: readonly { readonly title: string; readonly code: string }[];
}
