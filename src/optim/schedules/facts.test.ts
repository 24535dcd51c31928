import { expect, test } from "vitest";
import * as z from "zod/mini";
import { allSchedules, drawSchedule } from "./index.ts";

test.each(allSchedules().map((definition) => [definition.kind, definition] as const))(
  "%s says whether it decays, and whether it rises first",
  (_kind, definition) => {
    const options = z.parse(definition.options, {}) as Record<string, unknown>;
    // Long enough for periods of 1000 steps, and a hundred epochs of a loss that never falls.
    const { points, highest } = drawSchedule(definition, options, {
      totalSteps: 2500,
      base: 0.1,
      epochs: 100,
    });
    expect(points.at(-1)!.rate < highest).toBe(definition.decays);
    expect(points[0].rate < highest).toBe(definition.risesFirst);
  },
);
