import type { ProgressListener } from "../base/progress.ts";
import type { HistoryRow } from "../store/store.ts";
import { stepsPerEpoch, type TrainingPlan } from "../train/plan.ts";

/** Turns a training's epochs into progress with its rate and the time left. */
export class EpochReporter {
  readonly #progress: ProgressListener;
  readonly #label: string;
  readonly #plan: TrainingPlan;
  readonly #started = performance.now();
  #firstStep: number | undefined;

  constructor(progress: ProgressListener, options: { label: string; plan: TrainingPlan }) {
    this.#progress = progress;
    this.#label = options.label;
    this.#plan = options.plan;
  }

  report(entry: HistoryRow): void {
    const { epochs } = this.#plan.training;
    // A continued run begins at a later step; its rate counts from there.
    this.#firstStep ??= entry.step - stepsPerEpoch(this.#plan);
    const stepsPerSecond = (entry.step - this.#firstStep) / ((performance.now() - this.#started) / 1000);
    const { values } = entry;
    const name = this.#plan.metric.kind;
    const metric = values[`dev.${name}`];
    this.#progress({
      type: "epoch",
      run: this.#label,
      epoch: entry.epoch,
      epochs,
      step: entry.step,
      trainLoss: values["train.loss"],
      devLoss: values["dev.loss"] ?? null,
      devMetric: metric === undefined ? null : { name, value: metric },
      stepsPerSecond,
      secondsLeft: (stepsPerEpoch(this.#plan) * (epochs - entry.epoch)) / stepsPerSecond,
    });
  }
}
