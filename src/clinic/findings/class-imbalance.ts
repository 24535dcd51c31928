import type { FindingDefinition } from "../finding.ts";
import { number, percent } from "../number-text.ts";

/** Some classes are so rare that the network may neglect them at little cost. */
export const classImbalance: FindingDefinition<["classCounts"]> = {
  id: "class-imbalance",
  title: "Classes are imbalanced",
  subject: "data",
  help: "The loss is a mean over examples, so that rare classes hardly count.",
  thresholds: {
    ratio: { value: 10, source: "SageMaker Debugger's ClassImbalance: 10 to 1" },
    recall: {
      value: 0.3,
      source: "SageMaker Debugger's ClassImbalance: a class misclassified in more than 70% of its examples",
    },
    rare: { value: 0.5, source: "ours: a class below half of an equal share" },
    gap: { value: 0.2, source: "ours: a recall of 20 points below the accuracy is neglect" },
  },
  causes: [],
  needs: ["classCounts"],
  applies: ({ task = "classification" }) => task === "classification",
  treatments: ["balanced-class-weights", "fitting-metric", "more-rare-examples"],
  detect({ classCounts, dev, recipe }) {
    const present = classCounts.filter(({ count }) => count > 0);
    if (present.length < 2) return undefined;
    const { ratio: limit, recall: poor, rare, gap } = classImbalance.thresholds;
    const total = present.reduce((sum, { count }) => sum + count, 0);
    const [rarest, commonest] = [
      present.reduce((a, b) => (b.count < a.count ? b : a)),
      present.reduce((a, b) => (b.count > a.count ? b : a)),
    ];
    const ratio = commonest.count / rarest.count;
    const rareLabels = new Set(
      present.filter(({ count }) => count < (rare.value * total) / present.length).map(({ label }) => label),
    );
    const accuracy = dev === undefined ? 0 : (dev.accuracy ?? 1 - dev.error);
    const neglected = (dev?.perClassRecall ?? [])
      .filter(
        ({ label, recall }) =>
          rareLabels.has(label) &&
          (recall < poor.value || (ratio >= limit.value && recall < accuracy - gap.value)),
      )
      .sort((a, b) => a.recall - b.recall)[0];
    if (ratio < limit.value && neglected === undefined) return undefined;
    const recalls = neglected
      ? `, and only ${percent(neglected.recall)} of class "${neglected.label}" in the dev set is recognized`
      : "";
    const weighted = recipe?.data.classWeights === "balanced";
    return {
      severity: neglected ? "problem" : weighted || dev?.perClassRecall ? "note" : "warning",
      summary:
        `Class "${commonest.label}" has ${number(ratio)} times as many training examples as class ` +
        `"${rarest.label}" (${commonest.count} to ${rarest.count})${recalls}.`,
      evidence: [
        { label: "most frequent class over the rarest", value: ratio, threshold: limit.value },
        ...(neglected
          ? [
              {
                label: `recall of class "${neglected.label}"`,
                value: neglected.recall,
                threshold: poor.value,
              },
            ]
          : []),
      ],
      treatments: classImbalance.treatments,
    };
  },
};
