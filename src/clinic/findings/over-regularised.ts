import type { Recipe } from "../../recipe/types.ts";
import { architectureOf, numericOption } from "../architecture.ts";
import { errorInterval } from "../error-gap.ts";
import type { RunEvidence } from "../evidence.ts";
import type { EvidenceItem, FindingDefinition } from "../finding.ts";
import { errorText, number } from "../number-text.ts";

/** Regularization so strong that the network cannot fit what a simpler or larger model fits. */
export const overRegularised: FindingDefinition<["recipe", "task", "rows", "train"]> = {
  id: "over-regularised",
  title: "Regularization is too strong",
  subject: "recipe",
  help: "Dropout or penalties keep the network from fitting the training part.",
  thresholds: {
    dropout: {
      value: 0.5,
      source: "UMLAUT (Schoop et al., CHI 2021): rates above 0.5; Srivastava et al. (2014) use up to 0.5",
    },
    l2: {
      value: 0.03,
      source: "TheDeepChecker's over-regularisation fault begins at 0.1; scikit-learn's default is 0.0001",
    },
    weightDecayPerStep: { value: 0.01, source: "ours: a step takes away more than 1% of the weights" },
  },
  causes: [
    "unscaled-inputs",
    "output-mismatch",
    "learning-rate-too-high",
    "vanishing-gradients",
    "learning-rate-too-low",
  ],
  needs: ["recipe", "task", "rows", "train"],
  either: [["floor"], ["capacity"]],
  applies: ({ recipe }) => recipe === undefined || strongRegularization(recipe).length > 0,
  treatments: ["less-dropout", "weaker-penalties"],
  detect(evidence) {
    const strong = strongRegularization(evidence.recipe);
    const reference = reachable(evidence);
    if (strong.length === 0 || reference === undefined) return undefined;
    const interval = errorInterval(evidence, "train");
    if (interval.low <= reference.error) return undefined;
    const named = strong.map(
      ({ label, value }) => `${label} ${typeof value === "number" ? number(value) : value}`,
    );
    return {
      severity: "problem",
      summary:
        `The training error is ${errorText(evidence, evidence.train.error)} where ${reference.what} ` +
        `reaches ${errorText(evidence, reference.error)}, with ${named.join(" and ")}.`,
      evidence: [
        ...strong,
        { label: "training error", value: evidence.train.error, threshold: reference.error },
      ],
      treatments: overRegularised.treatments,
    };
  },
};

function strongRegularization(recipe: Recipe): EvidenceItem[] {
  const { dropout, l2, weightDecayPerStep } = overRegularised.thresholds;
  const { learningRate, weightDecay } = recipe.optimizer;
  const penalty = Math.max(recipe.penalties.l2, recipe.penalties.l1);
  return [
    ...architectureOf(recipe)
      .dropouts.map((layer) => ({
        label: `dropout rate of "${layer.id}"`,
        value: numericOption(layer, "rate"),
        threshold: dropout.value,
      }))
      .filter(({ value }) => value >= dropout.value),
    ...(penalty >= l2.value ? [{ label: "penalty", value: penalty, threshold: l2.value }] : []),
    ...(weightDecay * learningRate >= weightDecayPerStep.value
      ? [
          {
            label: "weight decay a step",
            value: weightDecay * learningRate,
            threshold: weightDecayPerStep.value,
          },
        ]
      : []),
  ];
}

/** The lowest error that something else is known to reach on this data. */
function reachable({ floor, capacity }: RunEvidence): { error: number; what: string } | undefined {
  const known = [
    ...(floor ? [{ error: floor.error, what: floor.name }] : []),
    ...(capacity?.fits
      ? [{ error: capacity.trainError, what: `a network of ${capacity.units} units without regularization` }]
      : []),
  ];
  return known.length === 0 ? undefined : known.reduce((a, b) => (b.error < a.error ? b : a));
}
