import { expect, test } from "vitest";
import { normal, uniform } from "../../base/random.ts";
import type { StudyComponent } from "../../run/study.ts";
import { bracketOf, bracketShares } from "./brackets.ts";
import { decideTrial, promotionOrder } from "./decide-trial.ts";
import { ladderOf, rungsUpTo } from "./rungs.ts";
import type { TrialCurve } from "./stopper.ts";

const trialOf = (
  number: number,
  values: readonly number[],
  status: TrialCurve["status"] = "running",
): TrialCurve => ({ number, status, points: values.map((value, index) => ({ step: index + 1, value })) });

const paused = (number: number, values: readonly number[]) => trialOf(number, values, "paused");

function decide(
  component: StudyComponent,
  trial: TrialCurve,
  others: readonly TrialCurve[],
  planned?: number,
) {
  const request = { trial, others, lastStep: 9, seed: 1, ...(planned === undefined ? {} : { planned }) };
  return decideTrial(component, request).verdict;
}

interface Simulated {
  status: TrialCurve["status"];
  readonly number: number;
  readonly points: { step: number; value: number }[];
}

/**
 * A study of `count` trials by four workers, each step reported; trials differ in their level from 0 to 1.
 */
function simulate(component: StudyComponent, { count, lastStep }: { count: number; lastStep: number }) {
  const trials: Simulated[] = [];
  const places: (Simulated | undefined)[] = [undefined, undefined, undefined, undefined];
  const ask = (trial: Simulated) =>
    decideTrial(component, {
      trial,
      others: trials.filter((other) => other !== trial),
      lastStep,
      seed: 1,
      planned: count,
    }).verdict;
  const next = (): Simulated | undefined => {
    for (const { number } of promotionOrder(trials)) {
      const trial = trials[number];
      const verdict = ask(trial);
      if (verdict === "stop") trial.status = "stopped";
      if (verdict === "continue") return Object.assign(trial, { status: "running" as const });
    }
    if (trials.length === count) return undefined;
    trials.push({ number: trials.length, status: "running", points: [] });
    return trials[trials.length - 1];
  };
  for (let idle = 0; idle < places.length; )
    for (let place = 0; place < places.length; place++) {
      places[place] ??= next();
      const trial = places[place];
      idle = trial === undefined ? idle + 1 : 0;
      if (trial === undefined) continue;
      const step = trial.points.length + 1;
      trial.points.push({ step, value: levelOf(trial.number) + 0.001 * normal(trial.number, step) });
      const verdict = step === lastStep ? "end" : ask(trial);
      if (verdict === "continue") continue;
      trial.status = verdict === "end" ? "complete" : verdict === "stop" ? "stopped" : "paused";
      places[place] = undefined;
    }
  return trials;
}

const levelOf = (number: number) => uniform(7, number);

const reached = (trials: readonly Simulated[], step: number) =>
  trials.filter(({ points }) => points.length >= step).length;

test("rungs are powers of eta and lie before the end", () => {
  expect(rungsUpTo(100, { eta: 3, first: 1, end: 81 })).toEqual([1, 3, 9, 27]);
  expect(rungsUpTo(10, { eta: 3, first: 1, end: Number.POSITIVE_INFINITY })).toEqual([1, 3, 9]);
  expect(rungsUpTo(100, { eta: 3, first: 2, end: 18 })).toEqual([2, 6]);
});

test("the first rung lies at a twentieth of the way, or where it is told to lie", () => {
  const options = { eta: 3, minimumSteps: null, maximumSteps: null };
  expect(ladderOf(options, { lastStep: 52 })).toEqual({ eta: 3, first: 3, end: 52 });
  expect(ladderOf(options, { lastStep: null })).toEqual({ eta: 3, first: 1, end: Number.POSITIVE_INFINITY });
  expect(ladderOf({ ...options, maximumSteps: 100 }, { lastStep: 52 })).toMatchObject({ first: 5, end: 100 });
  expect(ladderOf({ ...options, minimumSteps: 7 }, { lastStep: 52 })).toMatchObject({ first: 7 });
});

