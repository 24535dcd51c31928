import { TrainwellError } from "../../base/errors.ts";
import { rowWidth, type TensorColumn } from "../table/table.ts";
import type { DataBlock } from "./dataset.ts";
import type { TensorInput } from "./preprocessing.ts";

/** Pixels of bytes go from 0 to this. */
const LARGEST_BYTE = 255;

/**
 * The axis of a row along which numbers are scaled each by its own mean and spread: the channels of an image
 * [channels, height, width], the features of a sequence [time, features], the elements of a vector.
 */
function channelAxis(rowShape: readonly number[]): number {
  return rowShape.length === 2 ? 1 : 0;
}

/**
 * Fits the scaling of a column of arrays, channel by channel over the training rows: "minMax" is x / 255 for
 * bytes and (x − min) / (max − min) for floats, "none" is x, and all others are (x − mean) / std (dividing by
 * n).
 *
 * @param options `block` is the name of the data block that it becomes.
 */
export function fitTensor(
  column: TensorColumn,
  trainRows: Int32Array,
  options: { block: string; normalize: string },
): TensorInput {
  const { name, dtype, rowShape } = column;
  const { normalize, block } = options;
  const [shift, spread] = scaleOf(column, trainRows, normalize);
  const scale = spread.map((value) => (value > 0 ? value : 1));
  return {
    kind: "tensor",
    column: name,
    type: "tensor",
    dtype,
    rowShape: [...rowShape],
    block,
    shift,
    scale,
  };
}

function scaleOf(column: TensorColumn, rows: Int32Array, normalize: string): [number[], number[]] {
  const channels = column.rowShape[channelAxis(column.rowShape)];
  const all = (value: number) => new Array<number>(channels).fill(value);
  if (normalize === "none") return [all(0), all(1)];
  if (normalize !== "minMax")
    return column.dtype === "uint8" ? byteMoments(column, rows) : moments(column, rows);
  if (column.dtype === "uint8") return [all(0), all(LARGEST_BYTE)];
  const min = reduceChannels(column, rows, {
    begin: Infinity,
    step: (least, value) => Math.min(least, value),
  });
  const max = reduceChannels(column, rows, {
    begin: -Infinity,
    step: (most, value) => Math.max(most, value),
  });
  return [min, max.map((most, channel) => most - min[channel])];
}

/** Mean and standard deviation of each channel, in two passes. */
function moments(column: TensorColumn, rows: Int32Array): [number[], number[]] {
  const count = (rows.length * rowWidth(column)) / column.rowShape[channelAxis(column.rowShape)];
  const sums = reduceChannels(column, rows, { begin: 0, step: (sum, value) => sum + value });
  const means = sums.map((sum) => sum / count);
  const squares = reduceChannels(column, rows, {
    begin: 0,
    step: (sum, value, channel) => sum + (value - means[channel]) ** 2,
  });
  return [means, squares.map((sum) => Math.sqrt(sum / count))];
}

/** The same from how often each byte comes, which is one pass and exact. */
function byteMoments(column: TensorColumn, rows: Int32Array): [number[], number[]] {
  const { data, rowShape } = column;
  const axis = channelAxis(rowShape);
  const [channels, width] = [rowShape[axis], rowWidth(column)];
  const inner = rowShape.slice(axis + 1).reduce((product, dimension) => product * dimension, 1);
  const counts = new Float64Array(channels * 256);
  for (const row of rows) {
    for (let i = 0; i < width; i++)
      counts[(Math.floor(i / inner) % channels) * 256 + data[row * width + i]]++;
  }
  const scales = Array.from({ length: channels }, (_, channel) => {
    const histogram = counts.subarray(channel * 256, (channel + 1) * 256);
    const total = histogram.reduce((sum, count) => sum + count, 0);
    const mean = histogram.reduce((sum, count, value) => sum + count * value, 0) / total;
    const variance = histogram.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0) / total;
    return [mean, Math.sqrt(variance)];
  });
  return [scales.map(([mean]) => mean), scales.map(([, std]) => std)];
}

/** One number a channel, gathered over the elements of some rows. */
function reduceChannels(
  column: TensorColumn,
  rows: Int32Array,
  { begin, step }: { begin: number; step: (so: number, value: number, channel: number) => number },
): number[] {
  const { data, rowShape } = column;
  const axis = channelAxis(rowShape);
  const [channels, width] = [rowShape[axis], rowWidth(column)];
  const inner = rowShape.slice(axis + 1).reduce((product, dimension) => product * dimension, 1);
  const result = new Array<number>(channels).fill(begin);
  for (const row of rows) {
    for (let at = row * width; at < (row + 1) * width; ) {
      for (let channel = 0; channel < channels; channel++) {
        let so = result[channel];
        for (const end = at + inner; at < end; at++) so = step(so, data[at], channel);
        result[channel] = so;
      }
    }
  }
  return result;
}

/**
 * A column of arrays as a block, as it is: the numbers of its scaling travel beside it and are applied in the
 * graph, so that bytes stay bytes.
 *
 * @throws TrainwellError `tensor-shape` when its rows have another shape or element type than in training.
 */
export function tensorBlock(
  column: TensorColumn,
  input: TensorInput,
  { source }: { source: string },
): DataBlock {
  const sameShape = column.rowShape.join() === input.rowShape.join();
  if (!sameShape || column.dtype !== input.dtype) {
    const expected = describeRow(input);
    const received = describeRow(column);
    throw new TrainwellError({
      kind: "input",
      code: "tensor-shape",
      message:
        `Column "${column.name}" of ${source} had rows of ${expected} in training; here they are ` +
        `${received}.`,
      details: { source, column: column.name, expected, received },
      hint: "Bring the rows to the shape and element type that the network was trained on.",
    });
  }
  const { shift, scale } = input;
  return {
    name: input.block,
    dtype: column.dtype,
    rowShape: column.rowShape,
    data: column.data,
    normalization: { axis: channelAxis(column.rowShape), shift, scale },
  };
}

function describeRow({ dtype, rowShape }: Pick<TensorColumn, "dtype" | "rowShape">): string {
  return `${dtype} [${rowShape.join(", ")}]`;
}
