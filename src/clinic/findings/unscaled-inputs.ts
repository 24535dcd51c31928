import type { InputStatistics } from "../evidence.ts";
import type { FindingDefinition } from "../finding.ts";
import { number } from "../number-text.ts";

/** Root mean square: how strongly a feature drives the first layer, whether by its offset or its spread. */
function magnitude(input: InputStatistics): number {
  return Math.hypot(input.mean, input.std);
}

/** A feature within [-1, 1], such as an indicator or a scaled pixel, needs no standardization. */
function isBounded(input: InputStatistics): boolean {
  return Math.max(Math.abs(input.min), Math.abs(input.max)) <= 1.05;
}

/** The features that reach the network differ in scale by orders of magnitude, or are far from 0 ± 1. */
export const unscaledInputs: FindingDefinition<["inputs"]> = {
  id: "unscaled-inputs",
  title: "Inputs are not scaled",
  subject: "data",
  help:
    "Features far from mean 0 and standard deviation 1 make the loss surface narrow and the gradients " +
    "uneven.",
  thresholds: {
    magnitude: {
      value: 3,
      source: "ours: three times a standardized feature; UMLAUT and DeepDiagnosis ask for [-1, 1]",
    },
    severe: {
      value: 10,
      source: "AutoTrainer (Zhang et al., ICSE 2021) calls a mean output of 10 abnormal data",
    },
    tiny: { value: 0.05, source: "ours: no value of any feature beyond ±0.05" },
  },
  causes: [],
  needs: ["inputs"],
  treatments: ["standardize-inputs", "batch-normalization"],
  detect({ inputs }) {
    const { magnitude: limit, severe, tiny } = unscaledInputs.thresholds;
    const live = inputs.filter((input) => input.std > 0);
    if (live.length === 0) return undefined;
    const large = live.filter((input) => !isBounded(input) && magnitude(input) > limit.value);
    const reach = live.reduce((most, input) => Math.max(most, Math.abs(input.min), Math.abs(input.max)), 0);
    const isTiny = reach < tiny.value;
    if (large.length === 0 && !isTiny) return undefined;
    const worst = (large.length > 0 ? large : live).reduce((a, b) => (magnitude(a) >= magnitude(b) ? a : b));
    const range =
      `"${worst.name}" has mean ${number(worst.mean)} and standard deviation ` + `${number(worst.std)}`;
    const count = isTiny
      ? `All ${live.length} features are within ±${number(reach)}`
      : `${large.length} of ${live.length} features are off scale`;
    return {
      severity: magnitude(worst) > severe.value || isTiny ? "problem" : "warning",
      summary: `${count} where the network reads them: ${range}, expected about 0 and 1.`,
      evidence: [
        isTiny
          ? { label: "largest value of any feature", value: reach, threshold: tiny.value }
          : { label: `root mean square of "${worst.name}"`, value: magnitude(worst), threshold: limit.value },
        { label: "features off scale", value: isTiny ? live.length : large.length },
      ],
      treatments: unscaledInputs.treatments,
    };
  },
};
