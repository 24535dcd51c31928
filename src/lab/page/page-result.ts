import { readingToPredict } from "../../data/prepare/reading-to-predict.ts";
import { splitSummary } from "../../data/split/split-summary.ts";
import type { Model } from "../../model/model.ts";
import { predictTable } from "../../model/predict-table.ts";
import { type Predictions, predictionsOf } from "../../model/predictions.ts";
import { webRuntime } from "../../runtime/session.web.ts";
import type { PageDevice } from "../../runtime/webgpu.web.ts";
import { calibrated, decisionCalibration } from "../decision-calibration.ts";
import { requireFinite } from "../finite-model.ts";
import { compareNaive } from "../naive-comparison.ts";
import { notesOn, type PreparedTable } from "../prepare/prepare-table.ts";
import { scoresOf } from "../scores/scores.ts";
import { modelOf, predictTogether, scoredTrainRows } from "../trained-networks.ts";
import type { PageFitResult } from "./contract.ts";
import { type PageData, readPageData } from "./page-data.ts";
import type { PageTraining } from "./page-training.ts";

/** The scores and the model of a page's trainings, as `fit` has them. */
export async function pageResult(
  prepared: PreparedTable,
  trainings: readonly PageTraining[],
  options: { device: PageDevice; finalTest: boolean },
): Promise<Omit<PageFitResult, "durationMs">> {
  const { target, split, recipe } = prepared;
  const predict = (rows: Int32Array) => predictTogether(trainings, rows, webRuntime);
  const [train, dev] = [await predict(scoredTrainRows(split.train)), await predict(split.dev)];
  requireFinite(
    trainings.map(({ member }) => ({ member, train, dev })),
    { findings: [] },
  );
  const calibration = decisionCalibration(target, [dev]);
  const test =
    options.finalTest && split.test.length > 0 ? calibrated(await predict(split.test), calibration) : null;
  const model = modelOf(recipe, trainings, calibration);
  const { failure, device } = options.device;
  return {
    recipe,
    splits: splitSummary(split),
    notes: [...notesOn(prepared), ...(failure === undefined ? [] : [failure])],
    train: scoresOf(target, train),
    dev: scoresOf(target, dev),
    ...(split.trainDev ? { trainDev: scoresOf(target, await predict(split.trainDev)) } : {}),
    test: test && scoresOf(target, test),
    naive: test ? compareNaive(prepared, test, "test") : compareNaive(prepared, dev, "dev"),
    epochs: trainings[0].history.filter((row) => row.kind === "epoch").length,
    device,
    model,
    predict: (rows) => predictRows(model, rows),
  };
}

async function predictRows(model: Model, rows: PageData): Promise<Predictions> {
  const table = await readPageData(rows, readingToPredict(model.members[0].preprocessing));
  return predictionsOf(model, await predictTable(model, table, webRuntime), table.rowNames);
}
