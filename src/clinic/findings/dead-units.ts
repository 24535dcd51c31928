import { architectureOf } from "../architecture.ts";
import type { FindingDefinition } from "../finding.ts";
import { hasLearned, late, lowOf, probeSeries } from "../history-series.ts";
import { percent } from "../number-text.ts";

/** On fewer examples many living units happen to be silent on all of them. */
const LEAST_BATCH = 16;

/** ReLU units that are zero for every example and so can never learn again. */
export const deadUnits: FindingDefinition<["recipe", "probes"]> = {
  id: "dead-units",
  title: "Units are dead",
  subject: "run",
  help: "ReLU units that are zero on every example have no gradient, and never come back.",
  thresholds: {
    dead: {
      value: 0.5,
      source: "SageMaker Debugger and TheDeepChecker: more than half of a layer's units inactive",
    },
    severe: {
      value: 0.7,
      source: "AutoTrainer (Zhang et al., ICSE 2021) and DeepDiagnosis (Wardat et al., ICSE 2022): 70%",
    },
  },
  causes: [
    "unscaled-inputs",
    "output-mismatch",
    "poor-initialization",
    "learning-rate-too-high",
    "exploding-gradients",
  ],
  needs: ["recipe", "probes"],
  treatments: ["lower-learning-rate", "leaky-relu", "fitting-initialization", "batch-normalization"],
  detect(evidence) {
    const { dead, severe } = deadUnits.thresholds;
    const { batchSize } = evidence.recipe.training;
    if (batchSize !== "all" && batchSize < LEAST_BATCH) return undefined;
    // The lower decile of the last probes: a dead unit is silent in every one of them, a living one only in
    // some.
    const layers = architectureOf(evidence.recipe)
      .dying.map(({ id }) => ({ id, share: lowOf(late(probeSeries(evidence, `${id}.deadUnits`))) ?? 0 }))
      .filter(({ share }) => share > dead.value);
    if (layers.length === 0) return undefined;
    const worst = layers.reduce((a, b) => (a.share >= b.share ? a : b));
    // A unit that is silent on a batch may speak on the next one. A network that learns all the same is not
    // kept from it.
    const light = hasLearned(evidence) ? "note" : "warning";
    return {
      severity: worst.share >= severe.value ? "problem" : light,
      summary:
        `${percent(worst.share)} of the units of "${worst.id}" are zero on whole batches at the end ` +
        `of the training (at most ${percent(dead.value)} is usual).`,
      evidence: layers.map(({ id, share }) => ({
        label: `dead units of "${id}"`,
        value: share,
        threshold: dead.value,
      })),
      treatments: deadUnits.treatments,
    };
  },
};
