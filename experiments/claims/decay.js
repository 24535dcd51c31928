import { difference, interval, linesOf, meanCurve, overSeeds } from "../lib/summary.js";
import { bundledTable, recipeOf, train, withLabelNoise } from "../lib/training.js";

const EPOCHS = 40;
const LABEL_NOISE = 0.2;
const BATCH_SIZE = 4;
const RATES = [0.01, 0.03, 0.1, 0.3];
const WAYS = {
  constant: () => ({ kind: "constant" }),
  "1/t": (steps) => ({ kind: "inverseTime", everySteps: Math.round(steps / 20), decay: 1 }),
  step: (steps) => ({ kind: "step", everySteps: Math.round(steps / 3), factor: 0.1 }),
  cosine: () => ({ kind: "cosine" }),
};

/**
 * A convex problem whose gradient stays noisy: softmax regression, few examples a step, some labels wrong.
 */
function recipeFor(schedule, learningRate) {
  return recipeOf({
    layers: [["dense", { units: "outputs" }]],
    optimizer: { kind: "sgd", learningRate },
    schedule,
    training: { batchSize: BATCH_SIZE, epochs: EPOCHS },
  });
}

/**
 * Robbins & Monro 1951: a constant rate stays in a ball around the minimum, a falling one goes on into it.
 */
export const claim = {
  name: "decay",
  title: "A falling learning rate ends at a lower loss than a constant one",
  async run({ seeds, log }) {
    const clean = await bundledTable("digits.csv", { target: "digit" });
    const data = withLabelNoise(clean, { share: LABEL_NOISE, seed: 1 });
    const steps = EPOCHS * Math.ceil(data.rows.train.length / BATCH_SIZE);
    const best = {};
    for (const [name, scheduleOf] of Object.entries(WAYS)) {
      for (const rate of RATES) {
        log(`${name}, learning rate ${rate}`);
        const runs = [];
        for (const seed of seeds) runs.push(await train(recipeFor(scheduleOf(steps), rate), data, { seed }));
        const { mean } = overSeeds(runs.map((run) => run.train.loss));
        if (best[name] === undefined || mean < best[name].mean) best[name] = { rate, runs, mean };
      }
    }
    const losses = (name) => best[name].runs.map((run) => run.train.loss);
    const gains = ["1/t", "step", "cosine"].map((name) => [
      name,
      difference(losses("constant"), losses(name)),
    ]);
    return {
      columns: ["schedule, at its best first rate", "train loss at the end", "dev loss", "dev accuracy"],
      rows: Object.entries(best).map(([name, { rate, runs }]) => [
        `${name}, ${rate}`,
        interval(overSeeds(losses(name))),
        interval(overSeeds(runs.map(({ dev }) => dev.loss))),
        interval(overSeeds(runs.map(({ dev }) => dev.metric))),
      ]),
      holds: gains.every(([, gain]) => gain.low > 0),
      verdict: gains.map(([name, gain]) => `${name} ends lower by ${interval(gain)}`).join("; "),
      chart: {
        title: "Train loss of SGD with small batches",
        xLabel: "epoch",
        yLabel: "train loss",
        logarithmic: false,
        lines: linesOf(
          Object.fromEntries(
            Object.entries(best).map(([name, { runs }]) => [
              name,
              meanCurve(runs.map(({ epochs }) => epochs.map((e) => ({ x: e.epoch, y: e["train.loss"] })))),
            ]),
          ),
        ),
      },
    };
  },
};
