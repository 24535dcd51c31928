import { expect, test } from "vitest";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import { samplerHistory } from "./study-history.ts";

function ended(number: number, loss: number, size: number): TrialRecord {
  return {
    study: "s",
    number,
    status: "complete",
    point: { x: number },
    proposedBy: "sampler",
    values: [loss],
    metrics: { loss, size },
    curve: [],
    runs: [],
    attempts: 1,
    createdAt: "2026-01-01T00:00:00.000Z",
    endedAt: `2026-01-01T00:00:0${9 - number}.000Z`,
    durationMs: 1,
  };
}

const trials = [ended(0, 0.5, 10), ended(1, 0.3, 20)];
const study: Pick<StudyRecord, "objectives" | "limits"> = {
  objectives: [{ metric: "loss", direction: "minimize" }],
  limits: [],
};

test("trials come in the order in which they ended, running ones apart", () => {
  const running: TrialRecord = { ...ended(2, 0.1, 1), status: "running", values: [], metrics: {} };
  const { finished, pending } = samplerHistory(study, [...trials, running]);
  expect(finished.map(({ number }) => number)).toEqual([1, 0]);
  expect(pending).toEqual([{ number: 2, point: { x: 2 } }]);
});

test("a study that is read again has the same trials, which are not made anew", () => {
  const first = samplerHistory(study, trials).finished;
  const again = samplerHistory(structuredClone(study), trials).finished;
  expect(again).toEqual(first);
  again.forEach((trial, at) => expect(trial).toBe(first[at]));
});

test("trials that were seen before are judged by limits and directions that came since", () => {
  expect(samplerHistory(study, trials).finished.map(({ violation }) => violation)).toEqual([0, 0]);
  const limited = { ...study, limits: [{ metric: "size", atMost: 15 }] };
  // 5 above 15, of the first in the order of ends.
  expect(samplerHistory(limited, trials).finished.map(({ violation }) => violation)).toEqual([1 / 3, 0]);
  const turned = { ...study, objectives: [{ metric: "loss", direction: "maximize" as const }] };
  expect(samplerHistory(turned, trials).finished.map(({ values }) => values)).toEqual([[-0.3], [-0.5]]);
  expect(samplerHistory(study, trials).finished.map(({ values }) => values)).toEqual([[0.3], [0.5]]);
});
