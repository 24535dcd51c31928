import type { RunEvidence } from "../evidence.ts";
import type { Treatment } from "../finding.ts";
import { leakyRelu, reluActivations } from "./activations.ts";
import { betterFeatures, checkData, matchingData, moreData, moreRareExamples, stateBound } from "./advice.ts";
import { augmentation } from "./augmentation.ts";
import { weightAverage } from "./averaging.ts";
import { deeperNetwork, linearSkip, smallerNetwork, widerNetwork } from "./capacity.ts";
import { balancedClassWeights, balancedPositiveWeights } from "./class-weights.ts";
import { clipGradients } from "./clipping.ts";
import { dropout, lessDropout, spatialDropout } from "./dropout.ts";
import { fittingInitialization } from "./initialization.ts";
import { robustInputs, standardizeInputs } from "./inputs.ts";
import { adam, higherLearningRate, lowerLearningRate, warmUp } from "./learning-rate.ts";
import { members } from "./members.ts";
import { batchNormalization, groupNormalization } from "./normalization.ts";
import { l2Penalty, weakerPenalties, weightDecay } from "./penalties.ts";
import { cosineSchedule, oneCycleSchedule } from "./schedules.ts";
import { labelSmoothing, mixup } from "./softer-targets.ts";
import { dropLastBatch, earlyStopping, longerTraining } from "./training-length.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** All treatments, by family. */
export const TREATMENTS: readonly TreatmentDefinition[] = [
  standardizeInputs,
  robustInputs,
  widerNetwork,
  deeperNetwork,
  smallerNetwork,
  linearSkip,
  augmentation,
  mixup,
  labelSmoothing,
  weightAverage,
  dropout,
  spatialDropout,
  lessDropout,
  l2Penalty,
  weightDecay,
  weakerPenalties,
  earlyStopping,
  longerTraining,
  dropLastBatch,
  cosineSchedule,
  oneCycleSchedule,
  lowerLearningRate,
  higherLearningRate,
  warmUp,
  adam,
  clipGradients,
  fittingInitialization,
  batchNormalization,
  groupNormalization,
  reluActivations,
  leakyRelu,
  balancedClassWeights,
  balancedPositiveWeights,
  members,
  moreData,
  matchingData,
  betterFeatures,
  moreRareExamples,
  checkData,
  stateBound,
];

const byId = new Map(TREATMENTS.map((treatment) => [treatment.id, treatment]));

function treatmentDefinition(id: string): TreatmentDefinition {
  const definition = byId.get(id);
  // Ids come from findings and not from users, so that a wrong one is a mistake of ours.
  if (definition === undefined) throw new Error(`there is no treatment "${id}"`);
  return definition;
}

/**
 * The treatments with these ids that fit a run's recipe, in the same order; those already in place are left out.
 *
 * @example
 * treatmentsFor(["standardize-inputs", "members"], evidence).map((treatment) => treatment.patch);
 */
export function treatmentsFor(ids: readonly string[], evidence: RunEvidence): Treatment[] {
  return ids.flatMap((id) => {
    const { title, source, expect, comparison, propose } = treatmentDefinition(id);
    const proposal = propose(evidence);
    return proposal === undefined ? [] : [{ id, title, source, expect, comparison, ...proposal }];
  });
}
