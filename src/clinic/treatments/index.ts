import { nearest, TrainwellError } from "../../base/errors.ts";
import { Registry } from "../../base/registry.ts";
import type { RunEvidence } from "../evidence.ts";
import { type EvidencePart, has } from "../evidence-parts.ts";
import type { Treatment } from "../finding.ts";
import { leakyRelu, linearOutput, reluActivations } from "./activations.ts";
import {
  betterFeatures,
  checkData,
  fittingMetric,
  matchingData,
  moreData,
  moreRareExamples,
  stateBound,
} from "./advice.ts";
import { weightAverage } from "./averaging.ts";
import { balancedClassWeights, balancedPositiveWeights } from "./balanced-weights.ts";
import { deeperNetwork, linearSkip, smallerNetwork, widerNetwork } from "./capacity.ts";
import { categoryEmbeddings, targetStatistics } from "./category-encodings.ts";
import { clipGradients } from "./clipping.ts";
import { dropout, lessDropout, spatialDropout } from "./dropout-layers.ts";
import { ensembleInOne } from "./ensemble-in-one.ts";
import { augmentation } from "./image-augmentation.ts";
import { fittingInitialization } from "./initialization.ts";
import { logInputs, rankInputs, robustInputs, standardizeInputs, unbentInputs } from "./input-scaling.ts";
import { adam, higherLearningRate, lowerLearningRate, warmUp } from "./learning-rate.ts";
import { simpleModel } from "./linear-model.ts";
import { members } from "./members.ts";
import { batchNormalization, groupNormalization } from "./normalization-layers.ts";
import { periodicNumbers, piecewiseNumbers } from "./number-embeddings.ts";
import { readAsMissing } from "./read-as-missing.ts";
import { cosineSchedule, oneCycleSchedule } from "./schedules.ts";
import { labelSmoothing, mixup } from "./softer-targets.ts";
import { tabularSettings } from "./tabular-settings.ts";
import { dropLastBatch, earlyStopping, longerTraining } from "./training-length.ts";
import type { Proposal, TreatmentDefinition } from "./treatment.ts";
import { l2Penalty, weakerPenalties, weightDecay } from "./weight-penalties.ts";

/** Our own treatments, by family. */
export const TREATMENTS: readonly TreatmentDefinition[] = [
  readAsMissing,
  standardizeInputs,
  robustInputs,
  unbentInputs,
  logInputs,
  rankInputs,
  widerNetwork,
  deeperNetwork,
  smallerNetwork,
  linearSkip,
  simpleModel,
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
  linearOutput,
  balancedClassWeights,
  balancedPositiveWeights,
  members,
  piecewiseNumbers,
  periodicNumbers,
  tabularSettings,
  ensembleInOne,
  targetStatistics,
  categoryEmbeddings,
  moreData,
  matchingData,
  betterFeatures,
  fittingMetric,
  moreRareExamples,
  checkData,
  stateBound,
];

const registry = new Registry<TreatmentDefinition, "id">("treatment", TREATMENTS, { key: "id" });

/**
 * Registers a treatment of your own under its id, so that findings can name it; `improve` tries its patch
 * like any other.
 *
 * @param definition its `needs` are parts of the evidence that `propose` is then sure to get: "recipe" for
 *   one that patches.
 * @throws TrainwellError `id-taken` when a treatment of this id is registered already.
 * @example
 * defineTreatment({
 *   id: "own-smaller-batches",
 *   title: "Halve the batches",
 *   needs: ["recipe"],
 *   source: "Keskar et al., On Large-Batch Training for Deep Learning, 2017",
 *   expect: "A smaller gap between training and dev error.",
 *   comparison: "plain",
 *   propose({ recipe }) {
 *     const { batchSize } = recipe.training;
 *     if (batchSize === "all" || batchSize < 16) return undefined;
 *     const patch = [{ op: "set" as const, path: "training.batchSize", value: batchSize / 2 }];
 *     return { reason: "Larger batches end in sharper minima.", patch };
 *   },
 * });
 */
export function defineTreatment<const N extends readonly EvidencePart[]>(
  definition: TreatmentDefinition<N>,
): TreatmentDefinition<N> {
  // The registry forgets which parts were declared; treatmentsFor asks for them before it proposes.
  registry.define(definition as unknown as TreatmentDefinition);
  return definition;
}

/** All treatments, in the order of their registration. */
export function allTreatments(): readonly TreatmentDefinition[] {
  return registry.all();
}

/**
 * The treatments with these ids that fit a run, each once and in the same order; those already in place are
 * left out. One that needs what the run does not tell, such as a recipe to patch, is named as advice.
 *
 * @throws TrainwellError `unknown-id` when no treatment of an id is registered.
 * @example
 * treatmentsFor(["standardize-inputs", "members"], evidence).map((treatment) => treatment.patch);
 */
export function treatmentsFor(ids: readonly string[], evidence: RunEvidence): Treatment[] {
  return [...new Set(ids)].flatMap((id) => {
    const definition = registry.get(id);
    const { title, source, expect, comparison } = definition;
    const facts = { id, title, source, expect, comparison };
    const isKnown = has(evidence, ...definition.needs);
    if (!isKnown) return [{ ...facts, ...adviceOf(definition) }];
    const proposal = definition.propose(evidence as Parameters<typeof definition.propose>[0]);
    return proposal === undefined ? [] : [{ ...facts, ...proposal }];
  });
}

/**
 * Refuses treatments that nobody registered.
 *
 * @param finding the id of the finding that names them.
 * @throws TrainwellError `unknown-treatment`, with the nearest known one in its hint.
 */
export function checkTreatments(finding: string, named: readonly string[]): void {
  const unknown = named.find((id) => !registry.has(id));
  if (unknown === undefined) return;
  const known = registry.all().map(({ id }) => id);
  const meant = nearest(unknown, known);
  const question = meant === undefined ? "" : `Did you mean "${meant}"? `;
  throw new TrainwellError({
    kind: "usage",
    code: "unknown-treatment",
    message: `The finding "${finding}" names the treatment "${unknown}", which is not registered.`,
    details: { finding, treatment: unknown, known },
    hint: `${question}A treatment of your own is registered by defineTreatment, before the finding.`,
  });
}

/** A treatment in words, for a run that does not tell what it needs. */
function adviceOf({ title, expect }: TreatmentDefinition): Proposal {
  return {
    reason: "It treats what was found; whether it is in place already, the run does not tell.",
    advice: `${title}; expect ${expect.charAt(0).toLowerCase()}${expect.slice(1)}`,
  };
}
