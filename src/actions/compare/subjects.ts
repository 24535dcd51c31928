import { existsSync } from "node:fs";
import { TrainwellError } from "../../base/errors.ts";
import type { Finding } from "../../clinic/finding.ts";
import { givenRecipe } from "../../lab/prepare/given-recipe.ts";
import { namedRun, verbOf } from "../../lab/resume/named-run.ts";
import { requireRun } from "../../lab/resume/resume.ts";
import { parseRecipe, type Recipe, type RecipeInput } from "../../recipe/schema.ts";
import { devMetrics, type RunRecord } from "../../run/record.ts";
import type { StudyRecord, TrialRecord } from "../../run/study.ts";
import type { JobStore } from "../../store/store.ts";
import { memberLossesOf } from "../../tune/networks/race.ts";
import { rankedTrials } from "../../tune/study/study-history.ts";
import { isOfRecipes, studySpace } from "../../tune/study/study-space.ts";
import { runLine } from "../shared/stored-runs.ts";
import { namedStudy } from "../shared/studies/stored-studies.ts";
import { trialSummary } from "../shared/studies/trial-summary.ts";
import type { ComparedSubject } from "./contract.ts";

/** One of both that are compared, with all that is known of it. */
export interface Subject {
  readonly told: ComparedSubject;
  /** Two of one key are the same thing. */
  readonly key: string;
  /** Left out of what another program made. */
  readonly recipe?: Recipe;
  /** The settings of what another program made. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly dataHash?: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly findings: readonly Finding[];
  /** Of a trial: its study, and the losses of its members by their numbers. */
  readonly study?: StudyRecord;
  readonly losses?: Readonly<Record<string, number>>;
}

/** "coarse:7" and "coarse:best", where a study may be named by a text with colons. */
const TRIAL = /^(.+):(\d+|best)$/;

/** Whether a subject is a recipe, so that no store needs to be looked at. */
export function isRecipe(subject: string | RecipeInput): boolean {
  if (typeof subject !== "string") return true;
  return subject.endsWith(".json") || (!TRIAL.test(subject) && /[/\\.]/.test(subject) && existsSync(subject));
}

/** The subject that is a recipe, given or in a file. @throws TrainwellError as `givenRecipe`. */
export async function recipeSubject(subject: string | RecipeInput): Promise<Subject> {
  const recipe = (await givenRecipe(subject))!;
  const name = typeof subject === "string" ? subject : "the recipe";
  return { told: { kind: "recipe", name }, key: name, recipe, metrics: {}, findings: [] };
}

/**
 * The run or the trial of a name.
 *
 * @throws TrainwellError `run-unknown`, `run-none`, `study-unknown`, `trial-unknown`, or `study-for-trial`
 *   where a study is named without one of its trials.
 */
export async function storedSubject(store: JobStore, name: string): Promise<Subject> {
  const trial = TRIAL.exec(name);
  if (trial === null) return runSubject(store, name);
  const study = await namedStudy(store.studies, trial[1]);
  return trialSubject(store, study, { name, word: trial[2] });
}

async function runSubject(store: JobStore, name: string): Promise<Subject> {
  // Comparisons are jobs too, and nobody means the last one of them by "last".
  const id = await namedRun(store, name, (run) => verbOf(run) !== "compare");
  const run = await requireRun(store, id).catch(async (error) => {
    const study = await store.studies.getStudy(name);
    throw study === undefined ? error : trialMissing(study);
  });
  const parts = await store.listRuns({ job: run.id });
  return {
    told: { kind: "run", name, run: await runLine(store, run, parts) },
    key: run.id,
    ...settingsOf(run),
    ...(run.dataHash === undefined ? {} : { dataHash: run.dataHash }),
    metrics: devMetrics(run),
    findings: (run.findings ?? []) as Finding[],
  };
}

function settingsOf({ recipe, parameters }: RunRecord): Pick<Subject, "recipe" | "parameters"> {
  if (recipe !== undefined) return { recipe };
  return parameters === undefined ? {} : { parameters };
}

async function trialSubject(
  { studies }: JobStore,
  study: StudyRecord,
  { name, word }: { name: string; word: string },
): Promise<Subject> {
  const { trials } = await studies.trials(study.id);
  const trial = word === "best" ? rankedTrials(study, trials)[0] : trials[Number(word) - 1];
  if (trial === undefined) throw trialUnknown(study, { word, trials: trials.length });
  const space = studySpace(study);
  const summary = trialSummary(space, trial);
  const source = `trial ${trial.number + 1} of study ${study.name}`;
  return {
    told: { kind: "trial", name, trial: { ...summary, study: study.name } },
    key: `${study.id}:${trial.number}`,
    ...(isOfRecipes(study)
      ? { recipe: parseRecipe(space.fill(trial.point), { source }) }
      : { parameters: summary.changes }),
    ...(study.dataHash === undefined ? {} : { dataHash: study.dataHash }),
    metrics: scoresOf(trial),
    findings: [],
    study,
    losses: memberLossesOf(trial),
  };
}

/** The numbers among a trial's metrics that say how good it is. */
function scoresOf(trial: TrialRecord): Record<string, number> {
  const { epochs: _epochs, members: _members, trainMs: _trainMs, ...scores } = trial.metrics;
  return devMetrics({ metrics: scores });
}

function trialUnknown(
  { name, id }: StudyRecord,
  { word, trials }: { word: string; trials: number },
): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "trial-unknown",
    message:
      word === "best"
        ? `No trial of study ${name} has come to its end, so none is its best.`
        : `Study ${name} has no trial ${word}: it has ${trials}, counted from 1.`,
    details: { study: id, trial: word },
    hint: `List them with trainwell study ${name}.`,
  });
}

function trialMissing({ name, id }: StudyRecord): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "study-for-trial",
    message: `"${name}" is a study, and runs, trials or recipes are compared here.`,
    details: { study: id },
    hint: `Name a trial of it, such as ${name}:best, or compare studies with trainwell study compare.`,
  });
}
