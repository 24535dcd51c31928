import { Registry } from "../../base/registry.ts";
import type { EvidencePart } from "../evidence-parts.ts";
import type { FindingDefinition } from "../finding.ts";
import { checkTreatments } from "../treatments/index.ts";
import { belowFloor } from "./below-floor.ts";
import { bias } from "./bias.ts";
import { biasAndVariance } from "./bias-and-variance.ts";
import { biasUnknown } from "./bias-unknown.ts";
import { classImbalance } from "./class-imbalance.ts";
import { dataMismatch } from "./data-mismatch.ts";
import { deadUnits } from "./dead-units.ts";
import { explodingGradients } from "./exploding-gradients.ts";
import { heavyTailedInputs } from "./heavy-tailed-inputs.ts";
import { learningRateTooHigh } from "./learning-rate-too-high.ts";
import { learningRateTooLow } from "./learning-rate-too-low.ts";
import { neglectedLabels } from "./neglected-labels.ts";
import { noisyBatchStatistics } from "./noisy-batch-statistics.ts";
import { outputMismatch } from "./output-mismatch.ts";
import { overRegularised } from "./over-regularised.ts";
import { plateau } from "./plateau.ts";
import { poorInitialization } from "./poor-initialization.ts";
import { sentinelValues } from "./sentinel-values.ts";
import { trainingTooShort } from "./training-too-short.ts";
import { unscaledInputs } from "./unscaled-inputs.ts";
import { vanishingGradients } from "./vanishing-gradients.ts";
import { variance } from "./variance.ts";

/**
 * Our own findings, causes before what they bring about: data, then the outputs, the initial weights and the
 * learning rate, then the flow of gradients, then what is left of the error (the ladder of DeepDiagnosis,
 * Wardat et al., ICSE 2022, carried on).
 */
export const FINDINGS: readonly FindingDefinition[] = [
  sentinelValues,
  unscaledInputs,
  heavyTailedInputs,
  outputMismatch,
  poorInitialization,
  noisyBatchStatistics,
  learningRateTooHigh,
  explodingGradients,
  vanishingGradients,
  deadUnits,
  learningRateTooLow,
  trainingTooShort,
  overRegularised,
  plateau,
  classImbalance,
  neglectedLabels,
  biasAndVariance,
  bias,
  variance,
  dataMismatch,
  belowFloor,
  biasUnknown,
];

const registry = new Registry<FindingDefinition, "id">("finding", FINDINGS, { key: "id" });

/**
 * Registers a finding of your own under its id, so that every diagnosis looks for it, after those that are
 * there already. Its treatments are those of Trainwell, or registered by `defineTreatment` before.
 *
 * @param definition its `needs` are parts of the evidence that `detect` is then sure to get; a run that lacks
 *   one is listed as not judged. Its `causes` are ids of findings that are registered already.
 * @throws TrainwellError `id-taken` when a finding of this id is registered already, `unknown-id` for an
 *   unknown cause, `unknown-treatment` for a treatment that is not registered.
 * @example
 * defineFinding({
 *   id: "own-slow-start",
 *   title: "The first epoch learns little",
 *   subject: "run",
 *   help: "The training loss of the second epoch is hardly below that of the first.",
 *   thresholds: { fall: { value: 0.01, source: "ours: one percent" } },
 *   causes: ["unscaled-inputs"],
 *   needs: ["trainLoss"],
 *   treatments: ["higher-learning-rate"],
 *   detect({ history }) {
 *     const [first, second] = history.flatMap(({ values }) => values["train.loss"] ?? []);
 *     if (!(second > 0.99 * first)) return undefined;
 *     const evidence = [{ label: "fall in the second epoch", value: 1 - second / first, threshold: 0.01 }];
 *     const treatments = ["higher-learning-rate"];
 *     return { severity: "note", summary: "Two epochs look alike.", evidence, treatments };
 *   },
 * });
 */
export function defineFinding<const N extends readonly EvidencePart[]>(
  definition: FindingDefinition<N>,
): FindingDefinition<N> {
  for (const cause of definition.causes) registry.get(cause);
  checkTreatments(definition.id, definition.treatments);
  // The registry forgets which parts were declared; judge asks for them before it looks.
  registry.define(definition as unknown as FindingDefinition);
  return definition;
}

/** All findings, in the order in which they are looked for. */
export function allFindings(): readonly FindingDefinition[] {
  return registry.all();
}
