import { traitsOf } from "../nn/traits-of.ts";
import { optimizerDefinition } from "../optim/optimizers/index.ts";
import type { Recipe } from "../recipe/types.ts";
import { convolves } from "./architecture.ts";
import { type ErrorGap, errorInterval, errorIsShare, mismatchGap, trainDevGap } from "./error-gap.ts";
import type { RunEvidence } from "./evidence.ts";
import { type EvidenceWith, has } from "./evidence-parts.ts";
import type { EvidenceItem, Severity, Threshold } from "./finding.ts";
import { epochSeries, finite } from "./history-series.ts";

const NG = "Ng, Machine Learning Yearning (2018), chapters 20 to 27; cut-off ours";

/** When a gap counts. Gaps are in error rate, or as a share of the dev RMSE for a regression. */
export const GAP_THRESHOLDS = {
  gap: { value: 0.005, source: `${NG}: the interval's low end above half a point` },
  relativeGap: { value: 0.05, source: `${NG}: the interval's low end above 5% of the dev RMSE` },
  severeGap: { value: 0.07, source: "AutoTrainer (Zhang et al., ICSE 2021): 7 points" },
  severeRelativeGap: { value: 0.25, source: "ours: a quarter of the dev RMSE" },
  warningGap: { value: 0.02, source: "ours: two points" },
  devRise: { value: 0.1, source: "SageMaker Debugger's Overfit: 10%; on the dev loss since its best epoch" },
} as const satisfies Record<string, Threshold>;

/** A run whose parts were scored. */
type Scored = EvidenceWith<"task" | "rows" | "train" | "dev">;

/** A gap beyond the noise, with what shows it. */
export interface Gap {
  readonly severity: Severity;
  readonly gap: number;
  readonly low: number;
  readonly evidence: readonly EvidenceItem[];
}

/** The gap between dev and train where it is beyond the dev set's sampling noise. */
export function varianceOf(evidence: Scored): Gap | undefined {
  const interval = trainDevGap(evidence);
  const { low, limit } = scaled(evidence, interval);
  if (!(low > limit)) return undefined;
  return {
    severity: severityOf(evidence, interval.gap),
    gap: interval.gap,
    low: interval.low,
    evidence: [
      { label: "training error", value: evidence.train.error },
      evidence.trainDev
        ? { label: "error on training rows that were held apart", value: evidence.trainDev.error }
        : { label: "dev error", value: evidence.dev.error },
      { label: "gap, low end of its 95% interval", value: low, threshold: limit },
      ...riseOf(evidence),
    ],
  };
}

/** The gap between dev and the training rows that were held apart, where it is beyond the noise of both. */
export function mismatchOf(evidence: EvidenceWith<"task" | "rows" | "dev">): Gap | undefined {
  const interval = mismatchGap(evidence);
  if (interval === undefined || evidence.trainDev === undefined) return undefined;
  const { low, limit } = scaled(evidence, interval);
  if (!(low > limit)) return undefined;
  return {
    severity: severityOf(evidence, interval.gap),
    gap: interval.gap,
    low: interval.low,
    evidence: [
      { label: "error on training rows that were held apart", value: evidence.trainDev.error },
      { label: "dev error", value: evidence.dev.error },
      { label: "gap, low end of its 95% interval", value: low, threshold: limit },
    ],
  };
}

/**
 * The gap between train and the stated bound where it is beyond the noise; undefined too where there is no
 * bound.
 */
export function biasOf(evidence: Scored): Gap | undefined {
  if (evidence.bound === undefined) return undefined;
  const gap = evidence.train.error - evidence.bound.error;
  const low = errorInterval(evidence, "train").low - evidence.bound.error;
  const relative = scaled(evidence, { gap, low, high: gap });
  if (!(relative.low > relative.limit)) return undefined;
  return {
    severity: severityOf(evidence, gap),
    gap,
    low,
    evidence: [
      { label: `reachable error (${evidence.bound.source})`, value: evidence.bound.error },
      { label: "training error", value: evidence.train.error },
      { label: "gap, low end of its 95% interval", value: relative.low, threshold: relative.limit },
    ],
  };
}

