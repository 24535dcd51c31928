import { TrainwellError } from "../../base/errors.ts";
import { devScores } from "../../lab/committee.ts";
import { compareRecipes } from "../../lab/compare-recipes.ts";
import { forgetCheckpoints } from "../../lab/finished-job.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { measureOf } from "../../lab/judged-target.ts";
import { type Prepared, prepare } from "../../lab/prepare/prepare.ts";
import { type DataSource, dataName } from "../../lab/prepare/read-data.ts";
import { openJob } from "../../lab/training.ts";
import { type Workshop, withWorkshop } from "../../lab/workshop.ts";
import { canonicalJson } from "../../recipe/canonical-json.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { otherQuestion } from "../../tune/networks/forbidden-paths.ts";
import { unfinished } from "../shared/search/study-job.ts";
import type { ComparedLosses, ComparedTrainings, CompareOptions } from "./contract.ts";
import type { Subject } from "./subjects.ts";

/** Two recipes that may be trained on the same rows with the same seeds, and on which data. */
export interface TrainedPair {
  readonly first: Recipe;
  /** With the seeds of the first. */
  readonly second: Recipe;
  readonly data: DataSource;
  /** The names of both, and which data they were trained on before, where that is known. */
  readonly subjects: readonly Subject[];
}

/**
 * Checks that two can be compared by training them.
 *
 * @throws TrainwellError `data-missing`, `compare-no-recipe`, `compare-other-question`, `compare-other-data`
 *   or `compare-same-recipe`.
 */
export function pairOf(a: Subject, b: Subject, { data }: Pick<CompareOptions, "data">): TrainedPair {
  const [first, other] = [recipeOf(a), recipeOf(b)];
  const second = withSeedsOf(first, other);
  const part = otherQuestion(first, second);
  if (part !== undefined) throw otherQuestions(a, b, part);
  if (a.dataHash !== undefined && b.dataHash !== undefined && a.dataHash !== b.dataHash)
    throw otherData(`${a.told.name} and ${b.told.name} were trained on different data`);
  if (canonicalJson(first) === canonicalJson(second)) throw sameRecipe(a, b);
  if (data === null) throw dataMissing();
  return { first, second, data, subjects: [a, b] };
}

/** Trains both over the same seeds, and says what came of it. @throws TrainwellError `interrupted`. */
export function compareTrained(
  pair: TrainedPair,
  options: CompareOptions & JobContext,
): Promise<{ difference: ComparedLosses; trained: ComparedTrainings }> {
  const { store, threads, device, progress, signal, seeds } = options;
  const { first, second, data, subjects } = pair;
  return withWorkshop({ store, threads, device, progress, signal, parallel: "cores" }, async (workshop) => {
    const stage = `reading ${dataName(data)}`;
    workshop.progress({ type: "stageStarted", stage });
    const prepared = await prepare({ data, signal }, first);
    const odd = subjects.find(({ dataHash }) => dataHash !== undefined && dataHash !== prepared.dataHash);
    if (odd !== undefined)
      throw otherData(`${odd.told.name} was trained on other data than ${dataName(data)} holds`);
    const { id: job } = await openJob(workshop, prepared, "compare");
    const about = { first, second, seeds: seeds!, job };
    return asJob(workshop, job, async () =>
      told(prepared, job, await compareRecipes(workshop, prepared, about)),
    );
  });
}

/** Does a job's work, and says in its run how that ended. */
async function asJob<T>(workshop: Workshop, job: string, work: () => Promise<T>): Promise<T> {
  const { store, signal } = workshop;
  try {
    const result = await work();
    await store.updateRun(job, { status: "done" });
    await forgetCheckpoints(store, job);
    return result;
  } catch (error) {
    throw await unfinished(store, job, {
      cause: error,
      signal,
      message: "Interrupted; a comparison of which only a part is trained says nothing.",
      details: { run: job },
      hint: `Compare again; what was trained can be removed by trainwell runs rm ${job}.`,
    });
  }
}

function told(
  { target }: Prepared,
  run: string,
  { design, first, second, difference }: Awaited<ReturnType<typeof compareRecipes>>,
): { difference: ComparedLosses; trained: ComparedTrainings } {
  return {
    difference: { ...difference, title: measureOf(target).verifiedBy },
    trained: {
      run,
      seeds: design.members.length,
      design: design.kind,
      a: devScores(first.committee, target),
      b: devScores(second.committee, target),
    },
  };
}

/** A recipe with the seeds of another one, so that both are divided and begun alike. */
function withSeedsOf({ data, training }: Recipe, recipe: Recipe): Recipe {
  return {
    ...recipe,
    data: { ...recipe.data, split: { ...recipe.data.split, seed: data.split.seed } },
    training: { ...recipe.training, seed: training.seed },
  };
}

function recipeOf({ recipe, told: { kind, name } }: Subject): Recipe {
  if (recipe !== undefined) return recipe;
  throw new TrainwellError({
    kind: "input",
    code: "compare-no-recipe",
    message: `${name} is a ${kind} of another program and has no recipe, so it cannot be trained here.`,
    details: { name },
    hint: "Leave --seeds out to see what is stored of both.",
  });
}

function otherQuestions(a: Subject, b: Subject, path: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "compare-other-question",
    message:
      `${a.told.name} and ${b.told.name} differ in "${path}", so that they answer different questions and ` +
      `cannot be compared over the same seeds.`,
    details: { path },
    hint: "Compare recipes with the same target, types, split and metric.",
  });
}

function otherData(which: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "compare-other-data",
    message: `${which}, so that they cannot be compared over the same seeds.`,
    hint: "Give the data that both were trained on, or leave --seeds out.",
  });
}

function sameRecipe(a: Subject, b: Subject): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "compare-same-recipe",
    message:
      `${a.told.name} and ${b.told.name} have the same recipe but for its seeds: there is nothing to ` +
      `compare.`,
    details: { a: a.told.name, b: b.told.name },
    hint: "Change something in one of them.",
  });
}

function dataMissing(): TrainwellError {
  return new TrainwellError({
    kind: "usage",
    code: "data-missing",
    message: "With --seeds both are trained, and the data to train on are missing.",
    hint: "Name them by --data.",
  });
}
