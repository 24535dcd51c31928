import * as z from "zod/mini";
import { TrainwellError } from "../../base/errors.ts";
import { smallestOf } from "../../base/lists.ts";
import { sizeOf } from "../../graph/tensor.ts";
import { refuseHostileKeys } from "../../recipe/hostile-keys.ts";
import { parseAt } from "../../recipe/issues.ts";
import { type Cause, causesOf } from "./causes.ts";
import { type GradientCheck, summaryOf } from "./check-graph.ts";
import type { TensorCheck } from "./check-tensors.ts";
import { confidenceOf } from "./coordinates.ts";
import type { Derivative } from "./derivative.ts";
import { derivativeFromSteps, type ExportedStep } from "./derivative-from-steps.ts";
import { compare } from "./verdict.ts";

/** The mark of a file of exported gradients. */
export const EXPORT_FORMAT = "trainwell-gradients-1";

const differenceSchema = z.strictObject({
  index: z.int().check(z.nonnegative()),
  step: z.number().check(z.positive()),
  losses: z.array(z.number()).check(z.length(4)),
  value: z.optional(z.number()),
});

const tensorSchema = z.strictObject({
  shape: z.array(z.int().check(z.positive())),
  gradient: z.array(z.number()),
  repeated: z.optional(z.array(z.number())),
  differences: z.array(differenceSchema).check(z.minLength(1)),
});

const exportSchema = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  precision: z._default(z.enum(["float32", "float64"]), "float64"),
  loss: z.number(),
  batch: z.optional(z.int().check(z.positive())),
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
  for (const [name, { shape, gradient, repeated = gradient, differences }] of Object.entries(
    exported.tensors,
  )) {
    const size = sizeOf(shape);
    for (const [part, numbers] of Object.entries({ gradient, repeated })) {
      if (numbers.length === size) continue;
      throw misfit({
        source,
        path: `tensors.${name}.${part}`,
        expected: `${size} numbers`,
        received: numbers.length,
      });
    }
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

/** Fewer numbers than this may be float32's by chance. */
const FEWEST_NUMBERS = 32;

/** Whether all numbers are such as float32 has, though the file does not say so. */
function looksSingle({ precision, loss, tensors }: ExportedGradients): boolean {
  const numbers = Object.values(tensors).flatMap(({ gradient, differences }) => [
    ...gradient,
    ...differences.flatMap(({ losses }) => losses),
  ]);
  const isSingle = (value: number) => Math.fround(value) === value;
  return (
    precision === "float64" && numbers.length >= FEWEST_NUMBERS && isSingle(loss) && numbers.every(isSingle)
  );
}

/** The result of a check of exported gradients, with the faults that explain it. */
export interface ExportedCheck extends GradientCheck {
  readonly causes: readonly Cause[];
}

/**
 * Checks gradients that a foreign program exported against the differences of the losses that it exported
 * with them, at one or more steps a coordinate. Kinks and rounding are told from these losses alone; what
 * explains gradients that do not hold is named.
 */
export function checkExported(exported: ExportedGradients): ExportedCheck {
  const isFloat32 = exported.precision === "float32" || looksSingle(exported);
  const noise = NOISE[isFloat32 ? "float32" : "float64"] * Math.abs(exported.loss);
  const share = isFloat32 ? SINGLE_SHARE : 0;
  const checks = Object.entries(exported.tensors).map(
    ([name, { shape, gradient, repeated, differences }]) => {
      const pairs = [...byCoordinate(differences)].map(([index, steps]) => ({
        index,
        gradient: gradient[index],
        derivative: derivativeOf(steps, { middle: exported.loss, noise, share }),
        ...(steps[0].value === undefined ? {} : { value: steps[0].value }),
      }));
      const about = {
        name,
        layer: null,
        shape,
        size: gradient.length,
        checked: pairs.length,
        directions: null,
      };
      const check: TensorCheck = { ...compare(pairs), ...about };
      return {
        check,
        explained: { name, verdict: check.verdict, pairs, gradient, ...(repeated ? { repeated } : {}) },
      };
    },
  );
  const tensors = checks.map(({ check }) => check);
  const sampled = tensors.filter(({ checked, size }) => checked < size);
  const confidence =
    sampled.length === 0 ? null : confidenceOf(smallestOf(sampled.map(({ checked }) => checked)), 0);
  const causes = causesOf(
    checks.map(({ explained }) => explained),
    exported.batch === undefined ? {} : { batch: exported.batch },
  );
  const summary = summaryOf(tensors, {});
  const grown = causes.some(({ kind }) => kind === "accumulated");
  return {
    ...summary,
    // Gradients that grow are wrong, though the first ones be right.
    ...(grown ? { holds: false, verdict: "wrong" as const } : {}),
    confidence,
    loss: exported.loss,
    blame: [],
    causes: [...causes, ...(isFloat32 ? [SINGLE] : [])],
  };
}

/**
 * Steps that are wide enough for float32 cross kinks that no other step tells, so that its differences are
 * known to this share of them.
 */
const SINGLE_SHARE = 0.02;

function derivativeOf(
  steps: readonly ExportedStep[],
  { share, ...losses }: { middle: number; noise: number; share: number },
): Derivative {
  const found = derivativeFromSteps(steps, losses);
  return { ...found, uncertainty: found.uncertainty + share * Math.abs(found.value) };
}

const SINGLE: Cause = {
  kind: "float32",
  tensors: [],
  text: "The numbers are float32: only errors of some percent can be seen; in float64 more is.",
};

type Differences = ExportedGradients["tensors"][string]["differences"];

function byCoordinate(differences: Differences): Map<number, Differences> {
  const groups = new Map<number, Differences>();
  for (const difference of differences) {
    const group = groups.get(difference.index);
    if (group === undefined) groups.set(difference.index, [difference]);
    else group.push(difference);
  }
  return groups;
}
