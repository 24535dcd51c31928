import { diagnose } from "../../clinic/diagnosis.ts";
import { splitSummary } from "../../data/split/split-summary.ts";
import { decisionCalibration } from "../../lab/decision-calibration.ts";
import { evidenceOf } from "../../lab/evidence/training-evidence.ts";
import { scoreTest } from "../../lab/final-test.ts";
import { forgetCheckpoints } from "../../lab/finished-job.ts";
import { requireFinite } from "../../lab/finite-model.ts";
import { measureOf } from "../../lab/judged-target.ts";
import { memberRecipes } from "../../lab/member-recipes.ts";
import { compareNaive } from "../../lab/naive-comparison.ts";
import { checkPrepared } from "../../lab/prepare/check-prepared.ts";
import type { Prepared } from "../../lab/prepare/prepare.ts";
import { notesOn } from "../../lab/prepare/prepare-table.ts";
import { scoresOf } from "../../lab/scores/scores.ts";
import { modelOf, predictTogether } from "../../lab/trained-networks.ts";
import { performTraining, type Training } from "../../lab/training.ts";
import type { Workshop } from "../../lab/workshop.ts";
import { encodeModel } from "../../model/model.ts";
import type { OwnRun } from "../../run/record.ts";
import { type ModelFile, writeModel } from "./files/model-files.ts";
import type { OutputFolder } from "./files/output-folder.ts";
import { findingsHeadline } from "./findings-headline.ts";
import type { FitResult } from "./fit-result.ts";
import type { TrainingOptions } from "./options/training-options.ts";
import { findingSummary } from "./summaries.ts";

/** How one training is carried out and told. */
export interface FitRunOptions {
  readonly options: Pick<TrainingOptions, "humanError" | "keepCheckpoints"> & { readonly finalTest: boolean };
  /** The run that is continued; undefined for a new one. */
  readonly earlier: OwnRun | undefined;
  readonly output: OutputFolder<ModelFile>;
  /** The moment at which the call began, on the clock of `performance`. */
  readonly started: number;
}

/**
 * Trains the members of a recipe, or continues a run, diagnoses them, and writes the recipe and the model.
 * The test set is scored only where that was asked for.
 */
export async function fitRun(
  workshop: Workshop,
  prepared: Prepared,
  { options, earlier, output, started }: FitRunOptions,
): Promise<FitResult> {
  if (earlier) await sayWhetherAnew(workshop, earlier);
  const checks = await checkPrepared(prepared);
  const trainings = await trainMembers(workshop, prepared, earlier);
  const [{ run }] = trainings;
  const part = async (rows: Int32Array) =>
    scoresOf(prepared.target, await predictTogether(trainings, rows, workshop.runtime));
  const train = await part(trainings[0].train.rows);
  const devPredictions = await predictTogether(trainings, prepared.split.dev, workshop.runtime);
  const dev = scoresOf(prepared.target, devPredictions);
  const apart = prepared.split.trainDev && (await part(prepared.split.trainDev));
  const diagnosis = diagnose(
    evidenceOf(prepared, trainings[0], { train, dev, humanError: options.humanError }),
    checks,
  );
  await workshop.store.updateRun(run, { metrics: { ...dev.metrics }, ...diagnosis });
  requireFinite(trainings, { ...diagnosis, run });
  const calibration = decisionCalibration(prepared.target, [devPredictions]);
  const test = options.finalTest
    ? await scoreTest(workshop, prepared, { run, networks: trainings, calibration })
    : null;
  const model = modelOf(prepared.recipe, trainings, calibration);
  const bytes = encodeModel(model);
  await Promise.all([workshop.store.saveModel(run, bytes), writeModel(output, model, bytes)]);
  if (!options.keepCheckpoints) await forgetCheckpoints(workshop.store, run);
  const { split } = prepared;
  const measure = measureOf(prepared.target);
  return {
    headline: findingsHeadline(diagnosis.findings, { measure, train, dev, test: test?.scores ?? null }),
    run,
    recipe: prepared.recipe,
    splits: splitSummary(split),
    notes: notesOn(prepared),
    train,
    dev,
    ...(apart ? { trainDev: apart } : {}),
    test: test?.scores ?? null,
    naive: test
      ? compareNaive(prepared, test.predictions, "test")
      : compareNaive(prepared, devPredictions, "dev"),
    epochs: trainings[0].history.filter((row) => row.kind === "epoch").length,
    device: workshop.device,
    durationMs: performance.now() - started,
    findings: diagnosis.findings.map(findingSummary),
    files: output.allFiles,
  };
}

/** A finished run whose checkpoint was not kept is trained again, to the same weights. */
async function sayWhetherAnew({ store, progress }: Workshop, { id, status }: OwnRun): Promise<void> {
  if (status !== "done" || (await store.loadCheckpoint(id)) !== undefined) return;
  const message = `Run ${id} was finished and its checkpoint not kept, so it is trained anew.`;
  progress({ type: "note", message });
}

/** Trains the recipe's members one after the other, each with a seed of its own. */
async function trainMembers(
  workshop: Workshop,
  prepared: Prepared,
  earlier: OwnRun | undefined,
): Promise<Training[]> {
  const recipes = memberRecipes(prepared.recipe);
  const trainings: Training[] = [];
  for (const [index, recipe] of recipes.entries()) {
    trainings.push(
      await performTraining(workshop, prepared, {
        recipe,
        rows: prepared.split,
        place: {
          ...(index === 0 ? {} : { job: trainings[0].run }),
          role: "fit",
          number: 1,
          member: index + 1,
        },
        title: recipes.length === 1 ? "fit" : `member ${index + 1} of ${recipes.length}`,
        ...(index === 0 && earlier ? { resume: earlier } : {}),
      }),
    );
  }
  return trainings;
}
