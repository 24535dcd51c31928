import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { PRECISIONS } from "../../runtime/device.ts";
import type { DeepReadonly } from "./deep-readonly.ts";
import { parseSection, type SectionSource } from "./parse-section.ts";

const count = z.int().check(z.positive());

const emaSchema = option(
  z.strictObject({
    kind: z.literal("ema"),
    decay: option(z._default(z.number().check(z.gte(0), z.lt(1)), 0.999), {
      help: "The past's share at each update; about 1 / (1 − decay) updates count.",
      scale: "oneMinusLog",
      range: [0.9, 0.9999],
      tune: true,
    }),
  }),
  {
    help: "An exponentially weighted average over the updates, corrected for its start.",
    paper: "Polyak & Juditsky, Acceleration of Stochastic Approximation by Averaging, 1992",
  },
);

const swaSchema = option(
  z.strictObject({
    kind: z.literal("swa"),
    startFraction: option(z._default(z.number().check(z.gte(0), z.lt(1)), 0.75), {
      help: "The share of the training after which epochs count.",
      scale: "linear",
      range: [0.5, 0.9],
      tune: true,
    }),
  }),
  {
    help:
      "The plain mean of the weights at the epochs' ends, with running statistics from a pass over " +
      "the training rows (over a stream, the mean of the statistics).",
    paper: "Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization, 2018",
  },
);

const averagingSchema = z.discriminatedUnion("kind", [emaSchema, swaSchema]);

const earlyStoppingSchema = z.strictObject({
  patience: option(z._default(count, 10), {
    help: "Epochs without a better dev loss after which the training stops.",
    unit: "epochs",
    scale: "integer",
    range: [3, 40],
  }),
  minimumDelta: option(z._default(z.number().check(z.nonnegative()), 0), {
    help: "By how much a dev loss must be below the best one to count as better.",
    scale: "log",
    range: [1e-5, 1e-2],
  }),
});

/** The schema of `training`. */
export const trainingSchema = z.strictObject({
  batchSize: option(z._default(z.union([count, z.literal("all")]), 64), {
    help: 'Examples a step, or "all" for batch gradient descent.',
    unit: "examples",
    scale: "log",
    range: [16, 512],
    tune: true,
    paper: "Masters & Luschi, Revisiting Small Batch Training for Deep Neural Networks, 2018",
  }),
  epochs: option(z._default(z.int().check(z.positive(), z.lte(1_000_000)), 30), {
    help: "How many times all training rows are gone through.",
    unit: "epochs",
    scale: "log",
    range: [5, 200],
  }),
  lastBatch: option(z._default(z.enum(["keep", "drop"]), "keep"), {
    help: "What happens to a last batch that is not full.",
    scale: "choices",
  }),
  accumulate: option(z._default(z.int().check(z.positive(), z.lte(1_000_000)), 1), {
    help:
      "Mini-batches an update: the mean of their gradients counts, as that of one large batch " +
      "would, and batch normalization still sees one mini-batch; the last update of an epoch may " +
      "have fewer, and schedules count updates.",
    unit: "mini-batches",
    scale: "log",
    range: [1, 16],
  }),
  averaging: option(z._default(z.nullable(averagingSchema), null), {
    help:
      "Which average of the weights and of batch normalization's running statistics is judged, kept " +
      "and saved; null for the last weights themselves.",
  }),
  earlyStopping: option(z._default(z.nullable(earlyStoppingSchema), null), {
    help: "When to stop before the last epoch, by the dev loss; null for never.",
    paper: "Prechelt, Early Stopping — But When?, 1998",
  }),
  mixup: option(z._default(z.number().check(z.gte(0), z.lte(100)), 0), {
    help:
      "Mixes pairs of training examples and their losses in shares of the distribution Beta(mixup, " +
      "mixup); 0 for not. The training loss is then that of mixtures.",
    scale: "linear",
    range: [0, 0.4],
    tune: true,
    paper: "Zhang, Cissé, Dauphin & Lopez-Paz, mixup: Beyond Empirical Risk Minimization, 2018",
  }),
  precision: option(z._default(z.enum(PRECISIONS), "float32"), {
    help:
      '"mixed" computes products of matrices and convolutions in float16, with weights in float32 ' +
      "and the loss scaled so that small gradients are not lost, where the device can (WebGPU with " +
      "shader-f16); else all is float32.",
    paper: "Micikevicius et al., Mixed Precision Training, 2018",
  }),
  members: option(z._default(z.int().check(z.positive(), z.lte(1000)), 1), {
    help: "Networks whose predictions are averaged.",
    unit: "networks",
    scale: "integer",
    range: [1, 10],
    paper:
      "Lakshminarayanan, Pritzel & Blundell, Simple and Scalable Predictive Uncertainty Estimation " +
      "using Deep Ensembles, 2017",
  }),
  seed: option(z._default(z.int().check(z.nonnegative()), 1), {
    help: "What decides initial weights, order of the rows, dropout and augmentation.",
  }),
});

/** An average of the weights and of batch normalization's running statistics. */
export type AveragingRecipe = DeepReadonly<z.output<typeof averagingSchema>>;

/** How long and in what batches to train. */
export interface TrainingRecipe extends DeepReadonly<z.output<typeof trainingSchema>> {}

/**
 * Checks data that should be a recipe's `training`, and fills in its defaults.
 *
 * @throws TrainwellError `recipe-invalid` or `recipe-unknown-key`, with the path.
 */
export function parseTrainingSection(json: unknown, { source }: SectionSource): TrainingRecipe {
  return parseSection(trainingSchema, json, { source, path: ["training"] });
}
