import { TrainwellError } from "../../base/errors.ts";
import { largestOf } from "../../base/lists.ts";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { CompiledSpace } from "../../tune/space/compile-space.ts";
import { rankedTrials } from "../../tune/study/study-history.ts";
import { studySpace } from "../../tune/study/study-space.ts";
import { withStore } from "../shared/stored-runs.ts";
import { bestHistory, namedStudy, studyLine } from "../shared/studies/stored-studies.ts";
import { trialSummary } from "../shared/studies/trial-summary.ts";
import type { CompareStudiesOptions, CompareStudiesResult } from "./contract.ts";

interface Compared {
  readonly record: StudyRecord;
  readonly trials: readonly TrialRecord[];
  readonly space: CompiledSpace;
}

/**
 * Says how studies stand beside each other.
 *
 * @throws TrainwellError `two-studies-expected`, `study-unknown` or `store-missing`.
 */
export function compareStudies(options: CompareStudiesOptions): Promise<CompareStudiesResult> {
  if (options.studies.length < 2) throw twoExpected(options.studies);
  return withStore(options.store, async ({ studies }) => {
    const all = await Promise.all(
      options.studies.map(async (name): Promise<Compared> => {
        const record = await namedStudy(studies, name);
        const { trials } = await studies.trials(record.id, { brief: true });
        return { record, trials, space: studySpace(record) };
      }),
    );
    return {
      studies: all.map(({ record, trials }) => studyLine(record, trials)),
      sameObjective: isSame(all.map(({ record: { objectives } }) => JSON.stringify(objectives[0]))),
      sameData: all.some(({ record }) => record.dataHash === undefined)
        ? null
        : isSame(all.map(({ record }) => record.dataHash)),
      best: all.map(({ record, trials, space }) => {
        const [best] = rankedTrials(record, trials);
        return best === undefined ? null : trialSummary(space, best);
      }),
      progress: progressOf(all),
      ownParameters: ownParametersOf(all),
    };
  });
}

function twoExpected(studies: readonly string[]): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "two-studies-expected",
    message: `Expected at least two studies to compare, received ${studies.length}.`,
    details: { studies },
    hint: "For example: trainwell study compare coarse fine",
  });
}

function isSame(values: readonly unknown[]): boolean {
  return values.every((value) => value === values[0]);
}

/** After 1, 2, 5, 10, 20, 50, … trials, and after as many as each of them has. */
function progressOf(all: readonly Compared[]): CompareStudiesResult["progress"] {
  const histories = all.map(({ record, trials }) => bestHistory(record, trials));
  const counts = histories.map((history) => history.length);
  const most = largestOf(counts);
  const marks = new Set(counts.filter((count) => count > 0));
  for (let power = 1; power <= most; power *= 10)
    for (const factor of [1, 2, 5]) if (factor * power <= most) marks.add(factor * power);
  return [...marks]
    .sort((a, b) => a - b)
    .map((trials) => ({ trials, best: histories.map((history) => history[trials - 1]?.best ?? null) }));
}

function ownParametersOf(all: readonly Compared[]): string[][] {
  const names = all.map(({ space }) => space.parameters.map(({ name }) => name));
  return names.map((own) => own.filter((name) => !names.every((others) => others.includes(name))));
}
