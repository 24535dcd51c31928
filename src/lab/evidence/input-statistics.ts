import type { InputStatistics } from "../../clinic/evidence.ts";
import type { DataBlock, Dataset } from "../../data/prepare/dataset.ts";
import { spreadRows } from "../../data/split/spread-rows.ts";
import { FEATURES } from "../../recipe/layers.ts";

/** Statistics of arrays, which have many numbers a row, are over at most so many rows. */
const MOST_ROWS_OF_ARRAYS = 1000;

/**
 * Mean, spread and range of what reaches the network over the training rows: of each feature, and of each
 * channel of arrays.
 */
export function inputStatistics({ blocks }: Pick<Dataset, "blocks">, rows: Int32Array): InputStatistics[] {
  return blocks.flatMap((block) => {
    if (block.normalization) return channelStatistics(block, spreadRows(rows, MOST_ROWS_OF_ARRAYS));
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
