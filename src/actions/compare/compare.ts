import { TrainwellError } from "../../base/errors.ts";
import { meanDifference } from "../../clinic/paired-difference.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { formatDiff } from "../../recipe/diff.ts";
import type { RecipeInput } from "../../recipe/schema.ts";
import { otherQuestion } from "../../tune/networks/forbidden-paths.ts";
import { memberDifferences } from "../../tune/networks/race.ts";
import { withStore } from "../shared/stored-runs.ts";
import { searchTestShare } from "../shared/studies/study-repeats.ts";
import { findingSummary } from "../shared/summaries.ts";
import { compareHeadline } from "./compare-headline.ts";
import { compareTrained, pairOf } from "./compare-trained.ts";
import type { ComparedLosses, CompareOptions, CompareResult } from "./contract.ts";
import { isRecipe, recipeSubject, type Subject, storedSubject } from "./subjects.ts";

/**
 * Says what differs between two runs, trials or recipes: in the recipe, the scores and the findings; and
 * with `seeds`, for which both are trained, whether the difference is real.
 *
 * @throws TrainwellError `two-expected`, `compare-same`, `run-unknown`, `run-none`, `store-missing`,
 * `study-unknown`, `trial-unknown`, or `study-for-trial`; and with `seeds` `data-missing`,
 * `compare-no-recipe`, `compare-same-recipe`, `compare-other-question`, `compare-other-data`, or
 * `interrupted`.
 */
export async function compare(options: CompareOptions & JobContext): Promise<CompareResult> {
  const started = performance.now();
  const { subjects, seeds } = options;
  if (subjects.length !== 2) throw twoExpected(subjects.length);
  const [a, b] = await readSubjects(options);
  if (a.key === b.key && a.told.kind !== "recipe") throw sameTwice(a);
  if (a.told.kind === "recipe" && subjects[0] === subjects[1]) throw sameTwice(a);
  const outcome = seeds === null ? undefined : await compareTrained(pairOf(a, b, options), options);
  const shown = {
    a: a.told,
    b: b.told,
    ...sameness(a, b),
    metrics: metricsOf(a, b),
    recipe: changesOf(a, b),
    findings: findingsOf(a, b),
    difference: outcome?.difference ?? storedDifference(a, b),
    trained: outcome?.trained ?? null,
    durationMs: performance.now() - started,
  };
  return { headline: compareHeadline(shown), ...shown };
}

async function readSubjects({ subjects, store: folder }: CompareOptions): Promise<[Subject, Subject]> {
  const isStored = (subject: string | RecipeInput): subject is string => !isRecipe(subject);
  const given = await Promise.all(
    subjects.map((subject) => (isStored(subject) ? undefined : recipeSubject(subject))),
  );
  if (!subjects.some(isStored)) return given as [Subject, Subject];
  return withStore(folder, async (store) => {
    const read = subjects.map((subject, index) =>
      isStored(subject) ? storedSubject(store, subject) : given[index],
    );
    return (await Promise.all(read)) as [Subject, Subject];
  });
}

function sameness(a: Subject, b: Subject): Pick<CompareResult, "sameData" | "comparable"> {
  if (a.dataHash === undefined || b.dataHash === undefined) return { sameData: null, comparable: false };
  const sameData = a.dataHash === b.dataHash;
  const sameQuestion =
    a.recipe !== undefined && b.recipe !== undefined && otherQuestion(a.recipe, b.recipe) === undefined;
  return { sameData, comparable: sameData && sameQuestion };
}

function metricsOf(a: Subject, b: Subject): CompareResult["metrics"] {
  const names = new Set([...Object.keys(a.metrics), ...Object.keys(b.metrics)]);
  const of = ({ metrics }: Subject, name: string) => (Object.hasOwn(metrics, name) ? metrics[name] : null);
  return [...names].map((name) => ({ name, a: of(a, name), b: of(b, name) }));
}

function changesOf(a: Subject, b: Subject): string[] | null {
  if (a.recipe && b.recipe) return formatDiff(a.recipe, b.recipe);
  if (a.parameters === undefined || b.parameters === undefined) return null;
  const [before, after] = [a.parameters, b.parameters];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const text = (of: typeof before, name: string) =>
    Object.hasOwn(of, name) ? JSON.stringify(of[name]).replace(/^"(.*)"$/, "$1") : "none";
  return [...names]
    .filter((name) => text(before, name) !== text(after, name))
    .map((name) => `${name}: ${text(before, name)} -> ${text(after, name)}`);
}

function findingsOf(a: Subject, b: Subject): CompareResult["findings"] {
  const [ofA, ofB] = [a, b].map(({ findings }) => findings.map(findingSummary));
  const has = (list: typeof ofA, id: string) => list.some((finding) => finding.id === id);
  return {
    onlyA: ofA.filter(({ id }) => !has(ofB, id)),
    onlyB: ofB.filter(({ id }) => !has(ofA, id)),
    both: ofB.filter(({ id }) => has(ofA, id)),
  };
}

/** Of two trials of one study, over the members that both trained. */
function storedDifference(a: Subject, b: Subject): ComparedLosses | null {
  if (a.study === undefined || a.study.id !== b.study?.id) return null;
  const differences = memberDifferences(a.losses ?? {}, b.losses ?? {});
  const difference = meanDifference(differences, { testShare: searchTestShare(a.study) });
  return difference === undefined ? null : { ...difference, title: "dev loss" };
}

function twoExpected(received: number): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "two-expected",
    message: `Expected two runs, trials or recipes to compare, received ${received}.`,
    details: { received },
    hint: "For example: trainwell compare 20250301-123000-k3x9qf last",
  });
}

function sameTwice({ told: { kind, name } }: Subject): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "compare-same",
    message: `"${name}" is the same ${kind} as the other one, so there is nothing to compare.`,
    details: { kind, name },
    hint: "Name another one.",
  });
}
