import { expect, test } from "vitest";
import * as z from "zod/mini";
import { decideBy, decideTrial, promotionOrder, stopperPauses, stopperRungs } from "./decide-trial.ts";
import { allStoppers } from "./index.ts";
import type { StopperDefinition, TrialCurve } from "./stopper.ts";
import { stopperProblems } from "./stopper-conformance.ts";

const trialOf = (
  number: number,
  values: readonly number[],
  status: TrialCurve["status"] = "running",
): TrialCurve => ({ number, status, points: values.map((value, index) => ({ step: index + 1, value })) });

const others = (lists: readonly (readonly number[])[], status: TrialCurve["status"] = "complete") =>
  lists.map((values, index) => trialOf(index + 1, values, status));

test.each(allStoppers().map((definition) => [definition.kind, definition] as const))(
  "%s does its duties",
  (_, definition) => {
    expect(stopperProblems(definition)).toEqual([]);
  },
);

test.each([
  ["asha", { mode: "stop", eta: 2 }],
  ["asha", { minimumSteps: 2, maximumSteps: 5 }],
  ["hyperband", { mode: "stop", brackets: 2 }],
  ["successiveHalving", { cohort: 3, eta: 2.5 }],
  ["extrapolation", { chance: 0.5, warmupSteps: 0 }],
  ["patience", { deltaOf: "progress", minimumDelta: 0.01 }],
])("%s does its duties with %j", (kind, options) => {
  const definition = allStoppers().find((each) => each.kind === kind)!;
  expect(stopperProblems(definition, { options })).toEqual([]);
});

const faulty = (decide: StopperDefinition["decide"]): StopperDefinition => ({
  kind: "faulty",
  title: "Faulty",
  help: "Does wrong.",
  options: z.object({}),
  pauses: () => false,
  decide,
});

test.each<[string, StopperDefinition["decide"], string]>([
  ["pauses without saying so", () => ({ verdict: "pause", reason: "No." }), "that it never pauses"],
  [
    "stops everything",
    () => ({ verdict: "stop", reason: "No." }),
    "it stops the best of all trials at step 1",
  ],
  ["is silent", () => ({ verdict: "continue", reason: " " }), "gives no reason"],
  [
    "changes what it is told",
    ({ trial }) => {
      (trial.points as { step: number; value: number }[]).sort((a, b) => a.value - b.value);
      return { verdict: "continue", reason: "Sorted." };
    },
    "it throws of a bad trial",
  ],
  [
    "remembers",
    (() => {
      let asked = 0;
      return () => ({ verdict: "continue", reason: `Asked ${asked++} times.` });
    })(),
    "otherwise when asked again",
  ],
])("a stopper that %s is seen", (_, decide, problem) => {
  expect(stopperProblems(faulty(decide)).join("\n")).toContain(problem);
});

test("a stopper that judges between its rungs is seen", () => {
  const definition = { ...faulty(() => ({ verdict: "stop", reason: "No." })), rungs: () => [100] };
  expect(stopperProblems(definition).join("\n")).toContain("it judges at other steps only");
});

test("the rungs of a study are the whole steps at which its stopper judges", () => {
  expect(stopperRungs({ kind: "asha" }, { lastStep: 15 })).toEqual([1, 3, 9]);
  expect(stopperRungs({ kind: "hyperband", eta: 2.5, minimumSteps: 2 }, { lastStep: 20 })).toEqual([
    2, 5, 13,
  ]);
  expect(stopperRungs({ kind: "successiveHalving", maximumSteps: 3 }, { lastStep: 9 })).toEqual([1]);
  expect(stopperRungs({ kind: "asha" }, { lastStep: null })).toEqual([]);
  expect(stopperRungs({ kind: "median" }, { lastStep: 9 })).toEqual([]);
});

test("whatever the stopper, a trial that diverged ends, and one without a report goes on", () => {
  for (const { kind } of allStoppers()) {
    for (const last of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const decision = decideTrial(
        { kind },
        { trial: trialOf(0, [1, last]), others: [], lastStep: 5, seed: 1 },
      );
      expect(decision).toMatchObject({
        verdict: "stop",
        reason: expect.stringContaining("step 2 is not finite"),
      });
    }
    const silent = decideTrial({ kind }, { trial: trialOf(0, []), others: [], lastStep: 5, seed: 1 });
    expect(silent.verdict).toBe("continue");
  }
});

test("wrong options and kinds are errors that say where and what was meant", () => {
  const request = { trial: trialOf(0, [1]), others: [], lastStep: 5, seed: 1 };
  expect(() => decideTrial({ kind: "asha", eta: 1 }, request)).toThrow('study: "stopper.eta" must be');
  expect(() => decideTrial({ kind: "asha", etta: 3 }, request)).toThrow(
    expect.objectContaining({ code: "recipe-unknown-key", hint: expect.stringContaining("eta") }),
  );
  expect(() => decideTrial({ kind: "ahsa" }, request)).toThrow(
    expect.objectContaining({ code: "unknown-kind", hint: 'Did you mean "asha"?' }),
  );
  expect(() => stopperPauses({ kind: "hyperband", mode: "wait" })).toThrow("stopper.mode");
});

