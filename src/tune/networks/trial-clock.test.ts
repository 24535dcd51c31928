import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CurvePoint, TrialRecord } from "../../run/study.ts";
import type { LeasedTrial } from "../../store/study-store.ts";
import type { TrialContext } from "../study/trial-worker.ts";
import { firstTrialMs, longestTrialMs, TrialClock } from "./trial-clock.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a trial may take a tenth of the time, or four times the first trial's", () => {
  expect(longestTrialMs({ totalMs: 60_000, firstMs: 500 })).toBe(6000);
  expect(longestTrialMs({ totalMs: 60_000, firstMs: 5000 })).toBe(20_000);
  expect(longestTrialMs({ totalMs: Number.POSITIVE_INFINITY, firstMs: 1 })).toBe(Number.POSITIVE_INFINITY);
  expect(longestTrialMs({ totalMs: 60_000, firstMs: undefined })).toBe(Number.POSITIVE_INFINITY);
});

test("the next trial stands in for a first one that failed or was ended early, and none for one that runs", () => {
  const trialsOf = (...statuses: string[]) =>
    statuses.map((status) => {
      const metrics = status === "complete" ? { trainMs: 200, members: 5 } : {};
      return { status, metrics } as unknown as TrialRecord;
    });
  expect(firstTrialMs(trialsOf("complete", "running"))).toBe(1000);
  expect(firstTrialMs(trialsOf("failed", "paused", "stopped", "complete"))).toBe(1000);
  expect(firstTrialMs(trialsOf("running", "complete"))).toBeUndefined();
  expect(firstTrialMs(trialsOf("waiting", "complete"))).toBeUndefined();
  expect(firstTrialMs(trialsOf("stopped", "stopped"))).toBeUndefined();
});

test("rings when the trial is overdue, and not after it was stopped", () => {
  let isOverdue = false;
  const onLate = vi.fn();
  const clock = new TrialClock(() => isOverdue, onLate);
  vi.advanceTimersByTime(1000);
  expect(onLate).not.toHaveBeenCalled();
  isOverdue = true;
  vi.advanceTimersByTime(150);
  expect(onLate).toHaveBeenCalledTimes(1);
  clock.stop();
  vi.advanceTimersByTime(1000);
  expect(onLate).toHaveBeenCalledTimes(1);
});

/** The points that a clock reports which has seen three epochs, of a trial with that curve. */
async function reported(curve: readonly CurvePoint[]): Promise<CurvePoint[]> {
  const clock = new TrialClock(() => false, vi.fn());
  for (const epoch of [1, 2, 3])
    clock.note({ step: 10 * epoch, epoch, kind: "epoch", values: { "dev.loss": 1 / epoch } });
  clock.note({ step: 31, epoch: 4, kind: "probe", values: { "dev.loss": 9 } });
  const points: CurvePoint[] = [];
  const context = {
    report: async (point: CurvePoint) => {
      points.push(point);
      return { verdict: "continue", reason: "" };
    },
  } as unknown as TrialContext;
  await clock.reportLast({ curve } as unknown as LeasedTrial, context);
  clock.stop();
  return points;
}

test("reports the last epoch of a trial that was ended, once", async () => {
  expect(await reported([])).toEqual([{ step: 3, value: 1 / 3 }]);
  expect(await reported([{ step: 2, value: 0.5 }])).toEqual([{ step: 3, value: 1 / 3 }]);
  expect(await reported([{ step: 3, value: 1 / 3 }])).toEqual([]);
});
