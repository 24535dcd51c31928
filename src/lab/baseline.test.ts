import { describe, expect, it } from "vitest";
import { repeatsFor } from "./baseline.ts";
import { Budget } from "./budget.ts";
import type { Design } from "./committee.ts";

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
  const at = (clock: { ms: number }) => new Budget({ durationMs: 1000, trials: 2 }, () => clock.ms);

  it("begins no trial that is expected to end late, or took too long before", async () => {
    const clock = { ms: 0 };
    const budget = at(clock);
    expect(budget.leftMs).toBe(1000);
    budget.expect(400);
    clock.ms = 600;
    expect(budget.allowsTrial()).toBe(true);
    clock.ms = 601;
    expect(budget.allowsTrial()).toBe(false);
    const slow = at(clock);
    await slow.measure(async () => {
      clock.ms += 501;
    });
    expect(slow.allowsTrial()).toBe(false);
  });

  it("counts trials", async () => {
    const budget = at({ ms: 0 });
    await budget.measure(async () => {});
    expect(budget.allowsTrial()).toBe(true);
    await budget.measure(async () => {});
    expect(budget.allowsTrial()).toBe(false);
  });
});
