import { stepsPerEpoch } from "../program/batching.ts";
import type { HistoryRow } from "../run/history.ts";
import type { Place } from "../run/place.ts";
import type { ProgressListener } from "../run/progress.ts";
import type { TrainingPlan } from "../train/plan/plan.ts";

/** A first epoch that lasted so long tells the rate; of a shorter one most is the start of the engine. */
const TELLING_FIRST_EPOCH_MS = 5000;

/** Turns a training's epochs into progress with its rate and the time left. */
export class EpochReporter {
  readonly #progress: ProgressListener;
  readonly #about: { readonly title: string; readonly place?: Place };
  readonly #plan: TrainingPlan;
  readonly #created = performance.now();
  /** The first epoch's end: from there on the rate is that of steps alone, without what starts a training. */
  #begun: { readonly step: number; readonly at: number } | undefined;

  constructor(progress: ProgressListener, options: { title: string; place?: Place; plan: TrainingPlan }) {
    this.#progress = progress;
    const { plan, ...about } = options;
    this.#about = about;
    this.#plan = plan;
  }

  report(entry: HistoryRow): void {
    const { epochs } = this.#plan.training;
    const stepsLeft = stepsPerEpoch(this.#plan) * (epochs - entry.epoch);
    const { stepsPerSecond, isTelling } = this.#rateAt(entry.step);
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
      secondsLeft: isTelling || stepsLeft === 0 ? stepsLeft / stepsPerSecond : null,
    });
  }

  /** A continued run begins at a later step; its rate counts from there. */
  #rateAt(step: number): { stepsPerSecond: number; isTelling: boolean } {
    const now = performance.now();
    if (this.#begun !== undefined)
      return { stepsPerSecond: (1000 * (step - this.#begun.step)) / (now - this.#begun.at), isTelling: true };
    const lasted = now - this.#created;
    this.#begun = { step, at: now };
    return {
      stepsPerSecond: (1000 * stepsPerEpoch(this.#plan)) / lasted,
      isTelling: lasted >= TELLING_FIRST_EPOCH_MS,
    };
  }
}