function scaled(evidence: EvidenceWith<"task" | "dev">, interval: ErrorGap): { low: number; limit: number } {
  return errorIsShare(evidence)
    ? { low: interval.low, limit: GAP_THRESHOLDS.gap.value }
    : { low: interval.low / evidence.dev.error, limit: GAP_THRESHOLDS.relativeGap.value };
}

function severityOf(evidence: EvidenceWith<"task" | "dev">, gap: number): Severity {
  if (!errorIsShare(evidence))
    return gap / evidence.dev.error >= GAP_THRESHOLDS.severeRelativeGap.value ? "problem" : "warning";
  if (gap >= GAP_THRESHOLDS.severeGap.value) return "problem";
  return gap >= GAP_THRESHOLDS.warningGap.value ? "warning" : "note";
}

/**
 * By how much the dev loss rose since its best epoch while the training loss fell; nothing where it did not.
 */
export function riseOf(evidence: RunEvidence): EvidenceItem[] {
  if (!has(evidence, "trainLoss", "devLoss", "outcome")) return [];
  const dev = finite(epochSeries(evidence, "dev.loss"));
  const train = finite(epochSeries(evidence, "train.loss"));
  const best = Math.min(evidence.outcome.bestEpoch, dev.length) - 1;
  if (best < 0 || dev.length < 2 || train.length < dev.length) return [];
  const rise = dev[dev.length - 1] / dev[best] - 1;
  if (rise < GAP_THRESHOLDS.devRise.value || train[dev.length - 1] >= train[best]) return [];
  return [
    {
      label: "rise of the dev loss since its best epoch while the training loss fell",
      value: rise,
      threshold: GAP_THRESHOLDS.devRise.value,
    },
  ];
}

/**
 * Treatments of variance, in Ng's order: regularization, early stopping, and a smaller network last. Among
 * regularizers, those first that suit the optimizer: L2 and adaptive step sizes get in each other's way
 * (Loshchilov & Hutter, 2019); and of images what does most for them, because each trial takes long.
 */
export function varianceTreatments(evidence: RunEvidence): readonly string[] {
  return has(evidence, "recipe") ? treatmentsByRecipe(evidence) : ANY_NETWORK;
}

/** Helps against variance whatever the network: advice where there is no recipe. */
const ANY_NETWORK: readonly string[] = [
  "weight-decay",
  "l2-penalty",
  "dropout",
  "members",
  "early-stopping",
  "smaller-network",
  "more-data",
];

function treatmentsByRecipe({ recipe }: EvidenceWith<"recipe">): string[] {
  const { adaptive } = optimizerDefinition(recipe.optimizer.kind);
  const decay = adaptive ? ["weight-decay", "l2-penalty"] : ["l2-penalty", "weight-decay"];
  const ofImages = ["augmentation", "weight-average", "mixup", "label-smoothing", "spatial-dropout"];
  return [
    ...(convolves(recipe) ? [...ofImages, decay[0]] : decay),
    "robust-inputs",
    "dropout",
    "batch-normalization",
    "members",
    "early-stopping",
    "linear-skip",
    ...(readsSequences(recipe) ? ["weight-average"] : []),
    "smaller-network",
    "more-data",
  ];
}

/** All that {@link varianceTreatments} may name, for one network or another; each once. */
export const VARIANCE_TREATMENTS: readonly string[] = [
  "early-stopping",
  "augmentation",
  "weight-average",
  "mixup",
  "label-smoothing",
  "spatial-dropout",
  "weight-decay",
  "l2-penalty",
  "robust-inputs",
  "dropout",
  "batch-normalization",
  "members",
  "linear-skip",
  "smaller-network",
  "more-data",
];

/** Whether the network reads sequences by memories or attention. */
function readsSequences(recipe: Recipe): boolean {
  return recipe.network.layers.some((layer) => {
    const { weighted } = traitsOf(layer);
    return weighted === "memory" || weighted === "attention";
  });
}

/**
 * Treatments of bias, in Ng's order: size first, then longer or better optimization, then less
 * regularization.
 */
export const BIAS_TREATMENTS: readonly string[] = [
  "wider-network",
  "deeper-network",
  "longer-training",
  "one-cycle-schedule",
  "adam",
  "less-dropout",
  "weaker-penalties",
  "better-features",
];
