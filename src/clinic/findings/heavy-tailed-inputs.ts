import { NORMALIZATIONS } from "../../data/prepare/preprocessing-choices.ts";
import type { FindingDefinition } from "../finding.ts";
import { number } from "../number-text.ts";

/** Inputs whose far values are many: how they are scaled decides what the network can make of them. */
export const heavyTailedInputs: FindingDefinition<["recipe", "inputs"]> = {
  id: "heavy-tailed-inputs",
  title: "Inputs have long tails",
  subject: "data",
  help:
    "Some inputs have many values far from the others: bent, their size is lost; unbent, they hide the " +
    "differences of all others.",
  thresholds: {
    tail: {
      value: 4,
      source:
        "ours: an exponential distribution has 3.6, a lognormal one with σ = 1 has 6.5, a normal one 1.7",
    },
  },
  causes: ["sentinel-values", "unscaled-inputs"],
  needs: ["recipe", "inputs"],
  treatments: ["unbent-inputs", "log-inputs", "rank-inputs"],
  detect({ recipe, inputs }) {
    const { tail: limit } = heavyTailedInputs.thresholds;
    if (NORMALIZATIONS[recipe.data.normalize].reshapes) return undefined;
    const long = inputs.filter(({ tail = 0 }) => tail > limit.value);
    if (long.length === 0) return undefined;
    const worst = long.reduce((a, b) => (a.tail! >= b.tail! ? a : b));
    return {
      severity: "note",
      summary:
        `${long.length} of ${inputs.length} inputs have long tails: those of "${worst.name}" reach ` +
        `${number(worst.tail!)} times its quartiles' distance from the median (a normal distribution's 1.7).`,
      evidence: [
        {
          label: `tail of "${worst.name}" in quartile distances`,
          value: worst.tail!,
          threshold: limit.value,
        },
      ],
      treatments: heavyTailedInputs.treatments,
    };
  },
};
