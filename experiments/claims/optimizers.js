import { difference, interval, linesOf, meanCurve, overSeeds } from "../lib/summary.js";
import { normal, randomKey, recipeOf, train } from "../lib/training.js";

const ROWS = 512;
const FEATURES = 20;
const CONDITION = 1e4;
const EPOCHS = 2000;
const GOAL = 1e-2;
const RATES = {
  sgd: [0.3, 0.6, 0.9, 1.2],
  momentum: [0.3, 0.6, 1.2, 2.4],
  rmsprop: [3e-3, 1e-2, 3e-2, 0.1],
  adam: [3e-2, 0.1, 0.3, 1],
};

/**
 * A linear problem whose Hessian's eigenvalues span four decades along the axes: features of very different
 * sizes.
 */
function problem(seed) {
  const key = randomKey(seed, 7);
  const scaleOf = (feature) => CONDITION ** (-0.5 * (feature / (FEATURES - 1)));
  const features = new Float32Array(ROWS * FEATURES);
  const values = new Float32Array(ROWS);
  for (let row = 0; row < ROWS; row++) {
    for (let feature = 0; feature < FEATURES; feature++) {
      const z = normal(key, row * FEATURES + feature);
      features[row * FEATURES + feature] = scaleOf(feature) * z;
      // Every direction counts alike in what is to be explained, however small its feature.
      values[row] += z / Math.sqrt(FEATURES);
    }
  }
  const dataset = {
    rows: ROWS,
    blocks: [{ name: "features", dtype: "float32", rowShape: [FEATURES], data: features }],
    target: { kind: "values", data: values, width: 1, mean: [0], scale: [1], names: ["y"] },
  };
  return { dataset, rows: { train: Int32Array.from(values, (_, row) => row) } };
}

function recipeFor(kind, learningRate) {
  return recipeOf({
    layers: [["dense", { units: "outputs", initializer: "zeros" }]],
    loss: { kind: "meanSquaredError" },
    optimizer: { kind, learningRate },
    training: { batchSize: "all", epochs: EPOCHS },
  });
}

/** The first step after which the loss stays below the goal; all steps where none is. */
function stepsToGoal({ epochs }) {
  const last = epochs.findLastIndex((epoch) => !(epoch["train.loss"] <= GOAL));
  return last + 1 >= epochs.length ? EPOCHS : last + 1;
}

/** Polyak 1964; Tieleman & Hinton 2012; Kingma & Ba 2015. */
export const claim = {
  name: "optimizers",
  title:
    `Momentum, RMSprop and Adam beat SGD on an ill-conditioned problem (condition ` +
    `${CONDITION.toExponential(0)})`,
  async run({ seeds, log }) {
    const data = seeds.map(problem);
    const best = {};
    for (const [kind, rates] of Object.entries(RATES)) {
      for (const rate of rates) {
        log(`${kind}, learning rate ${rate}`);
        const runs = [];
        for (const [index, seed] of seeds.entries())
          runs.push(await train(recipeFor(kind, rate), data[index], { seed }));
        const steps = runs.map(stepsToGoal);
        const loss = overSeeds(runs.map((run) => run.train.loss)).mean;
        const mean = overSeeds(steps).mean;
        const better =
          best[kind] === undefined ||
          mean < best[kind].mean ||
          (mean === best[kind].mean && loss < best[kind].loss);
        if (Number.isFinite(loss) && better) best[kind] = { rate, runs, steps, mean, loss };
      }
    }
    const faster = ["momentum", "rmsprop", "adam"].map((kind) => [
      kind,
      difference(best.sgd.steps, best[kind].steps),
    ]);
    return {
      columns: [
        "optimizer, at its best learning rate",
        `steps to a loss of ${GOAL} (at most ${EPOCHS})`,
        "final loss",
      ],
      rows: Object.entries(best).map(([kind, { rate, steps, runs }]) => [
        `${kind}, ${rate}`,
        interval(overSeeds(steps)),
        interval(overSeeds(runs.map((run) => run.train.loss))),
      ]),
      holds: faster.every(([, saved]) => saved.low > 0),
      verdict: faster.map(([kind, saved]) => `${kind} saves ${interval(saved)} steps`).join("; "),
      chart: {
        title: "Loss on the ill-conditioned problem, each at its best rate",
        xLabel: "step",
        yLabel: "loss",
        logarithmic: true,
        lines: linesOf(
          Object.fromEntries(
            Object.entries(best).map(([kind, { runs }]) => [
              kind,
              meanCurve(
                runs.map(({ epochs }) =>
                  epochs.filter((_, i) => i % 20 === 0).map((e) => ({ x: e.epoch, y: e["train.loss"] })),
                ),
              ),
            ]),
          ),
        ),
      },
    };
  },
};