test("whether a study's trials need checkpoints depends on the options", () => {
  expect(stopperPauses({ kind: "asha" })).toBe(true);
  expect(stopperPauses({ kind: "asha", mode: "stop" })).toBe(false);
  expect(stopperPauses({ kind: "successiveHalving" })).toBe(true);
  expect(stopperPauses({ kind: "median" })).toBe(false);
});

test("paused trials are asked by reach, then by value, then by number", () => {
  const trials = [
    trialOf(0, [3], "paused"),
    trialOf(1, [9, 5], "paused"),
    trialOf(2, [9, 4], "paused"),
    trialOf(3, [1], "paused"),
    trialOf(4, [0]),
    trialOf(5, [1], "paused"),
  ];
  expect(promotionOrder(trials).map(({ number }) => number)).toEqual([2, 1, 3, 5, 0]);
});

const decide = (
  component: { kind: string; [option: string]: string | number },
  trial: TrialCurve,
  more: TrialCurve[],
) => decideTrial(component, { trial, others: more, lastStep: 20, seed: 1 }).verdict;

// Running averages up to step 2 are 4, 6 and 9: the median is 6.
const three = others([
  [5, 3, 1],
  [7, 5, 1],
  [10, 8, 1],
]);

test("the median rule compares the best so far with the median of running averages", () => {
  const rule = { kind: "median", startupTrials: 3 };
  expect(decide(rule, trialOf(0, [9, 6.1]), three)).toBe("stop");
  expect(decide(rule, trialOf(0, [9, 6]), three)).toBe("continue");
  expect(decide(rule, trialOf(0, [5, 9]), three)).toBe("continue");
});

test("the percentile rule with another share has another bar, between 4 and 6 at a quarter", () => {
  const rule = { kind: "percentile", startupTrials: 3 };
  expect(decide(rule, trialOf(0, [9, 5.1]), three)).toBe("stop");
  expect(decide(rule, trialOf(0, [9, 5]), three)).toBe("continue");
});

test("the median rule waits for its first trials, its first steps, and its turn", () => {
  const bad = (steps: number) => trialOf(0, new Array<number>(steps).fill(99));
  expect(decide({ kind: "median" }, bad(2), three)).toBe("continue");
  const later = { kind: "median", startupTrials: 3, warmupSteps: 1, interval: 2 };
  expect([1, 2, 3].map((steps) => decide(later, bad(steps), three))).toEqual([
    "continue",
    "stop",
    "continue",
  ]);
});

test("trials that were stopped later count in the median, failed ones and shorter ones do not", () => {
  const rule = { kind: "median", startupTrials: 3 };
  const stopped = others(
    [
      [20, 20],
      [20, 20],
    ],
    "stopped",
  );
  expect(decide(rule, trialOf(0, [9, 8]), [...three, ...stopped])).toBe("continue");
  const failed = others(
    [
      [20, 20],
      [20, 20],
    ],
    "failed",
  );
  expect(decide(rule, trialOf(0, [9, 8]), [...three, ...failed, trialOf(9, [20], "running")])).toBe("stop");
});

test("patience ends a trial so many steps after its last improvement", () => {
  const rule = { kind: "patience", steps: 3 };
  expect(decide(rule, trialOf(0, [5, 4, 4, 4]), [])).toBe("continue");
  expect(decide(rule, trialOf(0, [5, 4, 4, 4, 4]), [])).toBe("stop");
  expect(decide(rule, trialOf(0, [5, 4, 4, 4, 3.9]), [])).toBe("continue");
  expect(decide({ ...rule, minimumDelta: 0.2 }, trialOf(0, [5, 4, 4, 4, 3.9]), [])).toBe("stop");
});

test("a share of the progress as the least improvement is the same on every scale", () => {
  const rule = { kind: "patience", steps: 2, minimumDelta: 0.1, deltaOf: "progress" };
  // The progress is 2 after two steps, so that an improvement by 0.1 is too small, and one by 0.3 is not.
  for (const factor of [1, 1e-6, 1e6]) {
    const scaled = (values: number[]) =>
      trialOf(
        0,
        values.map((value) => value * factor),
      );
    expect(decide(rule, scaled([5, 3, 2.9, 2.9]), [])).toBe("stop");
    expect(decide(rule, scaled([5, 3, 2.7, 2.7]), [])).toBe("continue");
  }
});

test("a time limit counts running time, and nothing where no time is known", () => {
  const rule = { kind: "wallTime", maximumSeconds: 10 };
  expect(decide(rule, { ...trialOf(0, [1]), durationMs: 10_000 }, [])).toBe("stop");
  expect(decide(rule, { ...trialOf(0, [1]), durationMs: 9_999 }, [])).toBe("continue");
  expect(decide(rule, trialOf(0, [1]), [])).toBe("continue");
});

test("a definition that is not registered can be asked by itself", () => {
  const own = faulty(() => ({ verdict: "stop", reason: "So." }));
  const request = { trial: trialOf(0, [1]), others: [], lastStep: null, seed: 1 };
  expect(decideBy(own, { request, options: {} }).verdict).toBe("stop");
});
