import pc from "picocolors";
import { expect, it } from "vitest";
import type { StepSummary } from "../actions/improve/contract.ts";
import { formatSteps } from "./steps-text.ts";

const step = (title: string, changes: Partial<StepSummary> = {}): StepSummary => ({
  finding: "variance",
  treatment: "dropout",
  title,
  diff: [],
  kept: false,
  outdone: false,
  reason: "It did not help.",
  score: { metric: "accuracy", title: "accuracy", unit: "share", before: 0.95, after: 0.97 },
  effect: 0.02,
  low: 0.01,
  high: 0.03,
  members: [],
  ...changes,
});
const about = {
  judgedBy: { loss: "mean Brier score", metric: "accuracy", isMetricAlone: false },
  stopped: { reason: "time", text: "the time of the budget is spent" },
} as const;

function textOf(steps: readonly StepSummary[], isColoured: boolean): string {
  const looks = { colors: pc.createColors(isColoured), page: { width: 60, verbose: false } };
  return formatSteps({ steps, ...about }, looks as Parameters<typeof formatSteps>[1]).join("\n");
}

const steps = [
  step("Standardize", { kept: true }),
  step("Normalize", { outdone: true }),
  step("Widen"),
  step("Deepen"),
];

it("what was kept is shown with what it did, the others by how they fared", () => {
  expect(textOf(steps, false)).toBe(
    [
      "Tried",
      "  + Standardize: dev accuracy 95.0% → 97.0% (+2.0 points)",
      "  1 other helped less than these, 2 did not help beyond noise (--verbose lists all).",
      "  Stopped because the time of the budget is spent.",
    ].join("\n"),
  );
  expect(textOf(steps.slice(2), false)).toContain("\n  2 treatments did not help beyond noise");
});

it("colours are the terminal's, those of a title are shown as what they are", () => {
  const hostile = step("\u001b[31mred", { kept: true });
  const text = textOf([hostile], true);
  expect(text).toContain("\u001b[32m+\u001b[39m \\x1b[31mred: dev accuracy");
  expect(text).not.toContain("\\x1b[32m");
});
