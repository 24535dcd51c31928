import type { FindingDefinition } from "../finding.ts";
import { finite, ignorantLoss, probeSeries } from "../history-series.ts";
import { number } from "../number-text.ts";

/** Initial weights so large that the untrained network is confidently wrong. */
export const poorInitialization: FindingDefinition<["recipe", "outputs", "probes"]> = {
  id: "poor-initialization",
  title: "Initial weights are too large",
  subject: "recipe",
  help:
    "Before the first step the loss is far above that of guessing: the network must first unlearn its " +
    "random answers.",
  thresholds: {
    initialLoss: {
      value: 8,
      source:
        "Karpathy, A Recipe for Training Neural Networks (2019): begin at ln K; the factor is ours, He's " +
        "networks begin at 1 to 4",
    },
  },
  causes: ["unscaled-inputs"],
  needs: ["recipe", "outputs", "probes"],
  treatments: ["fitting-initialization", "batch-normalization", "warm-up"],
  detect(evidence) {
    const [first] = finite(probeSeries(evidence, "loss").slice(0, 1));
    const chance = ignorantLoss(evidence);
    const { value } = poorInitialization.thresholds.initialLoss;
    if (first === undefined || chance === undefined || first <= value * chance) return undefined;
    return {
      severity: "warning",
      summary:
        `Before the first step the loss is ${number(first)}, where knowing nothing costs ` +
        `${number(chance)}.`,
      evidence: [
        { label: "first loss over that of knowing nothing", value: first / chance, threshold: value },
      ],
      treatments: poorInitialization.treatments,
    };
  },
};
