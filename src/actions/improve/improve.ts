import { TrainwellError } from "../../base/errors.ts";
import { begin } from "../../lab/begin.ts";
import { blendOf } from "../../lab/blend/blend.ts";
import { Budget } from "../../lab/budget.ts";
import { type Committee, designFor, devScores, finalTrainings, trainScores } from "../../lab/committee.ts";
import { decisionCalibration } from "../../lab/decision-calibration.ts";
import { evidenceOf } from "../../lab/evidence/training-evidence.ts";
import { scoreTest } from "../../lab/final-test.ts";
import { forgetCheckpoints } from "../../lab/finished-job.ts";
import { requireFinite } from "../../lab/finite-model.ts";
import { trainBaseline } from "../../lab/improve/baseline.ts";
import { capacityOf } from "../../lab/improve/capacity-probe.ts";
import type { RoundContext } from "../../lab/improve/improve-round.ts";
import type { Improvement } from "../../lab/improve/improvement.ts";
import { type SimpleModel, trainSimpleModel } from "../../lab/improve/simple-model.ts";
import { treatBaseline } from "../../lab/improve/treat-baseline.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { checkPrepared } from "../../lab/prepare/check-prepared.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { earlierTrainings, interrupted } from "../../lab/resume/resume.ts";
import { scoredGain } from "../../lab/scored-gain.ts";
import { modelOf } from "../../lab/trained-networks.ts";
import { openJob } from "../../lab/training.ts";
import { type Workshop, withWorkshop } from "../../lab/workshop.ts";
import { encodeModel } from "../../model/model.ts";
import { renderReport } from "../../report/render-report.node.ts";
import { furtherSearch } from "../../tune/networks/search-around.ts";
import { MODEL_FILES, writeModel } from "../shared/files/model-files.ts";
import { OutputFolder } from "../shared/files/output-folder.ts";
import { type BudgetLimits, readBudget } from "../shared/options/budget-text.ts";
import type { ImproveOptions, ImproveResult } from "./contract.ts";
import { reportOf } from "./report-document.ts";
import { summaryOf } from "./result-summary.ts";
import { votersOf } from "./voters.ts";

/** The budget of a job when none was told. */
const DEFAULT_BUDGET = { durationMs: 5 * 60 * 1000, trials: null };

/**
 * The main job: trains a baseline, diagnoses it, tries the treatments that fit, keeps those that help beyond
 * the noise of seeds and dev rows, and repeats while it pays or until the budget is spent; weighs the final
 * recipe's networks with those of the other recipes that were tried; then scores the test set, once. Writes
 * the report, the recipe and the model.
 *
 * @throws TrainwellError for wrong input, for a folder that cannot be written, or `interrupted`.
 */
export async function improve(options: ImproveOptions & JobContext): Promise<ImproveResult> {
  const started = performance.now();
  const budget = readBudget(options.budget);
  const output = await OutputFolder.open(options.out ?? "trainwell-improve", {
    names: { ...MODEL_FILES, report: "report.html" },
    inputs: options,
  });
  return withWorkshop({ ...options, parallel: "cores" }, async (workshop) => {
    const { earlier, prepared } = await begin(workshop, options, "improve");
    const { id: run } = earlier ?? (await openJob(workshop, prepared, "improve"));
    const continued = earlier
      ? { ...workshop, earlier: await earlierTrainings(workshop.store, run) }
      : workshop;
    const improvement = await treatOrStop(continued, prepared, {
      ...options,
      budget,
      run,
      startedAt: started,
    });
    const { final, model: networks, diagnoses, tried } = improvement;
    await workshop.store.updateRun(run, { ...diagnoses.at(-1)! });
    requireFinite(final.trainings, { ...diagnoses.at(-1)!, run, tried: tried.length });
    const devRows = improvement.blend ? [improvement.blend.dev] : final.devByRepeat;
    const calibration = decisionCalibration(prepared.target, devRows);
    const test = await scoreTest(workshop, prepared, { run, networks, calibration });
    const model = modelOf(final.recipe, networks, calibration);
    const bytes = encodeModel(model);
    await workshop.store.saveModel(run, bytes);
    const baseline = beginning(prepared, improvement);
    const gain = test && (await scoredGain(workshop, prepared, { test, baseline }));
    const result = summaryOf(prepared, improvement, { run, test, gain });
    await workshop.store.updateRun(run, {
      status: "done",
      recipe: final.recipe,
      metrics: { ...result.dev.metrics },
    });
    if (!options.keepCheckpoints) await forgetCheckpoints(workshop.store, run);
    await writeModel(output, model, bytes);
    await output.write(
      "report",
      renderReport(reportOf(prepared, improvement, { options, test, result, files: output.files })),
    );
    const { device } = workshop;
    return { ...result, device, durationMs: performance.now() - started, files: output.allFiles };
  });
}

