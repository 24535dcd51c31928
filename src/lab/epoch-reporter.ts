import { stepsPerEpoch } from "../program/batching.ts";
import type { HistoryRow } from "../run/history.ts";
import type { Place } from "../run/place.ts";
import type { ProgressListener } from "../run/progress.ts";
import type { TrainingPlan } from "../train/plan/plan.ts";

/** Turns a training's epochs into progress with its rate and the time left. */
export class EpochReporter {
  readonly #progress: ProgressListener;
  readonly #about: { readonly title: string; readonly place?: Place };
  readonly #plan: TrainingPlan;
  readonly #started = performance.now();
  #firstStep: number | undefined;

  constructor(progress: ProgressListener, options: { title: string; place?: Place; plan: TrainingPlan }) {
    this.#progress = progress;
    const { plan, ...about } = options;
    this.#about = about;
    this.#plan = plan;
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
      ...this.#about,
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
