import { rowsInLastBatch, rowsPerBatch } from "../../recipe/step-counts.ts";
import { architectureOf } from "../architecture.ts";
import type { FindingDefinition } from "../finding.ts";

/**
 * Batch normalization over so few examples that its statistics are mostly noise, in all batches or in the
 * last one.
 */
export const noisyBatchStatistics: FindingDefinition<["recipe", "rows"]> = {
  id: "noisy-batch-statistics",
  title: "Batch normalization sees too few examples",
  subject: "recipe",
  help:
    "Means and variances over a few examples are noise, which the network learns and the running " +
    "statistics keep.",
  thresholds: {
    batch: {
      value: 16,
      source: "Wu & He, Group Normalization, 2018: the error of batch normalization rises below 16 examples",
    },
  },
  causes: [],
  needs: ["recipe", "rows"],
  treatments: ["drop-last-batch", "group-normalization"],
  detect({ recipe, rows }) {
    const { batch } = noisyBatchStatistics.thresholds;
    const normalized = architectureOf(recipe).batchNormalized;
    if (normalized.length === 0 || recipe.training.batchSize === "all") return undefined;
    const size = rowsPerBatch(recipe.training, rows.train);
    const last = rowsInLastBatch(recipe.training, rows.train);
    if (size >= batch.value && last >= batch.value) return undefined;
    const every = size < batch.value;
    const [seen, which] = every ? [size, "every batch"] : [last, "the last batch of every epoch"];
    return {
      severity: "warning",
      summary:
        `"${normalized[0].id}" takes its statistics of ${which} from ${seen} ` +
        `${seen === 1 ? "example" : "examples"}, expected at least ${batch.value}.`,
      evidence: [{ label: `examples in ${which}`, value: seen, threshold: batch.value }],
      treatments: every ? ["group-normalization"] : ["drop-last-batch", "group-normalization"],
    };
  },
};
