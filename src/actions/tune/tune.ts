import { TrainwellError } from "../../base/errors.ts";
import { categoryColumns } from "../../data/prepare/preprocessing.ts";
import { begin } from "../../lab/begin.ts";
import { Budget } from "../../lab/budget.ts";
import { designFor, testShareOf } from "../../lab/committee.ts";
import { VERSION } from "../../lab/environment.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { fitData } from "../../lab/prepare/fit-data.ts";
import { type Prepared, prepare } from "../../lab/prepare/prepare.ts";
import { checkSameData, requireOwnRun } from "../../lab/resume/resume.ts";
import { shareData } from "../../lab/shared-data.ts";
import { openJob } from "../../lab/training.ts";
import { type Workshop, withWorkshop } from "../../lab/workshop.ts";
import { renderStudyReport } from "../../report/study/render-study-report.node.ts";
import type { StudyRecord } from "../../run/study.ts";
import { refuseOtherQuestions } from "../../tune/networks/forbidden-paths.ts";
import { generationsOf, isPopulation } from "../../tune/networks/lineage.ts";
import { checkTrialMetric } from "../../tune/networks/network-executor.ts";
import { checkPopulationSpace, populationRecipe } from "../../tune/networks/population-space.ts";
import { searchNetworks } from "../../tune/networks/tune-networks.ts";
import { announced } from "../../tune/queue/announced-work.ts";
import { withQueue } from "../../tune/queue/open-queue.node.ts";
import type { RecipeSpace } from "../../tune/space/recipe-space.ts";
import { none } from "../../tune/stoppers/none.ts";
import { Study } from "../../tune/study/ask-and-tell.ts";
import { checkComponents } from "../../tune/study/check-components.ts";
import { studyDocument, studyRecipeSpace } from "../../tune/study/study-space.ts";
import { MODEL_FILES, writeModel } from "../shared/files/model-files.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import { readBudget } from "../shared/options/budget-text.ts";
import { componentOf, limitOf } from "../shared/options/component-text.ts";
import { refuseContradictions } from "../shared/search/same-study.ts";
import {
  beginStudy,
  objectivesOf,
  repeatsOf,
  requireResult,
  stopSafely,
  workerName,
} from "../shared/search/study-job.ts";
import { trialChanged } from "../shared/search/study-progress.ts";
import { namedStudy } from "../shared/studies/stored-studies.ts";
import { studyFacts } from "../shared/studies/study-facts.ts";
import type { TuneOptions, TuneResult } from "./contract.ts";
import { scoreProof } from "./score-proof.ts";
import { spaceOf, type ToldSpace, tellRanges, zoomInto } from "./space-of.ts";
import { tuneReport } from "./tune-report.ts";
import { spaceResult, tuneResult } from "./tune-result.ts";

/** The budget of a search when neither time nor trials were told. */
const DEFAULT_DURATION_MS = 5 * 60 * 1000;

/**
 * Searches recipes: trains trials that a sampler proposes until the trials or the budget are spent, proves
 * the best one against the recipe that it began with on fresh seeds, paired, and scores the test set once.
 * The study stays in the store, where it can be looked at, gone on with, and worked on by others.
 *
 * @throws TrainwellError for wrong input, for a folder that cannot be written, or `interrupted`.
 */
