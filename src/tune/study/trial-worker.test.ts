import { expect, test } from "vitest";
import { openMemoryStore } from "../../store/memory-store.ts";
import { Study } from "./ask-and-tell.ts";
import { type TrialExecutor, workOn } from "./trial-worker.ts";

test("where the budget ends before any trial has, the paused one that came furthest is brought to its end", async () => {
  const domain = { kind: "number", low: 0, high: 1, scale: "linear" } as const;
  const study = await Study.create(
    openMemoryStore().studies,
    { parameters: [{ name: "x", domain }] },
    {
      space: {},
      objectives: [{ metric: "loss", direction: "minimize" }],
      sampler: { kind: "random" },
      stopper: { kind: "successiveHalving" },
      seed: 1,
      version: "",
      settings: {},
    },
  );
  const begun: number[] = [];
  const executor: TrialExecutor = {
    lastStep: 9,
    run: async (trial, context) => {
      begun.push(trial.number);
      if (trial.curve.length > 0) return { status: "complete", values: [0.5] };
      await context.report({ step: 1 + (trial.number % 3), value: 1 });
      return { status: "paused", values: [] };
    },
  };
  const ended = await workOn(study, executor, {
    owner: "test",
    parallel: 1,
    most: null,
    signal: new AbortController().signal,
    spent: () => begun.length >= 4,
  });
  expect(ended).toBe("budget");
  expect(begun).toEqual([0, 1, 2, 3, 2]);
  expect(study.trials.map(({ status }) => status)).toEqual(["paused", "paused", "complete", "paused"]);
});
