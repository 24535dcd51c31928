import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { firstSteps } from "../ours.js";
import { scratch } from "./paths.js";

const STEPS = 8;

/**
 * Adam moves a weight by the learning rate however small its gradient is, even one that is zero but for
 * rounding, such as that of a bias before a normalization; with this epsilon in place of 1e-8 it moves by
 * less than rounding shows.
 */
const EPSILON = 1e-3;

/** The largest difference of a loss, relative to it: float32's rounding 6e-8, grown by the steps before. */
const TOLERANCE = 1e-4;

/**
 * Whether PyTorch computes the same: some steps on one batch from our weights.
 *
 * @returns the largest relative difference of the losses.
 */
export async function checkTrajectory(network, { command, server }) {
  const { losses, weights } = await firstSteps(network, { steps: STEPS, epsilon: EPSILON });
  const path = join(scratch, "data", "weights.bin");
  const tensors = [...weights].map(([name, { shape }]) => ({ name, shape }));
  writeFileSync(path, Buffer.concat([...weights.values()].map(({ data }) => bytesOf(data))));
  const variant = { compiled: false, fused: true, threads: 1, channelsLast: false, epsilon: EPSILON };
  const prepared = await server.ask({ ...command, ...variant, weights: { path, tensors } });
  const theirs = await server.ask({ command: "first", variant: prepared.variant, steps: STEPS });
  const differences = losses.map((loss, step) => Math.abs(loss - theirs.losses[step]) / Math.abs(loss));
  const worst = Math.max(...differences);
  if (losses.length !== STEPS || !(worst <= TOLERANCE))
    throw new Error(
      `From equal weights our losses are ${losses.join(", ")}, PyTorch's ${theirs.losses.join(", ")}.`,
    );
  return worst;
}

function bytesOf(data) {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
