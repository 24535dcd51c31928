import { difference, interval, linesOf, overSeeds } from "../lib/summary.js";
import { bundledTable, recipeOf, train } from "../lib/training.js";

const RATES = Array.from({ length: 15 }, (_, index) => 10 ** (-4 + index / 2));
const EPOCHS = 8;
const USABLE_ACCURACY = 0.9;

function networkOf({ normalized, learningRate }) {
  const hidden = Array.from({ length: 4 }, () => [
    ["dense", { units: 64, initializer: "heNormal" }],
    ...(normalized ? [["batchNormalization", {}]] : []),
    ["relu", {}],
  ]).flat();
  return recipeOf({
    layers: [...hidden, ["dense", { units: "outputs" }]],
    optimizer: { kind: "sgd", learningRate },
    // A last batch of two examples would leave running statistics that fit nothing.
    training: { batchSize: 32, epochs: EPOCHS, lastBatch: "drop" },
  });
}

/** Ioffe & Szegedy, Batch Normalization, 2015: much higher learning rates can be used. */
export const claim = {
  name: "batch-normalization",
  title: "Batch normalization widens the range of usable learning rates",
  async run({ seeds, log }) {
    const data = await bundledTable("digits.csv", { target: "digit" });
    const accuracies = {};
    for (const normalized of [true, false]) {
      const name = normalized ? "with" : "without";
      accuracies[name] = [];
      for (const learningRate of RATES) {
        log(`${name} batch normalization, learning rate ${learningRate.toPrecision(2)}`);
        const runs = [];
        for (const seed of seeds) {
          const { status, dev } = await train(networkOf({ normalized, learningRate }), data, { seed });
          runs.push(status === "diverged" || !Number.isFinite(dev.metric) ? 0 : dev.metric);
        }
        accuracies[name].push(runs);
      }
    }
    // Half a decade lies between two rates.
    const usable = (name) =>
      seeds.map((_, seed) => accuracies[name].filter((runs) => runs[seed] >= USABLE_ACCURACY).length / 2);
    const highest = (name) =>
      seeds.map((_, seed) => {
        const last = accuracies[name].findLastIndex((runs) => runs[seed] >= USABLE_ACCURACY);
        return last < 0 ? Number.NaN : Math.log10(RATES[last]);
      });
    const wider = difference(usable("with"), usable("without"));
    return {
      columns: [
        "network",
        `decades of learning rates with dev accuracy ≥ ${USABLE_ACCURACY}`,
        "highest such rate, log10",
      ],
      rows: ["with", "without"].map((name) => [
        `${name} batch normalization`,
        interval(overSeeds(usable(name))),
        interval(overSeeds(highest(name))),
      ]),
      holds: wider.low > 0,
      verdict: `wider by ${interval(wider)} decades`,
      chart: {
        title: `Dev accuracy after ${EPOCHS} epochs of SGD`,
        xLabel: "log10 of the learning rate",
        yLabel: "dev accuracy",
        logarithmic: false,
        lines: linesOf(
          Object.fromEntries(
            ["with", "without"].map((name) => [
              name === "with" ? "normalized" : "plain",
              RATES.map((rate, index) => ({
                x: Math.log10(rate),
                y: overSeeds(accuracies[name][index]).mean,
              })),
            ]),
          ),
        ),
      },
    };
  },
};