/** The networks of the recipe that the job began with; null where they are the model. */
function beginning({ target }: Prepared, { baseline, final, design, blend }: Improvement) {
  if (baseline === final && blend === undefined) return null;
  return {
    trainings: finalTrainings(baseline, design),
    calibration: decisionCalibration(target, baseline.devByRepeat),
  };
}

/** The options of a job once it has begun. */
interface JobOptions extends ImproveOptions, JobContext {
  readonly budget: BudgetLimits;
  readonly run: string;
  readonly startedAt: number;
}

/** An interruption is that of the whole job: by its id all that was trained so far is found again. */
async function treatOrStop(
  workshop: Workshop,
  prepared: Prepared,
  options: JobOptions,
): Promise<Improvement> {
  try {
    return await treat(workshop, prepared, options);
  } catch (error) {
    const stopped = error instanceof TrainwellError && error.kind === "interrupted";
    await workshop.store.updateRun(options.run, { status: stopped ? "interrupted" : "failed" });
    throw stopped ? interrupted(options.run) : error;
  }
}

async function treat(workshop: Workshop, prepared: Prepared, options: JobOptions): Promise<Improvement> {
  const design = designFor(prepared);
  const { startedAt } = options;
  const { budget: told } = options;
  const isTold = told.durationMs !== null || told.trials !== null;
  const budget = new Budget({ ...(isTold ? told : DEFAULT_BUDGET), startedAt });
  const planned: RoundContext = { workshop, prepared, design, budget, job: options.run };
  const checks = await checkPrepared(prepared);
  const simple = await trainSimpleModel(planned);
  const first = await stage(planned, "baseline", () => trainBaseline(planned, prepared.recipe));
  const capacity = await capacityOf({ ...planned, design: first.design }, first, options.humanError);
  const examine = (committee: Committee) =>
    evidenceOf(prepared, committee.trainings[0], {
      train: trainScores(committee, prepared.target),
      dev: devScores(committee, prepared.target),
      devRows: committee.devByRepeat[0],
      ...(simple ? { floor: simple.floor } : {}),
      ...(capacity ? { capacity } : {}),
      humanError: options.humanError,
    });
  const context = { ...planned, design: first.design };
  const isDefault = options.recipe === null && options.set.length === 0;
  const improvement = await treatBaseline(context, first, {
    examine,
    checks,
    search: furtherSearch(),
    isDefault,
  });
  return withBlend(prepared, improvement, simple);
}

/** The improvement with its model weighed among the recipes that were tried. */
function withBlend(
  { target, recipe }: Prepared,
  improvement: Improvement,
  simple: SimpleModel | undefined,
): Improvement {
  const { final, design, tried } = improvement;
  const chosen = tried.findLast(({ committee }) => committee === final);
  const title = chosen ? "the final recipe" : "the baseline";
  const { seed } = recipe.training;
  const others = votersOf(improvement, simple);
  const blend = blendOf({ target, design, seed }, { title, committee: final }, others);
  return blend === undefined ? improvement : { ...improvement, model: blend.networks, blend };
}

/** Announces a stage of the work around it. */
async function stage<T>(
  { workshop, budget }: RoundContext,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  workshop.progress({ type: "stageStarted", stage: name, ...budget.told });
  const result = await work();
  workshop.progress({ type: "stageFinished", stage: name, durationMs: performance.now() - started });
  return result;
}
