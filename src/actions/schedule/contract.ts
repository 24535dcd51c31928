/** The options of `schedule`: a learning-rate schedule, and the training over which it is drawn. */
export interface ScheduleOptions {
  readonly kind: string;
  /** The schedule's options. Pairs, so that a hostile name is only a string. */
  readonly set: readonly { readonly path: string; readonly value: unknown }[];
  /** Updates in the whole training. */
  readonly steps: number;
  /** Epochs that they are; matters to schedules that react to the loss. */
  readonly epochs: number;
  /** The optimizer's. */
  readonly learningRate: number;
  /** The SVG image to write; null for none. */
  readonly out: string | null;
}

/** A learning-rate schedule's course. */
export interface ScheduleResult {
  /** The schedule with all of its options. */
  readonly schedule: Readonly<Record<string, unknown>>;
  readonly help: string;
  readonly steps: number;
  readonly learningRate: number;
  readonly lowest: number;
  readonly highest: number;
  readonly points: readonly { readonly step: number; readonly rate: number }[];
  /** The course as text for a terminal. */
  readonly chart: string;
  readonly files: Readonly<Record<string, string>>;
}
