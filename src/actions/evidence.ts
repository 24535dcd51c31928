import type { InputStatistics, Metrics, RunEvidence } from "../clinic/evidence.ts";
import type { DataBlock, Dataset } from "../data/dataset.ts";
import { FEATURES } from "../recipe/layers.ts";
import { outputsOf } from "../train/plan-training.ts";
import type { PartScores } from "./contract.ts";
import type { Prepared } from "./prepare.ts";
import { errorOf, scoresOf } from "./scores.ts";
import { spread, type Trial } from "./trial.ts";
import { valueErrorName } from "./value-scores.ts";

/** Statistics of arrays, which have many numbers a row, are over at most so many rows. */
const MOST_ROWS_OF_ARRAYS = 1000;

/** What is known beside the run itself. */
export interface EvidenceExtras {
  /** Scores over several trainings of the recipe, where there are more than this one. */
  readonly train?: PartScores;
  readonly dev?: PartScores;
  readonly floor?: RunEvidence["floor"];
  readonly capacity?: RunEvidence["capacity"];
  readonly humanError: number | null;
}

const ERROR_NAMES = {
  rmse: "RMSE",
  pinball: "pinball loss",
  relativeRmse: "relative RMSE",
  relativePinball: "relative pinball loss",
} as const;

/** Gathers what a diagnosis looks at from a training. */
export function evidenceOf(prepared: Prepared, trial: Trial, extras: EvidenceExtras): RunEvidence {
  const { target, split } = prepared;
  const { outcome, member, dataset } = trial;
  const train = extras.train ?? scoresOf(target, trial.train);
  const dev = extras.dev ?? scoresOf(target, trial.dev);
  const trainDev = trial.trainDev && scoresOf(target, trial.trainDev);
  const fittedTarget = member.preprocessing.target;
  return {
    recipe: trial.recipe,
    task: target.task,
    outputs: outputsOf(dataset, trial.recipe.loss),
    ...(target.task === "regression" ? { errorName: ERROR_NAMES[valueErrorName(target)] } : {}),
    rows: {
      train: trial.trainRows,
      scoredTrain: trial.train.rows.length,
      dev: dev.rows,
      test: split.test.length,
    },
    inputs: inputStatistics(dataset, trial.train.rows),
    ...(fittedTarget.kind === "classes"
      ? {
          classCounts: fittedTarget.classes.map((label, index) => ({
            label,
            count: fittedTarget.counts[index],
          })),
        }
      : {}),
    ...(fittedTarget.kind === "labels"
      ? { labelCounts: fittedTarget.columns.map(({ column: label, count }) => ({ label, count })) }
      : {}),
    history: trial.history,
    ...(trainDev ? { trainDev: { ...metricsOf(trainDev), rows: trainDev.rows } } : {}),
    train: metricsOf(train),
    dev: metricsOf(dev),
    ...(extras.floor ? { floor: extras.floor } : {}),
    ...(extras.capacity ? { capacity: extras.capacity } : {}),
    ...(extras.humanError === null ? {} : { bound: { error: extras.humanError, source: "human" as const } }),
    outcome: {
      status: outcome.status,
      bestEpoch: outcome.state.stopper.bestEpoch,
      epochs: trial.history.filter((row) => row.kind === "epoch").length,
    },
  };
}

function metricsOf(scores: PartScores): Metrics {
  return {
    loss: scores.metrics.logLoss ?? scores.metrics.pinball ?? errorOf(scores) ** 2,
    error: errorOf(scores),
    ...(scores.perClass
      ? { perClassRecall: scores.perClass.map(({ label, recall }) => ({ label, recall })) }
      : {}),
  };
}

/** Mean, spread and range of what reaches the network over the training rows: of each feature, and of each channel of arrays. */
function inputStatistics({ blocks }: Dataset, rows: Int32Array): InputStatistics[] {
  return blocks.flatMap((block) => {
    if (block.normalization) return channelStatistics(block, spread(rows, MOST_ROWS_OF_ARRAYS));
    return block.name === FEATURES && block.names ? featureStatistics(block, rows) : [];
  });
}

function featureStatistics({ data, names = [], rowShape }: DataBlock, rows: Int32Array): InputStatistics[] {
  return names.map((name, feature) =>
    statisticsOf(
      name,
      Float64Array.from(rows, (row) => data[row * rowShape[0] + feature]),
    ),
  );
}

/** The channels of images, or the features of sequences, as the graph scales them. */
function channelStatistics(block: DataBlock, rows: Int32Array): InputStatistics[] {
  const { data, rowShape } = block;
  const { axis, shift, scale } = block.normalization!;
  const [width, inner] = [rowShape, rowShape.slice(axis + 1)].map((shape) =>
    shape.reduce((a, b) => a * b, 1),
  );
  const outer = width / inner / shift.length;
  return shift.map((offset, channel) => {
    const values = new Float64Array(rows.length * outer * inner);
    let count = 0;
    for (const row of rows) {
      for (let part = 0; part < outer; part++) {
        const start = row * width + (part * shift.length + channel) * inner;
        for (let at = start; at < start + inner; at++) values[count++] = (data[at] - offset) / scale[channel];
      }
    }
    const name = shift.length === 1 ? block.name : `${block.name}, channel ${channel + 1}`;
    return { ...statisticsOf(name, values), ofArray: true };
  });
}

function statisticsOf(name: string, values: Float64Array): InputStatistics {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return {
    name,
    mean,
    std,
    min: values.reduce((a, b) => Math.min(a, b)),
    max: values.reduce((a, b) => Math.max(a, b)),
  };
}