test("ASHA promotes the best third of a rung as it grows, and nobody before there are three", () => {
  const rule = { kind: "asha", minimumSteps: 1 };
  expect(decide(rule, trialOf(0, [0.1]), [])).toBe("pause");
  expect(decide(rule, trialOf(1, [0.2]), [paused(0, [0.1])])).toBe("pause");
  const three = [paused(0, [0.1]), paused(1, [0.2]), paused(2, [0.3])];
  expect(
    three.map((trial) =>
      decide(
        rule,
        trial,
        three.filter((each) => each !== trial),
      ),
    ),
  ).toEqual(["continue", "pause", "pause"]);
});

test("ASHA counts those who were promoted before among the best of the rung", () => {
  const rule = { kind: "asha", minimumSteps: 1 };
  const others = [
    trialOf(0, [0.1, 0.05]),
    trialOf(1, [0.15, 0.1], "stopped"),
    paused(2, [0.3]),
    paused(3, [0.4]),
    paused(4, [0.5]),
  ];
  // Six at the rung, two places, and better ones have both.
  expect(decide(rule, paused(5, [0.2]), others)).toBe("pause");
  expect(decide(rule, paused(5, [0.12]), others)).toBe("continue");
});

test("ASHA lets a trial run between rungs and beyond the last one", () => {
  const rule = { kind: "asha", minimumSteps: 1 };
  const others = [1, 2, 3, 4, 5, 6].map((number) => paused(number, [0.1, 0.1, 0.1]));
  expect([1, 2, 3, 4, 8].map((steps) => decide(rule, trialOf(0, new Array(steps).fill(1)), others))).toEqual([
    "pause",
    "continue",
    "pause",
    "continue",
    "continue",
  ]);
});

test("ASHA that stops lets the first go on, and later ones where they are among the best third so far", () => {
  const rule = { kind: "asha", mode: "stop", minimumSteps: 1 };
  expect(decide(rule, trialOf(0, [0.5]), [])).toBe("continue");
  expect(decide(rule, trialOf(1, [0.6]), [trialOf(0, [0.5])])).toBe("stop");
  // Four at the rung: two places.
  const three = [trialOf(0, [0.5]), trialOf(1, [0.6], "stopped"), trialOf(2, [0.7], "stopped")];
  expect(decide(rule, trialOf(3, [0.55]), three)).toBe("continue");
  expect(decide(rule, trialOf(3, [0.65]), three)).toBe("stop");
});

test("trials that report at other steps are compared at their first report beyond the rung", () => {
  const rule = { kind: "asha", mode: "stop", minimumSteps: 2, maximumSteps: 5 };
  const coarse = (number: number, value: number): TrialCurve => ({
    number,
    status: "complete",
    points: [{ step: 4, value }],
  });
  expect(decide(rule, trialOf(0, [0.1, 0.5]), [coarse(1, 0.4)])).toBe("stop");
  expect(decide(rule, trialOf(0, [0.1, 0.3]), [coarse(1, 0.4)])).toBe("continue");
});

test("ASHA spends as its paper says: about a third of each rung reaches the next, the best of all the end", () => {
  const trials = simulate({ kind: "asha", minimumSteps: 1 }, { count: 243, lastStep: 81 });
  expect(reached(trials, 1)).toBe(243);
  // Levels come in random order, so that a few more are promoted before better ones come: at most half more.
  for (const [step, third] of [
    [2, 81],
    [4, 27],
    [10, 9],
  ]) {
    expect(reached(trials, step)).toBeGreaterThanOrEqual(third);
    expect(reached(trials, step)).toBeLessThanOrEqual(1.5 * third);
  }
  const best = trials.reduce((one, other) => (levelOf(other.number) < levelOf(one.number) ? other : one));
  expect(best.status).toBe("complete");
});

