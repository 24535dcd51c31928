import { normOf, smallestOf } from "../../base/lists.ts";
import { median } from "../../base/statistics.ts";
import { architectureOf } from "../architecture.ts";
import { type EvidenceWith, has } from "../evidence-parts.ts";
import { finite, probeSeries } from "../history-series.ts";
import { rounded, type TreatmentDefinition } from "./treatment.ts";

/** Pascanu et al. suggest a norm near the average; bounds for runs whose norms are themselves sick. */
const BOUNDS = { low: 0.1, high: 5, unknown: 1 };

/** Clips the gradient by its global norm, near the usual norm of this run. */
export const clipGradients: TreatmentDefinition<["recipe"]> = {
  id: "clip-gradients",
  title: "Clip the gradient's global norm",
  needs: ["recipe"],
  source: "Pascanu, Mikolov & Bengio, On the Difficulty of Training Recurrent Neural Networks, 2013",
  expect: "No single step that throws the weights far away.",
  comparison: "plain",
  propose(evidence) {
    const present = evidence.recipe.clip.globalNorm;
    const usual = usualNorm(evidence);
    const bound =
      usual === undefined ? BOUNDS.unknown : rounded(Math.min(BOUNDS.high, Math.max(BOUNDS.low, usual)));
    if (present > 0 && present <= bound) return undefined;
    return {
      reason:
        present > 0
          ? `The present bound of ${present} lets outliers through.`
          : "Single gradients far above the usual ones move the weights out of reach.",
      patch: [{ op: "set", path: "clip.globalNorm", value: bound }],
    };
  },
};

function usualNorm(evidence: EvidenceWith<"recipe">): number | undefined {
  if (!has(evidence, "probes")) return undefined;
  const series = architectureOf(evidence.recipe).weighted.map(({ id }) =>
    probeSeries(evidence, `${id}.gradientNorm`),
  );
  const probes = smallestOf(series.map((norms) => norms.length));
  if (!(probes > 0) || !Number.isFinite(probes)) return undefined;
  const norms = finite(
    Array.from({ length: probes }, (_, probe) => normOf(series.map((layer) => layer[probe]))),
  );
  return norms.length > 0 ? median(norms) : undefined;
}
