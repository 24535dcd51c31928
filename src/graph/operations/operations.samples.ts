import { arraySamples } from "./array.samples.ts";
import { elementwiseSamples } from "./elementwise.samples.ts";
import { imageSamples } from "./image.samples.ts";
import { normalizeSamples } from "./normalize.samples.ts";
import type { OperationSample } from "./sample.samples.ts";

/** Several uses of every operation of the table: shapes with and without a batch, domains away from kinks. */
export const operationSamples: readonly OperationSample[] = [
  ...elementwiseSamples,
  ...arraySamples,
  ...imageSamples,
  ...normalizeSamples,
];
