import { expect, test } from "vitest";
import { MEASURES, type MeasureName } from "../nn/metrics/measures.ts";
import { checkHumanError } from "./check-human-error.ts";
import type { JudgedTarget } from "./judged-target.ts";

const judged = (name: MeasureName) => ({ measure: MEASURES[name] }) as JudgedTarget;

test("an error above 1 is refused where errors are shares, with the way to say it", () => {
  const check = () => checkHumanError(judged("accuracy"), 5);
  expect(check).toThrow(
    expect.objectContaining({ code: "human-error-range", hint: "Give 0.05 or 5% for 5%." }),
  );
  expect(() => checkHumanError(judged("hammingLoss"), 500)).toThrow(/received 500/);
});

test("shares, no error, and errors in the target's units are taken", () => {
  for (const error of [0, 0.05, 1, null, undefined]) checkHumanError(judged("accuracy"), error);
  checkHumanError(judged("rmse"), 22_000);
});
