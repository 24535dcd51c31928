import { expect, test } from "vitest";
import { openMemoryStore } from "../../store/memory-store.ts";
import { ranges } from "../space/range-builders.ts";
import { type ObjectiveFunction, optimize } from "./optimize.ts";

const space = { x: ranges.uniform(-5, 5), y: ranges.uniform(-5, 5) };
const bowl: ObjectiveFunction = ({ x, y }) => (x - 1) ** 2 + (y + 2) ** 2;

test("a function is searched, several calls at a time", async () => {
  let running = 0;
  let most = 0;
  const slow: ObjectiveFunction = async (parameters, context) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running--;
    return bowl(parameters, context);
  };
  const { best, trials, ended, study } = await optimize(slow, space, { trials: 40, parallel: 3, seed: 2 });
  expect({ ended, count: trials.length, most }).toEqual({ ended: "trials", count: 40, most: 3 });
  expect(study.status).toBe("done");
  // The best of 40 uniform points in 100 units of area has a median of 100 ln 2 / (40 π) = 0.55; 2 is far
  // above.
  expect(best?.values[0]).toBeLessThan(2);
  expect(best?.values[0]).toBe(bowl(best?.parameters as never, {} as never));
});

test("a study of the same name in a store is gone on with", async () => {
  const store = openMemoryStore().studies;
  await optimize(bowl, space, { trials: 3, name: "bowl", store });
  const { trials } = await optimize(bowl, space, { trials: 5, name: "bowl", store });
  expect(trials).toHaveLength(5);
});

test("several objectives by name or in order, and choices as they are", async () => {
  const objectives = [
    { metric: "size", direction: "minimize" },
    { metric: "accuracy", direction: "maximize" },
  ] as const;
  const seen: unknown[] = [];
  const named: ObjectiveFunction = ({ kind }) => {
    seen.push(kind);
    return { accuracy: 0.5, size: 7, other: 3 };
  };
  const kinds = { kind: ranges.choice([{ name: "a" }, "b"]) };
  const { trials } = await optimize(named, kinds, { trials: 8, objectives, sampler: "random" });
  for (const { values, metrics } of trials)
    expect({ values, other: metrics.other }).toEqual({ values: [7, 0.5], other: 3 });
  expect(seen).toContain("b");
  const listed = await optimize(() => [1, 2], kinds, { trials: 1, objectives, sampler: "random" });
  expect(listed.trials[0].values).toEqual([1, 2]);
});

test("a call that throws is a failed trial, or tried again", async () => {
  let calls = 0;
  const moody: ObjectiveFunction = () => {
    if (++calls % 2 === 1) throw new Error("not today");
    return 1;
  };
  const failed = await optimize(moody, space, { trials: 2 });
  expect(failed.trials[0]).toMatchObject({ status: "failed", error: "not today", attempts: 1 });
  expect(failed.best?.number).toBe(2);
  calls = 0;
  const again = await optimize(moody, space, { trials: 2, retries: 1 });
  expect(again.trials.map(({ status, attempts }) => [status, attempts])).toEqual([
    ["complete", 2],
    ["complete", 2],
  ]);
});

test("a stopper ends calls early, and what they return then does not count", async () => {
  const told: number[] = [];
  const curve: ObjectiveFunction = async ({ x }, { report, trial }) => {
    for (let step = 1; step <= 5; step++) {
      told.push(trial);
      if (!(await report(step, Math.abs(x) + trial))) return -100;
    }
    return Math.abs(x) + trial;
  };
  const options = { trials: 6, stopper: { kind: "median", startupTrials: 1 }, sampler: "random" };
  // Each trial is worse than the one before by nearly 1, whatever x is.
  const { trials, best } = await optimize(curve, { x: ranges.uniform(2, 2.01) }, options);
  expect(trials[0].status).toBe("complete");
  expect(trials.slice(1).every(({ status }) => status === "stopped")).toBe(true);
  expect(told.filter((trial) => trial === 2)).toHaveLength(1);
  expect(best?.number).toBe(1);
});

test("aborting gives the trial back, and the study waits", async () => {
  const stop = new AbortController();
  const { ended, study, trials } = await optimize(
    (_, { signal }) => {
      stop.abort();
      expect(signal.aborted).toBe(true);
      return 1;
    },
    space,
    { trials: 4, signal: stop.signal },
  );
  expect({ ended, status: study.status, trials: trials.map(({ status }) => status) }).toEqual({
    ended: "stopped",
    status: "stopped",
    trials: ["waiting"],
  });
});

test.each(["asha", "successiveHalving"])(
  "with %s and too few trials to promote one, the best goes on to its end all the same",
  async (stopper) => {
    const { best, trials } = await optimize(
      async ({ x }, { report }) => {
        for (let step = 1; step <= 9; step++) if (!(await report(step, x + 1 / step))) return 0;
        return x;
      },
      { x: ranges.uniform(0, 1) },
      { trials: 6, stopper, sampler: "random" },
    );
    expect(trials).toHaveLength(6);
    expect(best).not.toBeNull();
    expect(best!.values[0]).toBe(Math.min(...trials.map(({ point }) => point.x)));
  },
);
