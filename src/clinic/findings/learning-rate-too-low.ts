import { has } from "../evidence-parts.ts";
import type { FindingDefinition } from "../finding.ts";
import { firstUpdate, updateRatios } from "../history-series.ts";
import { isFound } from "../judge.ts";
import { number, percent } from "../number-text.ts";
import { stillFalling } from "../still-falling.ts";
import { plateau } from "./plateau.ts";

/** Adaptive optimizers take a first step of some ten times the later ones. */
const SMALL_FIRST_UPDATE = 1e-3;

/** Steps so short that the training ends far from a minimum. */
export const learningRateTooLow: FindingDefinition<["recipe", "probes"]> = {
  id: "learning-rate-too-low",
  title: "Learning rate is too low",
  subject: "recipe",
  help: "The loss still falls steadily at the end, or never got going, and a step hardly moves the weights.",
  thresholds: {
    updateRatio: {
      value: 1e-4,
      source: "TheDeepChecker (Ben Braiek & Khomh, 2022): log10 of the update ratio below -4",
    },
    gain: { value: 0.05, source: "ours: the last quarter of the epochs still takes away 5% of the dev loss" },
  },
  causes: ["unscaled-inputs", "output-mismatch", "vanishing-gradients", "dead-units"],
  needs: ["recipe", "probes"],
  either: [["trainLoss"], ["devLoss", "outcome"]],
  treatments: ["higher-learning-rate", "adam", "one-cycle-schedule", "longer-training"],
  detect(evidence) {
    const falling = has(evidence, "devLoss", "outcome") ? stillFalling(evidence) : undefined;
    const ratios = updateRatios(evidence);
    const { updateRatio, gain } = learningRateTooLow.thresholds;
    // Steps may also be tiny because an early one was far too long.
    const leapt = (firstUpdate(evidence)?.ratio ?? 0) > SMALL_FIRST_UPDATE;
    const isStuck = !leapt && isFound(plateau, evidence);
    if ((falling === undefined && !isStuck) || ratios.length === 0) return undefined;
    const fastest = ratios.reduce((a, b) => (b.ratio > a.ratio ? b : a));
    if (fastest.ratio >= updateRatio.value) return undefined;
    const rate = number(evidence.recipe.optimizer.learningRate);
    const sign = falling
      ? `the dev loss fell by ${percent(falling.gain)} in the last quarter of the training`
      : "the training loss stayed where it was";
    return {
      severity: "problem",
      summary:
        `At a learning rate of ${rate} a step changes no layer by more than ` +
        `${number(fastest.ratio)} of its weights, and ${sign}.`,
      evidence: [
        {
          label: `update ratio of "${fastest.layer}", the fastest layer`,
          value: fastest.ratio,
          threshold: updateRatio.value,
        },
        ...(falling
          ? [
              {
                label: "fall of the dev loss in the last quarter",
                value: falling.gain,
                threshold: gain.value,
              },
              { label: "best epoch", value: falling.bestEpoch, threshold: falling.epochs },
            ]
          : []),
      ],
      treatments: learningRateTooLow.treatments,
    };
  },
};
