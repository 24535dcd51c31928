import type { FindingDefinition } from "../finding.ts";
import { belowFloor } from "./below-floor.ts";
import { bias } from "./bias.ts";
import { biasAndVariance } from "./bias-and-variance.ts";
import { biasUnknown } from "./bias-unknown.ts";
import { classImbalance } from "./class-imbalance.ts";
import { dataMismatch } from "./data-mismatch.ts";
import { deadUnits } from "./dead-units.ts";
import { explodingGradients } from "./exploding-gradients.ts";
import { learningRateTooHigh } from "./learning-rate-too-high.ts";
import { learningRateTooLow } from "./learning-rate-too-low.ts";
import { neglectedLabels } from "./neglected-labels.ts";
import { noisyBatchStatistics } from "./noisy-batch-statistics.ts";
import { overRegularised } from "./over-regularised.ts";
import { plateau } from "./plateau.ts";
import { poorInitialization } from "./poor-initialization.ts";
import { trainingTooShort } from "./training-too-short.ts";
import { unscaledInputs } from "./unscaled-inputs.ts";
import { vanishingGradients } from "./vanishing-gradients.ts";
import { variance } from "./variance.ts";

/**
 * All findings, causes before what they bring about: data, then the initial weights and the learning rate, then the flow of gradients, then
 * what is left of the error (the ladder of DeepDiagnosis, Wardat et al., ICSE 2022, carried on).
 */
export const FINDINGS: readonly FindingDefinition[] = [
  unscaledInputs,
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