export async function tune(options: TuneOptions & JobContext): Promise<TuneResult> {
  const started = performance.now();
  const limits = limitsOf(options);
  const plan = planOf(options);
  const output = await OutputFolder.open(options.out ?? "trainwell-tune", {
    names: { ...MODEL_FILES, report: "report.html", space: "space.json" },
    inputs: options,
  });
  return withWorkshop({ ...options, parallel: "cores" }, async (workshop) => {
    const told = tellRanges(options.set);
    const record =
      options.study === null ? undefined : await namedStudy(workshop.store.studies, options.study);
    const prepared = await prepareFor(workshop, { ...options, set: told.values }, record);
    const goesOn = isPopulation(record ?? plan);
    const toldSpace = await spaceFor(workshop, prepared, { options, ranges: told.ranges, record, goesOn });
    refuseOtherQuestions(toldSpace.space, "the space");
    if (goesOn) checkPopulation(toldSpace.space, { prepared, options, plan: record ?? plan });
    if (options.showSpace) return spaceResult(prepared, toldSpace, performance.now() - started);
    // Opened first, so that a queue that cannot be had leaves no study behind.
    const { study, outcome } = await withQueue(options, async (queue) => {
      const study = await openStudy(workshop, prepared, { options, plan, space: toldSpace, record });
      const budget = new Budget({ ...limits, trials: null, startedAt: started });
      const outcome = await stopSafely(workshop.store, { study, signal: workshop.signal }, () =>
        announced(study, { queue, most: limits.trials }, () =>
          searchNetworks({
            workshop,
            prepared,
            space: toldSpace.space,
            study,
            budget,
            most: limits.trials,
            repeats: repeatsOf(study.record),
            owner: workerName(),
            onTrial: (trial) => workshop.progress(trialChanged(study, trial, { most: limits.trials })),
          }),
        ),
      );
      return { study, outcome };
    });
    requireResult(study);
    await output.write("space", `${JSON.stringify(toldSpace.written, null, 2)}\n`);
    const { proof } = outcome;
    const scored =
      proof === null ? null : await scoreProof(workshop, prepared, { proof, run: study.record.id });
    if (scored !== null) await writeModel(output, scored.model, scored.bytes);
    const { space } = toldSpace;
    const facts = studyFacts(study.record, { space, trials: study.trials });
    const result = tuneResult(prepared, {
      study,
      facts,
      space: toldSpace,
      outcome,
      scored,
      files: output.files,
      durationMs: performance.now() - started,
    });
    await output.write("report", renderStudyReport(tuneReport(study, { space, facts, result })));
    return { ...result, files: output.files };
  });
}

function limitsOf({ budget, trials }: TuneOptions): { durationMs: number | null; trials: number | null } {
  const told = readBudget(budget);
  const most = trials ?? told.trials;
  const isTold = told.durationMs !== null || most !== null;
  return { durationMs: isTold ? told.durationMs : DEFAULT_DURATION_MS, trials: most };
}

/** The parts of a study that a call tells without knowing the data. */
type SearchPlan = Pick<StudyRecord, "sampler" | "stopper" | "limits">;

function planOf({ sampler, stopper, limits, objectives }: TuneOptions): SearchPlan {
  const components = { sampler: componentOf(sampler), stopper: componentOf(stopper) };
  checkComponents(components, { objectives: Math.max(1, objectives.length) });
  return { ...components, limits: limits.map(limitOf) };
}

/**
 * The data of a new study as the call tells them, or of one that is gone on with as its own job tells them.
 */
async function prepareFor(
  workshop: Workshop,
  options: TuneOptions & JobContext,
  record: StudyRecord | undefined,
): Promise<Prepared> {
  if (record === undefined) return (await begin(workshop, { ...options, resume: null }, "fit")).prepared;
  const job = await requireOwnRun(workshop.store, record.id);
  const prepared = await prepare({ data: options.data, signal: options.signal }, job.recipe);
  checkSameData(job, prepared);
  return prepared;
}

