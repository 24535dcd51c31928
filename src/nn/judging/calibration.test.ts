import { expect, test } from "vitest";
import { randomKey, uniform } from "../../base/random.ts";
import { logLoss } from "../metrics/classification.ts";
import { calibrate, fitCalibration } from "./calibration.ts";
import { costMatrix, leastCostClasses } from "./costs.ts";

const ROWS = 4000;
const logit = (p: number) => Math.log(p / (1 - p));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Rows whose true probabilities are known, and what an over-confident, shifted network says of them. */
function skewed(rows: number) {
  const truth = Array.from({ length: rows }, (_, row) => 0.05 + 0.9 * uniform(randomKey(1), row));
  const targets = truth.map((p, row) => Number(uniform(randomKey(2), row) < p));
  const said = truth.map((p) => sigmoid(2.5 * logit(p) + 1));
  return { truth, targets, classes: 2, probabilities: said.flatMap((p) => [1 - p, p]) };
}

test("probabilities that are too sure and shifted become right", () => {
  const rows = skewed(ROWS);
  const fitted = fitCalibration(rows);
  // The truth is softmax(log p / 2.5 − …); 4,000 rows know a slope within some hundredths.
  expect(fitted.scale).toBeCloseTo(1 / 2.5, 1);
  const corrected = calibrate(rows.probabilities, fitted);
  const errors = rows.truth.map((p, row) => Math.abs(corrected[2 * row + 1] - p));
  expect(Math.max(...errors)).toBeLessThan(0.05);
  const before = logLoss(rows);
  expect(logLoss({ ...rows, probabilities: corrected })).toBeLessThan(0.8 * before);
});

test("no rows change nothing, and a few change little", () => {
  expect(fitCalibration({ probabilities: [], targets: [], classes: 3 })).toEqual({
    scale: 1,
    offsets: [0, 0, 0],
  });
  const few = fitCalibration({ probabilities: [0.6, 0.4], targets: [1], classes: 2 });
  expect(Math.abs(few.offsets[1])).toBeLessThan(0.5);
});

test("predictions that are not finite give no calibration", () => {
  const fitted = fitCalibration({ probabilities: [Number.NaN, Number.NaN], targets: [0], classes: 2 });
  expect(fitted).toEqual({ scale: 1, offsets: [0, 0] });
});

test("with many classes only the temperature is fitted", () => {
  const classes = 30;
  const probabilities = Array.from({ length: 100 * classes }, (_, index) =>
    index % classes === 0 ? 0.71 : 0.01,
  );
  const targets = Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? 1 : 0));
  const { scale, offsets } = fitCalibration({ probabilities, targets, classes });
  expect(offsets.every((offset) => offset === 0)).toBe(true);
  expect(scale).not.toBe(1);
});

test("the class of least expected cost is decided for, as Elkan's threshold says", () => {
  const costs = costMatrix(
    [
      { actual: "no", predicted: "yes", cost: 1 },
      { actual: "yes", predicted: "no", cost: 10 },
    ],
    ["no", "yes"],
  );
  // yes from p = 1 / (1 + 10) on.
  expect([...leastCostClasses([0.92, 0.08, 0.9, 0.1, 0.2, 0.8], costs)]).toEqual([0, 1, 1]);
  expect(costMatrix([], ["a", "b"])).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(() => costMatrix([{ actual: "a", predicted: "c", cost: 1 }], ["a", "b"])).toThrow(
    'A cost is told for class "c", which there is not; expected one of "a", "b".',
  );
});
