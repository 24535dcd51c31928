// A layer, a loss, an optimizer, a finding and its treatment of one's own, put through the suites that ours
// pass. A name that begins with "own" is never one of ours.
import {
  checkGradients,
  commonOptions,
  composeOptimizer,
  defineFinding,
  defineLayer,
  defineLoss,
  defineOptimizer,
  defineTreatment,
  fit,
  layerBuilder,
  layers,
  operations,
  parseRecipe,
  sequential,
  signOf,
  trace,
} from "trainwell";
import { findingProblems, layerProblems, optimizerProblems } from "trainwell/testing";
import * as z from "zod/mini";

const { abs, add, divide, mean, multiply, reshape, scalar, subtract } = operations;

// Softsign, y = x / (1 + |x|), saturates as tanh does, and its traits say so.
const ownSoftsign = defineLayer({
  kind: "ownSoftsign",
  title: "Our softsign",
  help: "Bends values towards -1 and 1 more slowly than tanh: y = x / (1 + |x|).",
  options: z.strictObject({}),
  traits: { activation: { saturates: { low: -1, high: 1, steepest: 1 } }, keepsWidth: true },
  build: (_context, [x]) => divide(x, add(abs(x), scalar(1, x.dtype))),
});

console.log(layerProblems(ownSoftsign, { inputs: [{ rowShape: [4] }] }));

defineLoss({
  kind: "ownFourthPower",
  title: "Fourth power",
  help: "For values; large errors count far more than small ones.",
  options: z.strictObject({}),
  targets: ["values"],
  judgedBy: { values: "rmse" },
  chanceLevel: () => undefined,
  perExample(output, target) {
    const error = subtract(output, reshape(target, output.shape));
    const squared = multiply(error, error);
    return mean(multiply(squared, squared), { axes: [1] });
  },
  prediction: (output) => (output.shape[1] === 1 ? reshape(output, [output.shape[0]]) : output),
});
console.log(checkGradients({ loss: { kind: "ownFourthPower" } }).holds);

const ownSignMomentum = defineOptimizer(
  composeOptimizer({
    kind: "ownSignMomentum",
    title: "Signed momentum",
    help: "Takes steps of one size in the direction of the momentum.",
    adaptive: true,
    options: z.strictObject(commonOptions({ learningRate: 1e-3 })),
    transforms: () => [trace({ momentum: 0.9 }), signOf()],
  }),
);
console.log(optimizerProblems(ownSignMomentum));

defineTreatment({
  id: "own-shorter-steps",
  title: "Shorter steps of one size",
  source: "Bernstein et al., signSGD: Compressed Optimisation for Non-Convex Problems, 2018",
  expect: "A loss that settles.",
  needs: ["recipe"],
  comparison: "never",
  propose: () => ({
    reason: "Steps of one size circle around the minimum.",
    advice: "Divide the rate by 3.",
  }),
});

const restless = defineFinding({
  id: "own-restless-end",
  title: "The training loss does not settle",
  subject: "run",
  help: "The last epoch's training loss rises.",
  thresholds: {},
  causes: ["learning-rate-too-high"],
  needs: ["trainLoss"],
  treatments: ["own-shorter-steps"],
  detect({ history }) {
    const [before, last] = history.flatMap(({ values }) => values["train.loss"] ?? []).slice(-2);
    if (!(last > before)) return undefined;
    return {
      severity: "note",
      summary: `The training loss rose from ${before} to ${last} at the end.`,
      evidence: [{ label: "rise", value: last - before }],
      treatments: ["own-shorter-steps"],
    };
  },
});
const epochs = (losses: readonly number[]) => ({
  history: losses.map((loss, epoch) => ({
    ...{ step: epoch, epoch, kind: "epoch" as const },
    values: { "train.loss": loss },
  })),
});
console.log(findingProblems(restless, { sick: [epochs([1, 0.5, 0.7])], healthy: [epochs([1, 0.5, 0.4])] }));

const recipe = parseRecipe(
  {
    schema: 1,
    data: { target: "progression" },
    network: { layers: sequential([layers.dense(16), layerBuilder(ownSoftsign)(), layers.dense("outputs")]) },
    loss: { kind: "ownFourthPower" },
    optimizer: { kind: "ownSignMomentum" },
    training: { epochs: 5 },
  },
  { source: "07-extend.ts" },
);
console.log((await fit({ data: "data/diabetes.csv", recipe })).dev.metrics);
