import type { FindingDefinition } from "../finding.ts";
import { percent } from "../number-text.ts";

/** Some labels are so rare that the network hardly ever gives them, at little cost. */
export const neglectedLabels: FindingDefinition<["labelCounts", "rows", "dev"]> = {
  id: "neglected-labels",
  title: "Rare labels are neglected",
  subject: "run",
  help: "The loss is a mean over rows and labels, so that never giving a rare label is nearly right.",
  thresholds: {
    rare: { value: 0.2, source: "ours: a label of fewer than a fifth of the training rows" },
    recall: {
      value: 0.3,
      source: "SageMaker Debugger's ClassImbalance: a class misclassified in more than 70% of its examples",
    },
  },
  causes: ["learning-rate-too-low", "training-too-short", "over-regularised"],
  needs: ["labelCounts", "rows", "dev"],
  applies: ({ task = "multiLabel" }) => task === "multiLabel",
  treatments: ["balanced-positive-weights", "more-rare-examples"],
  detect({ labelCounts, rows, dev }) {
    const { rare, recall: poor } = neglectedLabels.thresholds;
    const shares = new Map(labelCounts.map(({ label, count }) => [label, count / rows.train]));
    const isRare = (label: string) => (shares.get(label) ?? 1) < rare.value;
    const neglected = (dev.perClassRecall ?? [])
      .filter(({ label, recall }) => isRare(label) && recall < poor.value)
      .sort((a, b) => a.recall - b.recall);
    if (neglected.length === 0) return undefined;
    const [{ label, recall }] = neglected;
    const others = neglected.length === 1 ? "" : ` (and ${neglected.length - 1} more)`;
    return {
      severity: "problem",
      summary:
        `Only ${percent(recall)} of the dev rows with label "${label}"${others} are given it; ` +
        `${percent(shares.get(label)!)} of the training rows have it.`,
      evidence: [
        { label: `recall of label "${label}"`, value: recall, threshold: poor.value },
        { label: `share of rows with label "${label}"`, value: shares.get(label)!, threshold: rare.value },
      ],
      treatments: neglectedLabels.treatments,
    };
  },
};
