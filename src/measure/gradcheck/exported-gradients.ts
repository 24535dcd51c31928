import * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import { smallestOf } from "../../base/lists.ts";
import { sizeOf } from "../../graph/tensor.ts";
import { refuseHostileKeys } from "../../recipe/hostile-keys.ts";
import { parseAt } from "../../recipe/issues.ts";
import { type GradientCheck, summaryOf } from "./check-graph.ts";
import type { TensorCheck } from "./check-tensors.ts";
import { confidenceOf } from "./coordinates.ts";
import { derivativeFromValues } from "./derivative.ts";
import { compare, type Pair } from "./verdict.ts";

/** The mark of a file of exported gradients. */
export const EXPORT_FORMAT = "trainwell-gradients-1";

const differenceSchema = z.strictObject({
  index: z.int().check(z.nonnegative()),
  step: z.number().check(z.positive()),
  losses: z.array(z.number()).check(z.length(4)),
});

const tensorSchema = z.strictObject({
  shape: z.array(z.int().check(z.positive())),
  gradient: z.array(z.number()),
  differences: z.array(differenceSchema).check(z.minLength(1)),
});

const exportSchema = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  precision: z._default(z.enum(["float32", "float64"]), "float64"),
  loss: z.number(),
  tensors: z.record(z.string(), tensorSchema),
});

/** Gradients that a foreign program exported, with losses at moved parameters. */
export type ExportedGradients = z.output<typeof exportSchema>;

/** Whether data says of itself that it is a file of exported gradients. */
export function isExportedGradients(json: unknown): boolean {
  return (
    typeof json === "object" &&
    json !== null &&
    Object.hasOwn(json, "format") &&
    Object.hasOwn(json, "tensors")
  );
}

/**
 * Checks data that should be exported gradients.
 *
 * @param source names the file, for messages.
 * @throws TrainwellError of kind `input` that names the place, what was expected and what was received.
 */
export function parseExportedGradients(json: unknown, source: string): ExportedGradients {
  if (typeof json === "object" && json !== null) refuseHostileKeys(json, source);
  const exported = parseAt(exportSchema, json, { source, path: [] });
  for (const [name, { shape, gradient, differences }] of Object.entries(exported.tensors)) {
    const size = sizeOf(shape);
    if (gradient.length !== size)
      throw misfit({
        source,
        path: `tensors.${name}.gradient`,
        expected: `${size} numbers`,
        received: gradient.length,
      });
    const outside = differences.find(({ index }) => index >= size);
    if (outside)
      throw misfit({
        source,
        path: `tensors.${name}.differences`,
        expected: `indices below ${size}`,
        received: outside.index,
      });
  }
  return exported;
}

function misfit(at: { source: string; path: string; expected: string; received: number }): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "gradients-invalid",
    message: `${at.source}: "${at.path}": expected ${at.expected}, received ${at.received}.`,
    details: at,
    hint: "Export the gradient flat, in row-major order, and number its coordinates from 0.",
  });
}

/**
 * Rounding of a loss, relative to its size: half a unit in the last place, four times for the sums behind it.
 */
const NOISE = { float64: 2 ** -51, float32: 2 ** -22 } as const;

/**
 * Checks gradients that a foreign program exported against the differences of the losses that it exported
 * with them. The step is the program's own, so its kinks and its rounding are told from the five losses
 * alone.
 */
export function checkExported(exported: ExportedGradients): GradientCheck {
  const noise = NOISE[exported.precision] * Math.abs(exported.loss);
  const tensors = Object.entries(exported.tensors).map(([name, tensor]): TensorCheck => {
    const { shape, gradient, differences } = tensor;
    const pairs = differences.map(({ index, step, losses: [farBelow, below, above, farAbove] }): Pair => {
      const values = [farBelow, below, exported.loss, above, farAbove] as const;
      return { index, gradient: gradient[index], derivative: derivativeFromValues(values, { step, noise }) };
    });
    const checked = new Set(differences.map(({ index }) => index)).size;
    return { ...compare(pairs), name, layer: null, shape, size: gradient.length, checked, directions: null };
  });
  const sampled = tensors.filter(({ checked, size }) => checked < size);
  const confidence =
    sampled.length === 0 ? null : confidenceOf(smallestOf(sampled.map(({ checked }) => checked)), 0);
  return { ...summaryOf(tensors, {}), confidence, loss: exported.loss, blame: [] };
}
