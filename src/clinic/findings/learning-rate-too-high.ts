import { largestOf, smallestOf } from "../../base/lists.ts";
import type { RunEvidence } from "../evidence.ts";
import { type EvidenceWith, has } from "../evidence-parts.ts";
import type { Detection, EvidenceItem, FindingDefinition } from "../finding.ts";
import {
  epochSeries,
  finite,
  firstUpdate,
  hasLearned,
  initialLoss,
  updateRatios,
} from "../history-series.ts";
import { number, percent } from "../number-text.ts";

/** Fewer epochs say nothing about a habit. */
const LEAST_EPOCHS = 5;
/**
 * A rise of the training loss counts from a tenth of itself and 2% of the first epoch's: below that it is
 * jitter.
 */
const RISE = { ofItself: 0.1, ofFirst: 0.02 };

/** Steps so long that the loss diverges, swings or ends above where it was. */
export const learningRateTooHigh: FindingDefinition<[]> = {
  id: "learning-rate-too-high",
  title: "Learning rate is too high",
  subject: "recipe",
  help:
    "Steps overshoot: the loss becomes infinite, swings from epoch to epoch, or weights change by a " +
    "tenth a step.",
  thresholds: {
    updateRatio: {
      value: 0.1,
      source: "TheDeepChecker (Ben Braiek & Khomh, 2022): log10 of the update ratio above -1",
    },
    oscillation: {
      value: 0.2,
      source: "AutoTrainer (Zhang et al., ICSE 2021): swings in at least 20% of the epochs",
    },
    firstUpdate: {
      value: 1,
      source:
        "ours: a first step longer than the weights that it changes, where little was learned; healthy " +
        "networks of dense, convolution, LSTM and attention layers took 0.003 to 0.03",
    },
    blowUp: { value: 2, source: "PyTorch Lightning's spike detection: twice the recent loss" },
    overshoot: {
      value: 3,
      source:
        "ours: learning-rate finders stop at 4 times the best loss; healthy runs on four tables stayed " +
        "below 1.2",
    },
  },
  causes: ["unscaled-inputs", "output-mismatch"],
  tellsDivergence: true,
  needs: [],
  either: [["trainLoss"], ["recipe", "probes"], ["outcome"]],
  treatments: ["lower-learning-rate", "warm-up", "clip-gradients", "cosine-schedule"],
  detect(evidence) {
    const course = has(evidence, "trainLoss") ? evidence : undefined;
    const steps = has(evidence, "recipe", "probes") ? evidence : undefined;
    const signs = [
      divergence(evidence),
      course && overshoot(course),
      course && blowUp(course),
      steps && updates(steps),
      steps && leap(steps),
      course && oscillation(course),
    ].filter((sign) => sign !== undefined);
    if (signs.length === 0) return undefined;
    const severe = signs.some((sign) => sign.severity === "problem");
    return {
      severity: severe ? "problem" : "warning",
      summary: `At ${rateText(evidence)}, ${signs.map((sign) => sign.text).join("; ")}.`,
      evidence: signs.map((sign) => sign.item),
      treatments: learningRateTooHigh.treatments,
    };
  },
};

interface Sign {
  readonly severity: Detection["severity"];
  readonly text: string;
  readonly item: EvidenceItem;
}

/** The recipe's learning rate, or the one that the first epoch ended with. */
function rateText({ recipe, history = [] }: RunEvidence): string {
  const recorded = history.find(({ values }) => Number.isFinite(values.learningRate))?.values.learningRate;
  const rate = recipe?.optimizer.learningRate ?? recorded;
  return rate === undefined ? "the learning rate of this run" : `a learning rate of ${number(rate)}`;
}

function divergence({ outcome, history = [] }: RunEvidence): Sign | undefined {
  const bad = history.find((row) =>
    Object.entries(row.values).some(([name, value]) => /loss$/.test(name) && !Number.isFinite(value)),
  );
  if (outcome?.status !== "diverged" && bad === undefined) return undefined;
  // A training that diverges within an epoch leaves no row for it.
  const epoch = bad?.epoch ?? (outcome?.epochs ?? 0) + 1;
  return {
    severity: "problem",
    text: `the loss stopped being a finite number in epoch ${epoch}`,
    item: { label: "epoch in which the loss stopped being finite", value: epoch },
  };
}

/** An epoch's loss far above what the network had before it learned anything. */
function overshoot(evidence: EvidenceWith<"trainLoss">): Sign | undefined {
  const first = initialLoss(evidence);
  const { value } = learningRateTooHigh.thresholds.overshoot;
  const highest = largestOf(finite(epochSeries(evidence, "train.loss")));
  if (first === undefined || first <= 0 || highest <= value * first) return undefined;
  return {
    severity: "problem",
    text: `the training loss rose from ${number(first)} before the first step to ${number(highest)}`,
    item: {
      label: "highest training loss over the one before the first step",
      value: highest / first,
      threshold: value,
    },
  };
}

function blowUp(evidence: EvidenceWith<"trainLoss">): Sign | undefined {
  const losses = finite(epochSeries(evidence, "train.loss"));
  const { value } = learningRateTooHigh.thresholds.blowUp;
  if (losses.length < 2) return undefined;
  const last = losses[losses.length - 1];
  const lowest = smallestOf(losses);
  if (last < value * lowest || last < losses[0] / 2) return undefined;
  return {
    severity: "problem",
    text: `the training loss ended at ${number(last)} after having been ${number(lowest)}`,
    item: { label: "last training loss over the lowest", value: last / lowest, threshold: value },
  };
}

function updates(evidence: EvidenceWith<"recipe" | "probes">): Sign | undefined {
  const { value } = learningRateTooHigh.thresholds.updateRatio;
  const largest = updateRatios(evidence).reduce((a, b) => (b.ratio > a.ratio ? b : a), {
    layer: "",
    ratio: 0,
  });
  if (largest.ratio <= value) return undefined;
  return {
    severity: "warning",
    text: `a step changes "${largest.layer}" by ${percent(largest.ratio)} of its weights`,
    item: { label: `update ratio of "${largest.layer}"`, value: largest.ratio, threshold: value },
  };
}

/**
 * One step that throws the weights away: what comes after may look calm, because units are dead or gates are
 * shut.
 */
function leap(evidence: EvidenceWith<"recipe" | "probes">): Sign | undefined {
  const { value } = learningRateTooHigh.thresholds.firstUpdate;
  const largest = firstUpdate(evidence);
  if (largest === undefined || largest.ratio <= value || hasLearned(evidence)) return undefined;
  return {
    severity: "problem",
    text: `the first step changed "${largest.layer}" by ${percent(largest.ratio)} of its weights`,
    item: { label: `first update ratio of "${largest.layer}"`, value: largest.ratio, threshold: value },
  };
}

function oscillation(evidence: EvidenceWith<"trainLoss">): Sign | undefined {
  const losses = finite(epochSeries(evidence, "train.loss"));
  const { value } = learningRateTooHigh.thresholds.oscillation;
  if (losses.length < LEAST_EPOCHS) return undefined;
  const rises = losses.slice(1).filter((loss, index) => {
    const rise = loss - losses[index];
    return rise > RISE.ofItself * losses[index] && rise > RISE.ofFirst * losses[0];
  });
  const share = rises.length / (losses.length - 1);
  if (share < value) return undefined;
  return {
    severity: "warning",
    text: `the training loss rose in ${rises.length} of ${losses.length - 1} epochs`,
    item: { label: "share of epochs in which the training loss rises", value: share, threshold: value },
  };
}
