import { expect, test } from "vitest";
import type { StudyComponent } from "../../run/study.ts";
import type { Point, SearchSpace } from "../space/search-space.ts";
import { samplerProblems } from "./conformance/sampler-conformance.ts";
import { populationBased } from "./population-based.ts";
import { proposeTrial } from "./propose.ts";
import type { FinishedTrial, TrialProposal } from "./request/sampler.ts";

const RATE: SearchSpace = {
  parameters: [{ name: "rate", domain: { kind: "number", low: 1e-4, high: 1, scale: "log" } }],
};
const SAMPLER: StudyComponent = { kind: "populationBased", population: 5, generations: 4 };

/** A trial that ended, with the trial that it went on from. */
type Part = FinishedTrial & { readonly from?: number };

/** Carries a population out, one part after the other. */
function populate(
  evaluate: (point: Point, from: Part | undefined, number: number) => number,
  { sampler = SAMPLER, space = RATE, seed = 3 } = {},
): Part[] {
  const finished: Part[] = [];
  for (;;) {
    const number = finished.length;
    const request = { space, finished, pending: [], objectives: 1, seed, number };
    const proposal: TrialProposal = proposeTrial(sampler, request);
    if (proposal === null) return finished;
    const { point, from } = proposal;
    const value = evaluate(point, from === undefined ? undefined : finished[from], number);
    finished.push({
      number,
      point,
      status: Number.isFinite(value) ? "complete" : "failed",
      values: Number.isFinite(value) ? [value] : [],
      violation: 0,
      curve: [],
      ...(from === undefined ? {} : { from }),
    });
  }
}

test("it does what every sampler must", () => {
  expect(samplerProblems(populationBased)).toEqual([]);
});

test("it ends after its generations, each of which goes on from the one before", () => {
  const parts = populate((_point, _from, number) => number % 5);
  expect(parts).toHaveLength(20);
  for (const { number, from } of parts)
    if (number < 5) expect(from).toBeUndefined();
    else expect(Math.floor(from! / 5)).toBe(Math.floor(number / 5) - 1);
});

test("the worst goes on from the best with other values near them, and the others as they are", () => {
  const sampler = { ...SAMPLER, resample: 0 };
  const parts = populate((_point, _from, number) => number % 5, { sampler });
  for (const { number, from, point } of parts.slice(5)) {
    const own = parts[number - 5];
    if (number % 5 < 4) expect({ from, point }).toEqual({ from: own.number, point: own.point });
    else {
      const best = parts[number - 9];
      expect(from).toBe(best.number);
      const ratio = point.rate / best.point.rate;
      const expected =
        ratio > 1 ? Math.min(1.2, 1 / best.point.rate) : Math.max(1 / 1.2, 1e-4 / best.point.rate);
      expect(ratio).toBeCloseTo(expected, 10);
    }
  }
});

test("a part that failed goes on from a good one, and where all failed the population begins anew", () => {
  const parts = populate((_point, _from, number) => (number === 2 ? Number.NaN : number));
  expect(parts[7].from).not.toBe(2);
  expect(parts[7].from).toBeLessThan(5);
  const none = populate((_point, _from, number) => (number < 5 ? Number.NaN : number));
  expect(none.slice(5, 10).every(({ from }) => from === undefined)).toBe(true);
});

test("a generation waits until the one before has ended, whoever trains it", () => {
  const parts = populate((_point, _from, number) => number % 5).slice(0, 5);
  const request = { space: RATE, objectives: 1, seed: 3, number: 5 };
  const pending = [{ number: 4, point: parts[4].point }];
  expect(proposeTrial(SAMPLER, { ...request, finished: parts.slice(0, 4), pending })).toBeNull();
  const inOtherOrder = [3, 0, 4, 1, 2].map((index) => parts[index]);
  const [first, second] = [parts, inOtherOrder].map((finished) =>
    proposeTrial(SAMPLER, { ...request, finished, pending: [] }),
  );
  expect(second).toEqual(first);
});

test("where a schedule pays, it reaches less than the best fixed rate with equal steps", () => {
  // A noisy quadratic bowl: the error falls as (1 − rate)² and is fed by rate² times the noise, so that
  // large rates are best at first and small ones later.
  const steps = 40;
  const errors = new Map<number, number>();
  const sampler = { kind: "populationBased", population: 20, generations: 10 };
  const lost = (number: number, rate: number, from: number | undefined) => {
    // The expected square stands for x, so that luck plays no part.
    let square = from === undefined ? 100 : errors.get(from)!;
    for (let step = 0; step < steps; step++) square = (1 - rate) ** 2 * square + rate ** 2;
    errors.set(number, square);
    return square;
  };
  const parts = populate((point, from, number) => lost(number, point.rate, from?.number), { sampler });
  const reached = Math.min(...parts.slice(-20).map(({ values }) => values[0]));
  const fixed = Array.from({ length: 200 }, (_, index) => {
    const rate = 10 ** (-4 + (4 * index) / 199);
    let square = 100;
    for (let step = 0; step < steps * 10; step++) square = (1 - rate) ** 2 * square + rate ** 2;
    return square;
  });
  expect(reached).toBeLessThan(0.75 * Math.min(...fixed));
});
