import { architectureOf } from "../architecture.ts";
import type { EvidenceWith } from "../evidence-parts.ts";
import type { EvidenceItem, FindingDefinition } from "../finding.ts";
import { early, hasLearned, late, medianOf, probeSeries } from "../history-series.ts";
import { number, percent } from "../number-text.ts";

/** Gradients that shrink on their way to the first layers, which therefore do not learn. */
export const vanishingGradients: FindingDefinition<["recipe", "probes"]> = {
  id: "vanishing-gradients",
  title: "Gradients vanish",
  subject: "run",
  help:
    "Gradients shrink layer by layer, so that the first layers hardly learn; saturated activations are " +
    "the usual reason.",
  thresholds: {
    depthRatio: {
      value: 1e-3,
      source: "AutoTrainer (Zhang et al., ICSE 2021): first layer's gradient norm over the last's",
    },
    firstNorm: { value: 1e-4, source: "AutoTrainer (Zhang et al., ICSE 2021): first layer's gradient norm" },
    saturated: {
      value: 0.5,
      source: "SageMaker Debugger and DeepDiagnosis: more than half of a layer's activations saturated",
    },
  },
  causes: ["unscaled-inputs", "output-mismatch", "poor-initialization", "learning-rate-too-high"],
  needs: ["recipe", "probes"],
  treatments: ["relu-activations", "fitting-initialization", "batch-normalization", "adam"],
  detect(evidence) {
    const signs = [shrinking(evidence), saturation(evidence)].filter((sign) => sign !== undefined);
    if (signs.length === 0) return undefined;
    return {
      severity: hasLearned(evidence) ? "warning" : "problem",
      summary: `${signs.map((sign) => sign.text).join("; ")}.`,
      evidence: signs.flatMap((sign) => sign.items),
      treatments: vanishingGradients.treatments,
    };
  },
};

interface Sign {
  readonly text: string;
  readonly items: readonly EvidenceItem[];
}

/** Judged early, because all gradients become small once a network fits. */
function shrinking(evidence: EvidenceWith<"recipe" | "probes">): Sign | undefined {
  const { depthRatio, firstNorm } = vanishingGradients.thresholds;
  const { weighted } = architectureOf(evidence.recipe);
  if (weighted.length < 3) return undefined;
  const [first, last] = [weighted[0].id, weighted[weighted.length - 1].id];
  const firstNorms = early(probeSeries(evidence, `${first}.gradientNorm`));
  const lastNorms = early(probeSeries(evidence, `${last}.gradientNorm`));
  const ratio = medianOf(firstNorms.map((norm, index) => norm / lastNorms[index]));
  const norm = medianOf(firstNorms);
  if (ratio === undefined || norm === undefined || ratio >= depthRatio.value || norm >= firstNorm.value)
    return undefined;
  return {
    text:
      `The gradient of "${first}" (norm ${number(norm)}) is ${number(ratio)} of that of "${last}" in ` +
      `the first third of the training`,
    items: [
      {
        label: `gradient norm of "${first}" over that of "${last}"`,
        value: ratio,
        threshold: depthRatio.value,
      },
      { label: `gradient norm of "${first}"`, value: norm, threshold: firstNorm.value },
    ],
  };
}

function saturation(evidence: EvidenceWith<"recipe" | "probes">): Sign | undefined {
  const { value } = vanishingGradients.thresholds.saturated;
  const shares = architectureOf(evidence.recipe)
    .saturating.map(({ id }) => ({
      id,
      share: medianOf(late(probeSeries(evidence, `${id}.saturatedFraction`))) ?? 0,
    }))
    .filter(({ share }) => share > value);
  if (shares.length === 0) return undefined;
  const worst = shares.reduce((a, b) => (a.share >= b.share ? a : b));
  return {
    text: `${percent(worst.share)} of the activations of "${worst.id}" are saturated`,
    items: shares.map(({ id, share }) => ({
      label: `saturated activations of "${id}"`,
      value: share,
      threshold: value,
    })),
  };
}
