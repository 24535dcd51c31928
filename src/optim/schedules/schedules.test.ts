import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { allSchedules, drawSchedule, type ScheduleMemory, scheduleDefinition } from "./index.ts";

interface GoldenCase {
  readonly schedule: { readonly kind: string } & Record<string, unknown>;
  readonly totalSteps: number;
  readonly rates: number[];
}

interface Golden {
  readonly base: number;
  readonly cases: GoldenCase[];
  readonly plateau: { readonly losses: number[]; readonly cases: Omit<GoldenCase, "totalSteps">[] };
}

const golden: Golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/schedules.json", import.meta.url), "utf8"),
);

function ratesOf(
  schedule: { kind: string } & Record<string, unknown>,
  given: { base: number; totalSteps: number; count: number },
) {
  const definition = scheduleDefinition(schedule.kind);
  const { kind: _kind, ...rest } = schedule;
  const options = z.parse(definition.options, rest);
  const { base, totalSteps, count } = given;
  return Array.from({ length: count }, (_, step) => definition.rate(options, { step, totalSteps, base }));
}

test.each(golden.cases)(
  "$schedule.kind equals PyTorch's scheduler at every step",
  ({ schedule, totalSteps, rates }) => {
    const ours = ratesOf(schedule, { base: golden.base, totalSteps, count: rates.length });
    // PyTorch updates some rates recursively, and 60 roundings of float64 stay below 1e-13 of the rate.
    rates.forEach((rate, step) => {
      expect(Math.abs(ours[step] / rate - 1), `step ${step}`).toBeLessThan(1e-12);
    });
  },
);

test.each(golden.plateau.cases)(
  "$schedule lowers the rate in the epochs in which PyTorch's does",
  ({ schedule: { kind, ...given }, rates }) => {
    const definition = scheduleDefinition(kind);
    const options = z.parse(definition.options, given);
    const { base } = golden;
    let memory: ScheduleMemory | undefined;
    golden.plateau.losses.forEach((loss, epoch) => {
      const rate = definition.rate(options, { step: epoch, totalSteps: 100, base, memory });
      expect(Math.abs(rate / rates[epoch] - 1), `epoch ${epoch}`).toBeLessThan(1e-12);
      memory = definition.feedback!(options, { memory, loss, base });
    });
  },
);

test("a loss that is not a number is no better one", () => {
  const definition = scheduleDefinition("reduceOnPlateau");
  const options = z.parse(definition.options, { patience: 0, factor: 0.5 });
  let memory = definition.feedback!(options, { memory: undefined, loss: 1, base: 1 });
  memory = definition.feedback!(options, { memory, loss: Number.NaN, base: 1 });
  expect(memory).toMatchObject({ best: 1, scale: 0.5 });
});

test("constant keeps the base, and inverse time halves it after everySteps with decay 1", () => {
  expect(ratesOf({ kind: "constant" }, { base: 0.3, totalSteps: 5, count: 3 })).toEqual([0.3, 0.3, 0.3]);
  const rates = ratesOf(
    { kind: "inverseTime", everySteps: 2, decay: 1 },
    { base: 0.3, totalSteps: 5, count: 5 },
  );
  expect(rates).toEqual([0.3, 0.3 / 1.5, 0.15, 0.3 / 2.5, 0.1].map((rate) => expect.closeTo(rate, 15)));
});

test.each(allSchedules())(
  "$kind warms up linearly to its first rate, never at zero, and then runs its course",
  ({ kind }) => {
    const warmed = ratesOf({ kind, warmupSteps: 4 }, { base: 1, totalSteps: 24, count: 24 });
    const plain = ratesOf({ kind }, { base: 1, totalSteps: 20, count: 20 });
    const rise = [0.25, 0.5, 0.75, 1].map((share) => expect.closeTo(share * plain[0], 15));
    expect(warmed.slice(0, 4)).toEqual(rise);
    expect(warmed.slice(4)).toEqual(plain);
  },
);

test.each(allSchedules())("$kind stays finite and not negative at its edges", ({ kind }) => {
  for (const totalSteps of [1, 2, 3]) {
    for (const warmupSteps of [0, 1, 10]) {
      for (const rate of ratesOf({ kind, warmupSteps }, { base: 0.1, totalSteps, count: totalSteps + 2 })) {
        expect(rate).toBeGreaterThanOrEqual(0);
        expect(rate).toBeLessThanOrEqual(0.1);
      }
    }
  }
});

test("a drawing has the first and the last step, at most 400 points, and its bounds", () => {
  const definition = scheduleDefinition("polynomial");
  const drawn = drawSchedule(definition, z.parse(definition.options, {}), { totalSteps: 1001, base: 2 });
  expect(drawn.points).toHaveLength(400);
  expect(drawn.points[0]).toEqual({ step: 0, rate: 2 });
  expect(drawn.points[399]).toEqual({ step: 1000, rate: expect.closeTo(2 / 1001, 12) });
  expect([drawn.lowest, drawn.highest]).toEqual([expect.closeTo(2 / 1001, 12), 2]);
});

test("a schedule that reacts to the loss is drawn for one that never falls", () => {
  const definition = scheduleDefinition("reduceOnPlateau");
  const options = z.parse(definition.options, { patience: 4, factor: 0.5 });
  const { points } = drawSchedule(definition, options, { totalSteps: 20, base: 1, epochs: 20 });
  // The first epoch's loss is the best; five more are not better, and so on.
  expect(points.map(({ rate }) => rate)).toEqual([
    ...new Array(6).fill(1),
    ...new Array(5).fill(0.5),
    ...new Array(5).fill(0.25),
    ...new Array(4).fill(0.125),
  ]);
});
