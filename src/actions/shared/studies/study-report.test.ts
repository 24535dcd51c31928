import { expect, test } from "vitest";
import { renderStudyReport } from "../../../report/study/render-study-report.node.ts";
import type { StudyRecord, TrialRecord } from "../../../run/study.ts";
import { studySpace } from "../../../tune/study/study-space.ts";
import { SAMPLE_STUDY, sampleTrials } from "./stored-studies.samples.ts";
import { studyFacts } from "./study-facts.ts";
import { studyReport } from "./study-report.ts";

function reportOf(count: number, study: StudyRecord = SAMPLE_STUDY, map = (trial: TrialRecord) => trial) {
  const trials = sampleTrials(count).map((trial, number) =>
    map({ runs: [], ...trial, study: study.id, number } as unknown as TrialRecord),
  );
  const space = studySpace(study);
  const facts = studyFacts(study, { space, trials });
  return { facts, report: studyReport(study, { space, trials, facts }) };
}

test("a study without trials has a page that says so", () => {
  const { report, facts } = reportOf(0);
  expect(report.headline).toBe("No trial of 0 has completed yet.");
  expect(facts).toMatchObject({ importance: [], importanceMethod: null, knee: null, warnings: [] });
  expect(renderStudyReport(report)).toContain("No trial of 0 has completed yet.");
});

test("the plane is lowest where the loss is", () => {
  const { report } = reportOf(60);
  const { x, xs, means } = report.contour!;
  expect(x.name).toBe("rate");
  const columns = xs.map((_, column) => means.reduce((sum, row) => sum + row[column], 0));
  const best = xs[columns.indexOf(Math.min(...columns))];
  // The loss is lowest at 0.01; a forest of 48 points tells the decade.
  expect(Math.abs(Math.log10(best) + 2)).toBeLessThan(0.75);
});

test("repeats are paired with the baseline, member by member", () => {
  const { report, facts } = reportOf(40);
  const [first] = report.repeats!;
  expect(first.trial).toBe(facts.ranking[0].number + 1);
  expect(report.repeats!.filter(({ isBaseline }) => isBaseline).map(({ trial }) => trial)).toEqual([1]);
  const baseline = report.repeats!.find(({ isBaseline }) => isBaseline)!;
  const differences = first.losses.map((loss, member) => loss! - baseline.losses[member]!);
  expect(first.difference!.mean).toBeCloseTo(differences.reduce((a, b) => a + b) / 3, 10);
  expect(first.difference!.low).toBeLessThan(first.difference!.high!);
});

test("curves say which trials were stopped and paused", () => {
  const { report } = reportOf(40);
  const count = (status: string) => report.curves.filter((curve) => curve.status === status).length;
  expect({ stopped: count("stopped"), paused: count("paused") }).toEqual({ stopped: 8, paused: 1 });
});

test("of two objectives the front is what none beats", () => {
  const objectives = [
    { metric: "loss", direction: "minimize" },
    { metric: "width", direction: "minimize" },
  ] as const;
  const { report, facts } = reportOf(40, { ...SAMPLE_STUDY, objectives }, (trial) =>
    trial.status === "complete" ? { ...trial, values: [trial.values[0], trial.point.width] } : trial,
  );
  const { dots, trials } = report.front!;
  expect(trials).toEqual(facts.front);
  const beaten = dots.filter((dot) =>
    dots.some((other) => other.x <= dot.x && other.y <= dot.y && (other.x < dot.x || other.y < dot.y)),
  );
  expect(beaten.map(({ trial }) => trial).filter((trial) => trials.includes(trial))).toEqual([]);
  expect(trials.length + beaten.length).toBe(dots.length);
});

test("of a front with a bend the knee is told", () => {
  const objectives = [
    { metric: "loss", direction: "minimize" },
    { metric: "rate", direction: "minimize" },
  ] as const;
  const { report, facts } = reportOf(60, { ...SAMPLE_STUDY, objectives }, (trial) =>
    trial.status === "complete" ? { ...trial, values: [trial.values[0], trial.point.rate] } : trial,
  );
  const members = report.front!.dots.filter(({ trial }) => facts.front.includes(trial));
  expect(members.length).toBeGreaterThan(3);
  // Scaled over the front, it is nearest to the corner where both are least.
  const scaled = (values: readonly number[]) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (value - low) / (high - low));
  };
  const [xs, ys] = [scaled(members.map(({ x }) => x)), scaled(members.map(({ y }) => y))];
  const sums = xs.map((x, place) => x + ys[place]);
  expect(facts.knee).toBe(members[sums.indexOf(Math.min(...sums))].trial);
});

test("of many trials a page stays light, and importance is by what is fast", () => {
  const { report, facts } = reportOf(10_000);
  expect(facts.importanceMethod).toBe("pedAnova");
  expect(facts.importance[0].parameter).toBe("rate");
  expect(report.trials.left).toBe(9_900);
  // A megabyte opens at once; ten thousand trials without thinning are several.
  expect(renderStudyReport(report).length).toBeLessThan(1_200_000);
});
