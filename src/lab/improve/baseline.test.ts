import { describe, expect, it } from "vitest";
import { Budget } from "../budget.ts";
import type { Design } from "../committee.ts";
import { repeatsFor } from "./baseline.ts";

const fixedSplit: Design = { kind: "fixedSplit", repeats: 3, members: [] };
const crossValidation: Design = { kind: "crossValidation", repeats: 2, members: [] };

describe("how often recipes are tried in a budget", () => {
  const repeats = (design: Design, leftMs: number) => repeatsFor(design, { repeatMs: 100, leftMs });

  it("is as often as the design says where the time is not limited, or long", () => {
    expect(repeats(fixedSplit, Number.POSITIVE_INFINITY)).toBe(3);
    expect(repeats(crossValidation, Number.POSITIVE_INFINITY)).toBe(2);
    // Two further seeds of the baseline, three of a treatment, and one each of two others.
    expect(repeats(fixedSplit, 700)).toBe(3);
  });

  it("is less often where only that leaves time for treatments, down to what a comparison needs", () => {
    expect(repeats(fixedSplit, 699)).toBe(2);
    expect(repeats(fixedSplit, 300)).toBe(2);
    expect(repeats(crossValidation, 499)).toBe(1);
    expect(repeats(crossValidation, 100)).toBe(1);
  });

  it("is not at all where no treatment could be compared in time", () => {
    expect(repeats(fixedSplit, 299)).toBe(0);
    expect(repeats(crossValidation, 99)).toBe(0);
    expect(repeats(fixedSplit, -50)).toBe(0);
  });
});

describe("a budget", () => {
  const at = (clock: { ms: number }) =>
    new Budget({ durationMs: 1000, trials: 2, startedAt: 0 }, () => clock.ms);

  it("begins no trial that is expected to end late, and leaves a twentieth for the end", () => {
    const clock = { ms: 0 };
    const budget = at(clock);
    expect(budget.leftMs).toBe(950);
    budget.expect(400);
    clock.ms = 550;
    expect(budget.spent).toBeUndefined();
    clock.ms = 551;
    expect(budget.spent).toBe("time");
  });

  it("counts what came before it", () => {
    const clock = { ms: 300 };
    expect(at(clock).leftMs).toBe(650);
  });

  it("counts trials, and how many there can be", () => {
    const clock = { ms: 0 };
    const budget = at(clock);
    expect(budget.mostTrials).toBe(2);
    budget.begin();
    budget.expect(100);
    expect([budget.spent, budget.mostTrials]).toEqual([undefined, 1]);
    budget.begin();
    expect([budget.spent, budget.mostTrials]).toEqual(["trials", 0]);
  });

  it("ends work whose time is spent, and lets an error or an interruption of the job through", async () => {
    const untilAborted = (signal: AbortSignal) =>
      new Promise<string>((_, reject) => {
        const stop = () => reject(new Error("stopped"));
        if (signal.aborted) stop();
        signal.addEventListener("abort", stop);
      });
    const spent = at({ ms: 950 });
    const never = new AbortController();
    expect(await spent.within(never.signal, untilAborted)).toBeUndefined();
    const unlimited = new Budget({ durationMs: null, trials: null });
    expect(await unlimited.within(never.signal, async () => "done")).toBe("done");
    const job = new AbortController();
    job.abort();
    await expect(unlimited.within(job.signal, untilAborted)).rejects.toThrow("stopped");
  });
});
