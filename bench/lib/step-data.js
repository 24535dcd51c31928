import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "./pairs.js";
import { scratch } from "./paths.js";

const product = (numbers) => numbers.reduce((result, number) => result * number, 1);

/** Scores of each class by a random linear map of a row's features. */
function scoresOf(features, { row, inputs, classes, map }) {
  const scores = new Float64Array(classes);
  for (let input = 0; input < inputs; input++) {
    const value = features[row * inputs + input] - 0.5;
    for (let unit = 0; unit < classes; unit++) scores[unit] += value * map[input * classes + unit];
  }
  return scores;
}

/**
 * A data set that can be learnt but not at once: uniform features, the class that a random linear map of them
 * prefers, and random codes of categories. Written to files, because every contestant reads the same.
 *
 * @returns the arrays, and the paths of the raw little-endian files: features float32 [rows, ...rowShape],
 *   labels int32 [rows], codes int32 [categories, rows].
 */
export function stepData({ rowShape, classes, rows, cardinalities = [] }) {
  const inputs = product(rowShape);
  const random = seededRandom(inputs * 1000 + classes);
  const features = Float32Array.from({ length: rows * inputs }, random);
  const map = Float32Array.from({ length: inputs * classes }, () => random() - 0.5);
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const scores = scoresOf(features, { row, inputs, classes, map });
    return scores.indexOf(Math.max(...scores));
  });
  const codes = cardinalities.map((size) =>
    Int32Array.from({ length: rows }, () => Math.floor(random() * size)),
  );
  const folder = join(scratch, "data");
  mkdirSync(folder, { recursive: true });
  const write = (what, arrays) => {
    const path = join(folder, `${what}-${rows}x${rowShape.join("x")}to${classes}.bin`);
    writeFileSync(path, Buffer.concat(arrays.map(({ buffer }) => new Uint8Array(buffer))));
    return path;
  };
  return {
    features,
    labels,
    codes,
    files: {
      features: write("features", [features]),
      classes: write("classes", [labels]),
      ...(codes.length > 0 ? { codes: write("codes", codes) } : {}),
    },
  };
}
