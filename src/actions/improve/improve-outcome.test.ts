import { describe, expect, test } from "vitest";
import type { Diagnosis, Finding } from "../../clinic/finding.ts";
import { findingsHeadline } from "../shared/findings-headline.ts";
import { headlineOf } from "./headline.ts";
import { treatedFindings } from "./treated-findings.ts";

const finding = (id: string, summary = id): Finding => ({
  id,
  title: id,
  severity: "warning",
  subject: "run",
  summary,
  evidence: [],
  treatments: [],
});

const accuracy = { title: "accuracy", unit: "share" } as const;

describe("the headline", () => {
  test("says the score before and after, the gain with its interval, and how many helped", () => {
    const gain = { before: 0.883, after: 0.964, low: 0.05, high: 0.112 };
    expect(headlineOf({ measure: accuracy, part: "test", gain, kept: 3, tried: 24, blended: 1 })).toBe(
      "Test accuracy 88.3% → 96.4% (+8.1 points, 95% interval +5.0 to +11.2); 3 of 24 treatments kept.",
    );
  });

  test("says how many recipes are weighed together, also where no treatment was kept", () => {
    const gain = { before: 0.9, after: 0.95 };
    expect(headlineOf({ measure: accuracy, part: "test", gain, kept: 0, tried: 5, blended: 3 })).toBe(
      "Test accuracy 90.0% → 95.0% (+5.0 points); 0 of 5 treatments kept, 3 recipes weighed together.",
    );
  });

  test("of numbers is in the target's units, and less is told with its sign", () => {
    const gain = { before: 2.517, after: 2.306 };
    const measure = { title: "RMSE", unit: "target" } as const;
    expect(headlineOf({ measure, part: "dev", gain, kept: 1, tried: 1, blended: 1 })).toBe(
      "Dev RMSE 2.52 → 2.31 (−0.211); 1 of 1 treatment kept.",
    );
  });

  test("claims no gain where nothing helped, nor a number where the baseline diverged", () => {
    const gain = { before: 0.9, after: 0.9 };
    expect(headlineOf({ measure: accuracy, part: "test", gain, kept: 0, tried: 5, blended: 1 })).toBe(
      "Test accuracy 90.0%; none of 5 treatments helped.",
    );
    const cured = { before: Number.NaN, after: 0.9 };
    expect(headlineOf({ measure: accuracy, part: "test", gain: cured, kept: 1, tried: 2, blended: 1 })).toBe(
      "Test accuracy diverged → 90.0%; 1 of 2 treatments kept.",
    );
  });

  test("of a diagnosis counts what was found, and names the first", () => {
    expect(findingsHeadline([])).toBe("Nothing found that needs treatment.");
    const part = (share: number) => ({ rows: 9, metrics: { accuracy: share } });
    const scores = {
      measure: { ...accuracy, metric: "accuracy" },
      train: part(0.992),
      dev: part(0.941),
    } as const;
    const found = [finding("a"), { ...finding("b"), severity: "note" as const }, finding("c")];
    expect(findingsHeadline(found, scores)).toBe(
      'Dev accuracy 94.1% (train 99.2%); 2 warnings and 1 note found, first "a".',
    );
  });
});

test("a finding is cured, remains, is new, or cannot be judged again", () => {
  const missing = { id: "c", title: "c", missing: [], how: "" };
  const diagnoses: Diagnosis[] = [
    { findings: [finding("a"), finding("b", "before"), finding("c")], unjudged: [] },
    { findings: [finding("d"), finding("b", "after")], unjudged: [missing] },
  ];
  const states = treatedFindings({ diagnoses }).map(({ finding: { id, summary }, state }) => [
    id,
    summary,
    state,
  ]);
  expect(states).toEqual([
    ["a", "a", "cured"],
    ["b", "after", "remains"],
    ["c", "c", "unjudged"],
    ["d", "d", "new"],
  ]);
});
