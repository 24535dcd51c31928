import { TrainwellError } from "../../base/errors.ts";
import { hashName, randomKey, STREAMS, uniform } from "../../base/random.ts";
import { sizeOf } from "../../graph/tensor.ts";
import type { ParameterSpec } from "../network.ts";
import { type Fans, fans as fansOf } from "./fans.ts";
import { orthogonalWeights } from "./orthogonal.ts";
import { type InitializerSpec, RANDOM_SIGNS } from "./specification.ts";
import {
  normalWeights,
  SCALINGS,
  scaledWeights,
  truncatedNormalWeights,
  uniformWeights,
} from "./variance-scaling.ts";

export {
  FITTING_INITIALIZERS,
  type InitializerSpec,
  initializerSchema,
  ORTHOGONAL,
  PLAIN_INITIALIZERS,
  RANDOM_SIGNS,
  ZEROS,
} from "./specification.ts";

/**
 * Draws a tensor's initial values: a pure function of the specification, the shape and the key.
 *
 * @param options `key` from `randomKey(seed, STREAMS.initialization, hashName(parameterName))`; `fans` where
 *   they do not follow from the shape.
 * @returns the elements in row-major order.
 */
export function initialize(
  spec: InitializerSpec,
  shape: readonly number[],
  { key, fans = fansOf(shape) }: { key: number; fans?: Fans },
): Float32Array {
  if (typeof spec === "string") return initializePlain(spec, shape, { key, fans });
  switch (spec.kind) {
    case "constant":
      return new Float32Array(sizeOf(shape)).fill(spec.value);
    case "values":
      return givenWeights(spec.values, shape);
    case "normal":
      return normalWeights(shape, key, spec.standardDeviation);
    case "truncatedNormal":
      return truncatedNormalWeights(shape, key, spec.standardDeviation);
    case "uniform":
      return uniformWeights(shape, key, spec.limit);
    case "orthogonal":
      return orthogonalWeights(shape, key, spec.gain);
    case "varianceScaling":
      return scaledWeights(shape, key, { ...spec, fans });
    default:
      return scaledWeights(shape, key, { ...SCALINGS[spec.kind], mode: spec.mode, fans });
  }
}

/** The very numbers told, in row-major order. */
function givenWeights(values: readonly number[], shape: readonly number[]): Float32Array {
  const size = sizeOf(shape);
  if (values.length === size) return Float32Array.from(values);
  throw new TrainwellError({
    kind: "input",
    code: "initializer-size",
    message:
      `An initializer tells ${values.length} values for a parameter [${shape.join(", ")}]; expected ` +
      `${size}.`,
    details: { expected: size, received: values.length },
    hint: "Tell one value for each element, in row-major order.",
  });
}

function initializePlain(
  name: Extract<InitializerSpec, string>,
  shape: readonly number[],
  { key, fans }: { key: number; fans: Fans },
): Float32Array {
  if (name === "zeros") return new Float32Array(sizeOf(shape));
  if (name === "ones") return new Float32Array(sizeOf(shape)).fill(1);
  if (name === RANDOM_SIGNS) return randomSigns(shape, key);
  if (name === "orthogonal") return orthogonalWeights(shape, key, 1);
  return scaledWeights(shape, key, { ...SCALINGS[name], fans });
}

function randomSigns(shape: readonly number[], key: number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) => (uniform(key, index) < 0.5 ? -1 : 1));
}

/**
 * The initial values of all parameters by name. Each follows from the seed and the parameter's name alone, so
 * adding or moving a layer leaves the others' weights as they were.
 */
export function initializeParameters(
  specs: readonly Pick<ParameterSpec, "name" | "shape" | "initializer" | "fans">[],
  seed: number,
): Map<string, Float32Array> {
  const keyOf = (name: string) => randomKey(seed, STREAMS.initialization, hashName(name));
  return new Map(
    specs.map(({ name, shape, initializer, fans }) => [
      name,
      initialize(initializer, shape, { key: keyOf(name), fans }),
    ]),
  );
}
