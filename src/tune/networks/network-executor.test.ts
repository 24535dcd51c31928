import { afterEach, expect, test, vi } from "vitest";
import { diabetesRecipe } from "../../clinic/evidence.samples.ts";
import type { LeasedTrial } from "../../store/study-store.ts";
import type { TrialContext } from "../study/trial-worker.ts";
import { type NetworkStudy, networkExecutor } from "./network-executor.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a store that fails before a training begins leaves no clock running", async () => {
  vi.useFakeTimers();
  const recipe = diabetesRecipe();
  const executor = networkExecutor({
    workshop: { store: { getRun: () => Promise.reject(new Error("no store")) } },
    prepared: { recipe },
    design: { kind: "fixedSplit", members: [{ number: 0, repeat: 0 }] },
    space: { recipeAt: () => recipe },
    study: { record: { id: "study", stopper: { kind: "none" } } },
    repeats: 1,
  } as unknown as NetworkStudy);
  const trial = { point: {}, runs: ["run"], curve: [], number: 0 } as unknown as LeasedTrial;
  const context = { signal: new AbortController().signal } as unknown as TrialContext;
  await expect(executor.run(trial, context)).rejects.toThrow("no store");
  expect(vi.getTimerCount()).toBe(0);
});
