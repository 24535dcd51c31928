import { TrainwellError } from "../base/errors.ts";
import type { Dataset } from "../data/prepare/dataset.ts";
import { sizeOf } from "../graph/tensor.ts";
import { type LossSpec, outputsForTarget } from "../nn/losses/outputs.ts";
import type { BlockType } from "./block-inputs.ts";
import type { DataBlock, EvaluationData } from "./data-block.ts";
import { PORTS } from "./ports.ts";

/**
 * The blocks of a dataset, without their data.
 *
 * @param dataset as `applyPreprocessing` gives it.
 */
export function blockTypes(dataset: Pick<Dataset, "blocks">): BlockType[] {
  return dataset.blocks.map(({ name, dtype, rowShape, cardinality, normalization }) => ({
    name,
    dtype,
    rowShape,
    ...(cardinality === undefined ? {} : { cardinality }),
    ...(normalization === undefined ? {} : { normalization }),
  }));
}

/**
 * The number of output units that a dataset's target asks for: one a class, a label or a value; with a loss
 * that predicts quantiles, one for each quantile of each value.
 *
 * @param dataset as `applyPreprocessing` gives it; one without a target asks for one unit.
 * @param loss the recipe's; without it a value has one output.
 */
export function outputsOf({ target }: Pick<Dataset, "target">, loss?: LossSpec): number {
  if (target === undefined) return 1;
  if (target.kind === "classes") return target.classes.length;
  if (target.kind === "labels") return target.labels.length;
  return loss === undefined ? target.width : outputsForTarget(loss, target.width);
}

/** All blocks that a training on a dataset is fed with: inputs, target, and weights where there are any. */
export function datasetBlocks(dataset: Dataset): DataBlock[] {
  const { weights } = dataset;
  return [
    ...dataset.blocks,
    targetBlock(dataset),
    ...(weights ? [{ name: PORTS.weights, dtype: "float32", rowShape: [], data: weights } as const] : []),
  ];
}

/** The rows of a dataset gathered into blocks of their own. */
export function evaluationData(dataset: Dataset, rows: Int32Array): EvaluationData {
  const { weights } = dataset;
  return {
    ...inputRows(dataset, rows),
    target: gatherRows(targetBlock(dataset), rows),
    ...(weights ? { weights: Float32Array.from(rows, (row) => weights[row]) } : {}),
  };
}

/**
 * The target as a block.
 *
 * @throws TrainwellError `target-missing` where the dataset has none.
 */
export function targetBlock(dataset: Dataset): DataBlock {
  const target = dataset.target;
  if (target === undefined) {
    throw new TrainwellError({
      kind: "input",
      code: "target-missing",
      message: "Training needs a dataset with a target; this one has none.",
    });
  }
  return {
    name: PORTS.target,
    dtype: target.kind === "classes" ? "int32" : "float32",
    rowShape: targetRowShape(target),
    data: target.data,
  };
}

function targetRowShape(target: NonNullable<Dataset["target"]>): number[] {
  if (target.kind === "labels") return [target.labels.length];
  return target.kind === "values" && target.width > 1 ? [target.width] : [];
}

/** The input blocks of some rows, without their target. */
export function inputRows(
  dataset: Pick<Dataset, "blocks">,
  rows: Int32Array,
): Pick<EvaluationData, "rows" | "blocks"> {
  return { rows: rows.length, blocks: dataset.blocks.map((block) => gatherRows(block, rows)) };
}

function gatherRows(block: DataBlock, rows: Int32Array): DataBlock {
  const width = sizeOf(block.rowShape);
  const Data = block.data.constructor as new (length: number) => Float32Array;
  const data = new Data(rows.length * width);
  rows.forEach((row, index) =>
    data.set((block.data as Float32Array).subarray(row * width, (row + 1) * width), index * width),
  );
  return { ...block, data };
}