test("successive halving keeps exactly the best third of each cohort at each rung", () => {
  const trials = simulate({ kind: "successiveHalving", minimumSteps: 1 }, { count: 54, lastStep: 27 });
  expect([1, 2, 4, 10].map((step) => reached(trials, step))).toEqual([54, 18, 6, 2]);
  const cohort = trials.slice(27).map(({ number }) => number);
  const best = cohort.toSorted((a, b) => levelOf(a) - levelOf(b));
  const survivors = trials.filter(({ number, points }) => number >= 27 && points.length > 1);
  expect(survivors.map(({ number }) => number)).toEqual(best.slice(0, 9).sort((a, b) => a - b));
});

test("successive halving waits for its cohort, counts failures as worst, and cuts the last cohort short", () => {
  const rule = { kind: "successiveHalving", cohort: 3, minimumSteps: 1 };
  expect(decide(rule, trialOf(0, [0.1]), [paused(1, [0.2])])).toBe("pause");
  expect(decide(rule, paused(0, [0.1]), [paused(1, [0.2]), trialOf(2, [])])).toBe("pause");
  expect(decide(rule, paused(0, [0.1]), [paused(1, [0.2]), trialOf(2, [], "failed")])).toBe("continue");
  expect(decide(rule, paused(1, [0.2]), [paused(0, [0.1]), trialOf(2, [], "failed")])).toBe("stop");
  expect(decide(rule, paused(0, [0.1]), [paused(1, [0.2]), trialOf(2, [0.05], "failed")])).toBe("continue");
  // Trials 3 and 4 are the last two of five.
  expect(decide(rule, paused(3, [0.1]), [paused(4, [0.2])])).toBe("pause");
  expect(decide(rule, paused(3, [0.1]), [paused(4, [0.2])], 5)).toBe("continue");
});

test("Hyperband's brackets have the sizes of the paper's table", () => {
  const shares = bracketShares({ eta: 3, first: 1, end: 81 }, null);
  // Li et al. 2017, table 1, R = 81 and eta = 3.
  expect(shares).toEqual([81, 34, 15, 8, 5]);
});

test("trials are divided among brackets by their shares, also among the first few, the same for a seed", () => {
  const shares = [81, 34, 15, 8, 5];
  const total = shares.reduce((sum, share) => sum + share, 0);
  for (const seed of [1, 2, 3]) {
    const counts = shares.map(() => 0);
    for (let number = 0; number < 50; number++) counts[bracketOf(number, { shares, seed })]++;
    // Golden-ratio places of 50 numbers are off by at most two or so.
    for (const [bracket, share] of shares.entries())
      expect(Math.abs(counts[bracket] - (50 * share) / total)).toBeLessThan(2.5);
  }
  const brackets = (seed: number) =>
    Array.from({ length: 20 }, (_, number) => bracketOf(number, { shares, seed }));
  expect(brackets(4)).toEqual(brackets(4));
  expect(brackets(4)).not.toEqual(brackets(5));
});

test("Hyperband compares a trial within its bracket, first at the bracket's own rung", () => {
  const shares = bracketShares({ eta: 3, first: 1, end: 9 }, null);
  const numbers = (bracket: number) =>
    Array.from({ length: 60 }, (_, number) => number).filter(
      (number) => bracketOf(number, { shares, seed: 1 }) === bracket,
    );
  const rule = { kind: "hyperband", minimumSteps: 1 };
  const [early, later, never] = [0, 1, 2].map((bracket) => numbers(bracket)[0]);
  expect(decide(rule, trialOf(early, [1]), [])).toBe("pause");
  expect(decide(rule, trialOf(later, [1]), [])).toBe("continue");
  expect(decide(rule, trialOf(later, [1, 1, 1]), [])).toBe("pause");
  expect(decide(rule, trialOf(never, [1, 1, 1, 1, 1, 1, 1, 1]), [])).toBe("continue");
  // Two worse ones of the same bracket make it the best of three; of another bracket they do not count.
  const worse = (bracket: number) =>
    numbers(bracket)
      .slice(1, 3)
      .map((number) => paused(number, [2]));
  expect(decide(rule, paused(early, [1]), worse(0))).toBe("continue");
  expect(decide(rule, paused(early, [1]), worse(1))).toBe("pause");
});
