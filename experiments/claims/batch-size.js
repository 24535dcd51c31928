import { difference, interval, linesOf, meanCurve, overSeeds } from "../lib/summary.js";
import { recipeOf, teacherData, train } from "../lib/training.js";

const SIZES = [1, 16, 64, 256, "all"];
const RATES = {
  1: [0.003, 0.01, 0.03],
  16: [0.03, 0.1],
  64: [0.1, 0.3],
  256: [0.3, 0.6],
  all: [0.3, 0.6, 1],
};
const TRAIN_ROWS = 4096;
const GOAL = 0.75;
/** Larger batches make fewer steps an epoch, and get more of them. */
const MOST_EPOCHS = { 1: 10, 16: 20, 64: 40, 256: 80, all: 500 };

function networkOf(batchSize, learningRate) {
  return recipeOf({
    layers: [
      ["dense", { units: 256, initializer: "heNormal" }],
      ["relu", {}],
      ["dense", { units: "outputs" }],
    ],
    optimizer: { kind: "sgd", learningRate },
    training: { batchSize, epochs: MOST_EPOCHS[batchSize] },
  });
}

const epochsToGoal = ({ epochs }) => {
  const first = epochs.findIndex((epoch) => epoch["dev.accuracy"] >= GOAL);
  return first < 0 ? Number.POSITIVE_INFINITY : first + 1;
};

/**
 * Mini-batch gradient descent reaches an accuracy in less time than single examples, which use the machine
 * badly, and than the whole set, which takes too few steps. Each size at its own best learning rate.
 */
export const claim = {
  name: "batch-size",
  title: `Mini-batches reach ${GOAL * 100}% dev accuracy sooner than single examples and than whole epochs`,
  async run({ seeds, log }) {
    const data = teacherData({ trainRows: TRAIN_ROWS, devRows: 2048, features: 32, classes: 4, seed: 1 });
    const best = {};
    for (const size of SIZES) {
      for (const rate of RATES[size]) {
        log(`batch ${size}, learning rate ${rate}`);
        const runs = [];
        for (const seed of seeds) {
          const began = performance.now();
          const run = await train(networkOf(size, rate), data, {
            seed,
            stopAt: (values) => values["dev.accuracy"] >= GOAL,
          });
          runs.push({ ...run, milliseconds: performance.now() - began });
        }
        const seconds = runs.map((run) =>
          Number.isFinite(epochsToGoal(run)) ? run.milliseconds / 1000 : Number.POSITIVE_INFINITY,
        );
        const mean = overSeeds(seconds).mean;
        if (Number.isFinite(mean) && (best[size] === undefined || mean < best[size].mean))
          best[size] = { rate, runs, seconds, mean };
      }
    }
    const sizes = SIZES.filter((size) => best[size] !== undefined);
    const middle = [16, 64, 256]
      .filter((size) => best[size])
      .reduce((a, b) => (best[a].mean <= best[b].mean ? a : b));
    const saved = [1, "all"].map((size) => [
      size,
      best[size] ? difference(best[size].seconds, best[middle].seconds) : undefined,
    ]);
    return {
      columns: ["batch size, at its best learning rate", `seconds to ${GOAL * 100}%`, "epochs"],
      rows: sizes.map((size) => [
        `${size}, ${best[size].rate}`,
        interval(overSeeds(best[size].seconds)),
        interval(overSeeds(best[size].runs.map(epochsToGoal))),
      ]),
      holds: saved.every(([, by]) => by === undefined || by.low > 0),
      verdict: saved
        .map(
          ([size, by]) =>
            `${middle} saves ${by ? `${interval(by)} seconds` : "all the time"} against ${size}`,
        )
        .join("; "),
      chart: {
        title: "Dev accuracy by epoch, each size at its best rate",
        xLabel: "epoch",
        yLabel: "dev accuracy",
        logarithmic: false,
        lines: linesOf(
          Object.fromEntries(
            sizes.map((size) => [
              `batch ${size}`,
              meanCurve(
                best[size].runs.map(({ epochs }) =>
                  epochs.map((e) => ({ x: e.epoch, y: e["dev.accuracy"] })),
                ),
              ),
            ]),
          ),
        ),
      },
    };
  },
};
