import { expect, test } from "vitest";
import { correctedAverage, EMPTY_AVERAGE, exponentialAverages, nextAverage } from "./averages.ts";

test("the average of a constant is the constant from the first value on", () => {
  for (const average of exponentialAverages([4, 4, 4, 4], { decay: 0.9 })) expect(average).toBeCloseTo(4, 14);
});

test("averages weigh the past by powers of the decay", () => {
  // (0.5²·8 + 0.5·4 + 2) / (0.25 + 0.5 + 1) for the third.
  expect(exponentialAverages([8, 4, 2], { decay: 0.5 })).toEqual(
    [8, 16 / 3, 6 / 1.75].map((x) => expect.closeTo(x, 14)),
  );
});

test("without the correction the average leans towards zero", () => {
  const average = nextAverage(EMPTY_AVERAGE, 10, { decay: 0.9 });
  expect(average.biased).toBeCloseTo(1, 14);
  expect(correctedAverage(average)).toBeCloseTo(10, 14);
});

test("a decay of zero follows the values, and no values have no average", () => {
  expect(exponentialAverages([3, 1, 2], { decay: 0 })).toEqual([3, 1, 2]);
  expect(correctedAverage(EMPTY_AVERAGE)).toBeNaN();
});
