import { expect, it } from "vitest";
import type { HistoryRow } from "../run/history.ts";
import { withOutcome } from "./outcome.ts";

const epochs = (...losses: Record<string, number>[]): HistoryRow[] =>
  losses.map((values, index) => ({ step: index + 1, epoch: index + 1, kind: "epoch", values }));
const outcomeOf = (...losses: Record<string, number>[]) =>
  withOutcome({ history: epochs(...losses) }).outcome;

it("the best epoch is that of the lowest dev loss, also where dev is not scored in all", () => {
  expect(outcomeOf({ "dev.loss": 2 }, { "train.loss": 1 }, { "dev.loss": 1 }, { "dev.loss": 3 })).toEqual({
    status: "finished",
    bestEpoch: 3,
    epochs: 4,
  });
});

it.each([
  ["dev", { "train.loss": 1, "dev.loss": Number.NaN }],
  ["training", { "train.loss": Number.POSITIVE_INFINITY, "dev.loss": 1 }],
])("a last %s loss that is not finite is a divergence", (_, last) => {
  expect(outcomeOf({ "train.loss": 1, "dev.loss": 0.5 }, last)).toEqual({
    status: "diverged",
    bestEpoch: 1,
    epochs: 2,
  });
});

it("what a run says itself stays, and without dev losses nothing is made up", () => {
  const outcome = { status: "interrupted", bestEpoch: 2, epochs: 9 } as const;
  expect(withOutcome({ outcome, history: epochs({ "dev.loss": 1 }) }).outcome).toBe(outcome);
  expect(outcomeOf({ "train.loss": 1 })).toBeUndefined();
  expect(withOutcome({})).toEqual({});
});
