import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { EpochFinished } from "../run/progress.ts";
import type { TrainingPlan } from "../train/plan/plan.ts";
import { EpochReporter } from "./epoch-reporter.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => void vi.useRealTimers());

/** The events of a training of 4 epochs of 10 steps that end after these milliseconds. */
function reported(durations: readonly number[]): EpochFinished[] {
  const events: EpochFinished[] = [];
  const plan = {
    training: { epochs: 4, batchSize: 1, lastBatch: "keep" },
    trainRows: { length: 10 },
    metric: { kind: "accuracy" },
  };
  const reporter = new EpochReporter((event) => void events.push(event as EpochFinished), {
    title: "fit",
    plan: plan as unknown as TrainingPlan,
  });
  durations.forEach((duration, epoch) => {
    vi.advanceTimersByTime(duration);
    reporter.report({ kind: "epoch", epoch: epoch + 1, step: 10 * (epoch + 1), values: { "train.loss": 1 } });
  });
  return events;
}

test("a short first epoch tells no time left, and later ones tell it without what started the training", () => {
  const events = reported([2000, 100, 100, 100]);
  expect(events.map(({ secondsLeft }) => secondsLeft)).toEqual([null, 0.2, 0.1, 0]);
});

test("a long first epoch tells the time left", () => {
  expect(reported([60_000])[0].secondsLeft).toBe(180);
});
