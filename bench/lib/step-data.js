import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "./pairs.js";
import { scratch } from "./paths.js";

/** The networks whose steps are timed; `steps` make one measurement of some tens to hundreds of milliseconds. */
export const STEP_NETWORKS = {
  "step-small": { sizes: [20, 64, 32, 2], batchSize: 64, rows: 8192, steps: 1024 },
  "step-medium": { sizes: [784, 512, 256, 10], batchSize: 128, rows: 8192, steps: 64 },
  "step-wide": { sizes: [784, 1024, 1024, 10], batchSize: 256, rows: 8192, steps: 32 },
};

/**
 * A data set that can be learnt but not at once: uniform features, the class that a random linear map of them
 * prefers. Written to files, because every contestant reads the same.
 *
 * @returns the arrays, and the paths of the raw little-endian files: features float32 [rows, inputs], classes int32.
 */
export function stepData({ sizes, rows }) {
  const [inputs, classes] = [sizes[0], sizes[sizes.length - 1]];
  const random = seededRandom(inputs * 1000 + classes);
  const features = Float32Array.from({ length: rows * inputs }, random);
  const map = Float32Array.from({ length: inputs * classes }, () => random() - 0.5);
  const labels = Int32Array.from({ length: rows }, (_, row) => {
    const scores = new Float64Array(classes);
    for (let input = 0; input < inputs; input++) {
      const value = features[row * inputs + input] - 0.5;
      for (let unit = 0; unit < classes; unit++) scores[unit] += value * map[input * classes + unit];
    }
    return scores.indexOf(Math.max(...scores));
  });
  const folder = join(scratch, "data");
  mkdirSync(folder, { recursive: true });
  const files = ["features", "classes"].map((what) =>
    join(folder, `${what}-${rows}x${inputs}to${classes}.bin`),
  );
  [features, labels].forEach((data, index) => {
    if (!existsSync(files[index])) writeFileSync(files[index], new Uint8Array(data.buffer));
  });
  return { features, labels, files: { features: files[0], labels: files[1] } };
}
