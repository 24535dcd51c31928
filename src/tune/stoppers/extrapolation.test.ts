import { expect, test } from "vitest";
import { normal, uniform } from "../../base/random.ts";
import { beliefFrom, caution } from "./curve-belief.ts";
import { chanceBelow, forecastOf, momentsOf } from "./curve-forecast.ts";
import { decideTrial } from "./decide-trial.ts";
import type { TrialCurve } from "./stopper.ts";

const LAST = 40;

/** A curve of a family that a forecast does not know exactly: a sum of a power law and an exponential. */
function curveOf(number: number, steps = LAST) {
  const level = 0.1 + 0.3 * uniform(1, number);
  const gain = 0.4 + 0.4 * uniform(2, number);
  const exponent = 0.3 + uniform(3, number);
  const rate = 0.05 + 0.4 * uniform(4, number);
  return Array.from({ length: steps }, (_, index) => {
    const step = index + 1;
    const way = 0.5 * step ** -exponent + 0.5 * Math.exp(-rate * (step - 1));
    return { step, value: level + gain * way + 0.004 * normal(100 + number, step) };
  });
}

const complete = (count: number): TrialCurve[] =>
  Array.from({ length: count }, (_, number) => ({ number, status: "complete", points: curveOf(number) }));

test("a forecast's chances are true: values fall below quantiles about as often as they say", () => {
  const curves = complete(12).map(({ points }) => points);
  const belief = beliefFrom(curves, { lastStep: LAST });
  for (const step of [3, 8, 20]) {
    const wider = caution(curves, { belief, step });
    const chances = Array.from({ length: 60 }, (_, index) => {
      const points = curveOf(100 + index);
      const forecast = forecastOf(points.slice(0, step), belief);
      const { mean } = momentsOf(forecast);
      return chanceBelow(forecast, mean + (points[LAST - 1].value - mean) / wider);
    });
    const share = (low: number, high: number) =>
      chances.filter((chance) => chance > low && chance < high).length / chances.length;
    // Nine of ten within four standard errors of 60 draws (4 %), and too wide is no fault but for the half.
    expect(share(0.05, 0.95)).toBeGreaterThan(0.9 - 4 * 0.04);
    expect(share(0, 0.05)).toBeLessThan(0.05 + 4 * 0.03);
    expect(share(0.25, 0.75)).toBeLessThan(0.95);
  }
});

test("a forecast narrows and comes nearer as more of a curve is seen, and beats its last value", () => {
  const belief = beliefFrom(
    complete(12).map(({ points }) => points),
    { lastStep: LAST },
  );
  const sums = [3, 8, 20].map((step) => {
    let [error, naive, deviation] = [0, 0, 0];
    for (let index = 0; index < 30; index++) {
      const points = curveOf(100 + index);
      const moments = momentsOf(forecastOf(points.slice(0, step), belief));
      error += Math.abs(moments.mean - points[LAST - 1].value);
      naive += Math.abs(points[step - 1].value - points[LAST - 1].value);
      deviation += moments.deviation;
    }
    return { error, naive, deviation };
  });
  // Half way, little is left to fall beside the noise.
  for (const [index, share] of [0.8, 0.8, 1].entries())
    expect(sums[index].error).toBeLessThan(share * sums[index].naive);
  expect(sums[1].deviation).toBeLessThan(sums[0].deviation);
  expect(sums[2].deviation).toBeLessThan(sums[1].deviation);
});

test("forecasts keep to the scale and the place of values", () => {
  const curves = complete(6).map(({ points }) => points);
  const moved = (points: readonly { step: number; value: number }[]) =>
    points.map(({ step, value }) => ({ step, value: -3000 + 1000 * value }));
  const plain = momentsOf(forecastOf(curveOf(50, 10), beliefFrom(curves, { lastStep: LAST })));
  const other = momentsOf(
    forecastOf(moved(curveOf(50, 10)), beliefFrom(curves.map(moved), { lastStep: LAST })),
  );
  // Equal but for the rounding of sums of some hundred terms.
  expect((other.mean + 3000) / 1000).toBeCloseTo(plain.mean, 6);
  expect(other.deviation / 1000).toBeCloseTo(plain.deviation, 6);
});

const decide = (number: number, step: number, others = complete(10)) =>
  decideTrial(
    { kind: "extrapolation" },
    {
      trial: { number, status: "running", points: curveOf(number, step) },
      others,
      lastStep: LAST,
      seed: 1,
    },
  );

test("most bad trials are stopped early, and the best of many never", () => {
  const finals = Array.from({ length: 60 }, (_, index) => curveOf(100 + index)[LAST - 1].value);
  const bar = Math.min(...complete(10).map(({ points }) => points[LAST - 1].value));
  let [stopped, spent, wrong] = [0, 0, 0];
  const winners = finals.filter((value) => value < bar).length;
  for (let index = 0; index < 60; index++) {
    let step = 1;
    while (step < LAST && decide(100 + index, step).verdict === "continue") step++;
    spent += step / LAST / 60;
    if (step < LAST) {
      stopped++;
      if (finals[index] < bar) wrong++;
    }
  }
  expect(winners).toBeGreaterThan(2);
  expect(stopped).toBeGreaterThan(40);
  expect(spent).toBeLessThan(0.6);
  // One of twenty may be.
  expect(wrong / winners).toBeLessThan(0.2);
  const best = finals.indexOf(Math.min(...finals));
  for (let step = 1; step < LAST; step++) expect(decide(100 + best, step).verdict).toBe("continue");
});

test("nothing is stopped before there are complete trials to learn from", () => {
  expect(decide(100, 30, complete(4)).reason).toContain("Only 4 of 5");
});

test("constant curves, one level for all, and curves that diverged for a while are no trouble", () => {
  const flat = (number: number, status: TrialCurve["status"], steps: number): TrialCurve => ({
    number,
    status,
    points: Array.from({ length: steps }, (_, index) => ({ step: index + 1, value: 2 })),
  });
  const others = [1, 2, 3, 4, 5].map((number) => flat(number, "complete", 10));
  const ask = (trial: TrialCurve) =>
    decideTrial({ kind: "extrapolation" }, { trial, others, lastStep: 10, seed: 1 }).verdict;
  expect(ask(flat(0, "running", 4))).toBe("continue");
  const worse = flat(0, "running", 4);
  const points = worse.points.map((point, index) => ({
    ...point,
    value: index === 1 ? Number.POSITIVE_INFINITY : 900,
  }));
  expect(ask({ ...worse, points })).toBe("stop");
});

test("what is remembered of complete trials changes no answer", () => {
  const first = decide(100, 12);
  decide(100, 12, complete(7));
  decide(101, 5);
  expect(decide(100, 12)).toEqual(first);
});
