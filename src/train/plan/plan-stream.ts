import { TrainwellError } from "../../base/errors.ts";
import type { Dataset } from "../../data/prepare/dataset.ts";
import { allRows } from "../../data/table/table.ts";
import type { BlockData } from "../../program/data-block.ts";
import { evaluationData } from "../../program/dataset-blocks.ts";
import type { Recipe } from "../../recipe/schema.ts";
import type { Device } from "../../runtime/lower.ts";
import type { TrainingPlan } from "./plan.ts";
import { planTraining } from "./plan-training.ts";

/**
 * Prepares a training whose rows come from outside, chunk by chunk; as {@link planTraining}, but that the
 * plan holds none of them.
 *
 * @param data `sample` is a part of the training rows, from which types, classes and the balance of classes
 *   are seen; `dev` the held-out rows; `rows` the number of rows of an epoch.
 * @throws TrainwellError `stream-batch` when a batch is to be all rows, and what planTraining throws.
 */
export function planStream(
  recipe: Recipe,
  { sample, dev, rows }: { sample: Dataset; dev: Dataset | undefined; rows: number },
  options: { device?: Device; float16?: boolean; threads?: number; probes?: boolean } = {},
): TrainingPlan {
  if (recipe.training.batchSize === "all") {
    throw new TrainwellError({
      kind: "input",
      code: "stream-batch",
      message: 'training.batchSize is "all", and a batch of all rows of a stream would not fit into memory.',
      details: { path: "training.batchSize" },
      hint: "Set training.batchSize to a number, such as 128.",
    });
  }
  const plan = planTraining(recipe, sample, { ...options, rows: { train: allRows(sample.rows) } });
  return {
    ...plan,
    blocks: plan.blocks.map((block) => ({ ...block, data: block.data.slice(0, 0) as BlockData })),
    trainRows: { length: rows },
    feed: { kind: "streamed" },
    dev: dev && dev.rows > 0 ? evaluationData(dev, allRows(dev.rows)) : undefined,
  };
}
