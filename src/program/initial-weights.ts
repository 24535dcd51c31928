import { sizeOf } from "../graph/tensor.ts";
import { initializeParameters, ORTHOGONAL } from "../nn/initializers/index.ts";
import type { ParameterSpec } from "../nn/network.ts";
import { flatten } from "./layout.ts";
import type { OutputBias } from "./output-bias.ts";
import type { StepProgram } from "./step-program.ts";

/**
 * The initial weights and buffers of a step program as flat vectors.
 *
 * @param options `calibrated` parameters are drawn orthonormal; `bias` takes the place of the one of its
 * name.
 */
export function initialWeights(
  step: Pick<StepProgram, "network" | "parameters" | "buffers">,
  seed: number,
  { calibrated = [], bias }: { calibrated?: readonly ParameterSpec[]; bias?: OutputBias | undefined } = {},
) {
  const orthonormal = new Set(calibrated.map(({ name }) => name));
  const specs = step.network.parameters.map((spec) =>
    orthonormal.has(spec.name) ? { ...spec, initializer: ORTHOGONAL } : spec,
  );
  const named = initializeParameters(specs, seed);
  if (bias) named.set(bias.name, bias.values);
  const buffers = new Map(
    step.network.buffers.map((spec) => [spec.name, new Float32Array(sizeOf(spec.shape)).fill(spec.value)]),
  );
  return { parameters: flatten(step.parameters, named), buffers: flatten(step.buffers, buffers) };
}