async function spaceFor(
  workshop: Workshop,
  prepared: Prepared,
  about: {
    options: TuneOptions;
    ranges: ToldSpace["written"];
    record: StudyRecord | undefined;
    goesOn: boolean;
  },
): Promise<ToldSpace> {
  const { options, ranges, record, goesOn } = about;
  const recipe = goesOn ? populationRecipe(prepared.recipe) : prepared.recipe;
  const told = () =>
    spaceOf(options.space, {
      recipe,
      ranges,
      goesOn,
      hasCategories: readsCategories(prepared),
      rows: prepared.split.train.length,
    });
  if (record !== undefined) {
    const isTold = options.zoom === null && (options.space !== null || Object.keys(ranges).length > 0);
    const own = isTold ? await told() : null;
    refuseContradictions(record, { ...options, space: own?.space.document ?? null });
    return { space: studyRecipeSpace(record), written: { ...studyDocument(record) } };
  }
  if (options.zoom === null) return told();
  const zoomed = await namedStudy(workshop.store.studies, options.zoom);
  const isOwn = options.space === null && Object.keys(ranges).length === 0;
  const base = isOwn
    ? { space: studyRecipeSpace(zoomed), written: { ...studyDocument(zoomed) } }
    : await told();
  const study = new Study(workshop.store.studies, zoomed, base.space);
  await study.refresh();
  return zoomInto(base, zoomed, study.ranking);
}

function readsCategories(prepared: Prepared): boolean {
  const { preprocessing } = fitData(prepared, prepared.recipe, prepared.split.train);
  return categoryColumns(preprocessing).length > 0;
}

/** Refuses what a population cannot search, or cannot be searched with. */
function checkPopulation(
  space: RecipeSpace,
  about: { prepared: Prepared; options: TuneOptions; plan: SearchPlan },
): void {
  const { prepared, options, plan } = about;
  const { epochs } = prepared.recipe.training;
  checkPopulationSpace(space, { generations: generationsOf(plan), epochs });
  const isRepeated = options.repeats !== "race" && options.repeats > 1;
  const isStopped = plan.stopper.kind !== none.kind;
  if (!isRepeated && !isStopped) return;
  throw new TrainwellError({
    kind: "usage",
    code: "population-alone",
    message:
      `The sampler ${plan.sampler.kind} ends and repeats trainings itself, and does not go with ` +
      `${isStopped ? `the stopper ${plan.stopper.kind}` : `repeats of ${options.repeats}`}.`,
    details: { sampler: plan.sampler.kind },
    hint: `Leave ${isStopped ? "--stopper" : "--repeats"} out, or take another sampler.`,
  });
}

async function openStudy(
  workshop: Workshop,
  prepared: Prepared,
  about: { options: TuneOptions; plan: SearchPlan; space: ToldSpace; record: StudyRecord | undefined },
): Promise<Study> {
  const { options, plan, space, record } = about;
  if (record !== undefined) {
    const study = new Study(workshop.store.studies, record, space.space);
    await study.change({
      status: "open",
      settings: { ...record.settings, trials: limitsOf(options).trials },
    });
    return study;
  }
  const objectives = objectivesOf(options.objectives);
  for (const { metric } of [...objectives, ...plan.limits]) checkTrialMetric(prepared.target, metric);
  const shared = await shareData(workshop.store, options.data);
  if (typeof shared === "string")
    workshop.progress({ type: "note", message: `Workers need --data: ${shared}.` });
  const { id } = await openJob(workshop, prepared, "tune");
  const study = await beginStudy(workshop.store, space.space, {
    id,
    name: options.name ?? id,
    space: space.space.document as never,
    ...plan,
    objectives,
    seed: prepared.recipe.training.seed,
    version: VERSION,
    source: prepared.table.source,
    dataHash: prepared.dataHash,
    ...(typeof shared === "object" ? { sharedData: shared } : {}),
    settings: {
      repeats: options.repeats,
      trials: limitsOf(options).trials,
      testShare: testShareOf(designFor(prepared)),
    },
  });
  const begun = isPopulation(plan) ? populationRecipe(prepared.recipe) : prepared.recipe;
  const { point, exact } = space.space.pointOf(begun);
  // The default space may have no room for the recipe's own widths, as its hidden layers are alike there.
  const isTold =
    options.space !== null || options.zoom !== null || Object.keys(tellRanges(options.set).ranges).length > 0;
  const which = exact ? "the recipe" : "what is nearest to the recipe";
  if (exact || !isTold) await study.enqueue(point, { why: `${which} that the search begins with` });
  return study;
}
