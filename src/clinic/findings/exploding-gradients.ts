import { architectureOf } from "../architecture.ts";
import type { EvidenceWith } from "../evidence-parts.ts";
import type { EvidenceItem, FindingDefinition } from "../finding.ts";
import { medianOf, probedLayers, probeSeries } from "../history-series.ts";
import { number } from "../number-text.ts";

/** Consecutive probes over which the gradient must grow without a break. */
const WINDOW = 5;

/** Gradients that grow on their way to the first layer, or from step to step, until they overflow. */
export const explodingGradients: FindingDefinition<["probes"]> = {
  id: "exploding-gradients",
  title: "Gradients explode",
  subject: "run",
  help: "Gradients grow layer by layer or step by step; single steps then throw the weights far away.",
  thresholds: {
    depthRatio: {
      value: 70,
      source: "AutoTrainer (Zhang et al., ICSE 2021): first layer's gradient norm over the last's",
    },
    growth: {
      value: 2,
      source: "TheDeepChecker (Ben Braiek & Khomh, 2022): doubling throughout a window of 5",
    },
  },
  causes: ["unscaled-inputs", "poor-initialization", "learning-rate-too-high"],
  needs: ["probes"],
  treatments: [
    "clip-gradients",
    "fitting-initialization",
    "batch-normalization",
    "warm-up",
    "lower-learning-rate",
  ],
  detect(evidence) {
    const sign = notFinite(evidence) ?? growing(evidence) ?? steep(evidence);
    if (sign === undefined) return undefined;
    return {
      severity: sign.overflow ? "problem" : "warning",
      summary: sign.text,
      evidence: [sign.item],
      treatments: explodingGradients.treatments,
    };
  },
};

interface Sign {
  readonly overflow: boolean;
  readonly text: string;
  readonly item: EvidenceItem;
}

/** Of layers that learn a map of all of their inputs; without a recipe, of all that were probed. */
function gradientNorms(evidence: EvidenceWith<"probes">): { layer: string; norms: number[] }[] {
  const layers = evidence.recipe
    ? architectureOf(evidence.recipe).weighted.map(({ id }) => id)
    : probedLayers(evidence, "gradientNorm");
  return layers
    .map((layer) => ({ layer, norms: probeSeries(evidence, `${layer}.gradientNorm`) }))
    .filter(({ norms }) => norms.length > 0);
}

function notFinite(evidence: EvidenceWith<"probes">): Sign | undefined {
  const layer = gradientNorms(evidence).find(({ norms }) => norms.some((norm) => !Number.isFinite(norm)));
  if (layer === undefined) return undefined;
  const probe = layer.norms.findIndex((norm) => !Number.isFinite(norm)) + 1;
  return {
    overflow: true,
    text:
      `The gradient of "${layer.layer}" was no longer finite at probe ${probe} of ` +
      `${layer.norms.length}.`,
    item: { label: `first probe with a gradient of "${layer.layer}" that is not finite`, value: probe },
  };
}

function growing(evidence: EvidenceWith<"probes">): Sign | undefined {
  const { value } = explodingGradients.thresholds.growth;
  for (const { layer, norms } of gradientNorms(evidence)) {
    let run = 0;
    for (let i = 1; i < norms.length; i++) {
      run = norms[i] >= value * norms[i - 1] && norms[i - 1] > 0 ? run + 1 : 0;
      if (run < WINDOW) continue;
      const growth = norms[i] / norms[i - WINDOW];
      return {
        overflow: true,
        text:
          `The gradient norm of "${layer}" grew ${number(growth)} times within ${WINDOW} probes, to ` +
          `${number(norms[i])}.`,
        item: {
          label: `growth of the gradient norm of "${layer}" in ${WINDOW} probes`,
          value: growth,
          threshold: value ** WINDOW,
        },
      };
    }
  }
  return undefined;
}

function steep(evidence: EvidenceWith<"probes">): Sign | undefined {
  const { value } = explodingGradients.thresholds.depthRatio;
  const layers = gradientNorms(evidence);
  // Only a recipe tells which layer comes first, and which ones can be compared.
  if (evidence.recipe === undefined || layers.length < 2) return undefined;
  const [first, last] = [layers[0], layers[layers.length - 1]];
  const ratio = medianOf(first.norms.map((norm, index) => norm / last.norms[index]));
  if (ratio === undefined || ratio <= value) return undefined;
  return {
    overflow: false,
    text:
      `The gradient norm of "${first.layer}" is ${number(ratio)} times that of "${last.layer}" (median ` +
      `of the probes; at most ${value} is usual).`,
    item: {
      label: `gradient norm of "${first.layer}" over that of "${last.layer}"`,
      value: ratio,
      threshold: value,
    },
  };
}
