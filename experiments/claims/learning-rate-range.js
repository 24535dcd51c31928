import { difference, interval, linesOf, overSeeds } from "../lib/summary.js";
import { bundledTable, recipeOf, suggestedRate, train } from "../lib/training.js";

const EPOCHS = 20;
const OPTIMIZERS = ["sgd", "momentum", "adam"];
const RATES = Array.from({ length: 11 }, (_, index) => 10 ** (-5 + index / 2));
/** How much of the best rate's dev accuracy a suggestion may lack. */
const MARGIN = 0.02;

function recipeFor(kind, learningRate) {
  return recipeOf({
    layers: [
      ["dense", { units: 32 }],
      ["relu", {}],
      ["dense", { units: "outputs" }],
    ],
    optimizer: { kind, learningRate },
    training: { batchSize: 32, epochs: EPOCHS },
  });
}

/** Smith 2017: a sweep of a few hundred steps tells what a search over many trainings tells. */
export const claim = {
  name: "learning-rate-range",
  title: "The range test's learning rate is within two points of the best of a grid",
  async run({ seeds, log }) {
    const data = await bundledTable("digits.csv", { target: "digit" });
    const [rows, gains, curves] = [[], [], {}];
    for (const kind of OPTIMIZERS) {
      const grid = [];
      for (const rate of RATES) {
        log(`${kind}, learning rate ${rate.toExponential(1)}`);
        const runs = [];
        for (const seed of seeds) runs.push((await train(recipeFor(kind, rate), data, { seed })).dev.metric);
        grid.push({
          rate,
          accuracies: overSeeds(runs.map((metric) => (Number.isFinite(metric) ? metric : 0))),
        });
      }
      const best = grid.reduce((a, b) => (b.accuracies.mean > a.accuracies.mean ? b : a));
      log(`${kind}, range tests`);
      const suggested = [];
      for (const seed of seeds) {
        const rate = await suggestedRate(recipeFor(kind, 1e-3), data, {
          seeds: [seed, seed + 100, seed + 200],
        });
        const { dev } =
          rate === null ? { dev: { metric: 0 } } : await train(recipeFor(kind, rate), data, { seed });
        suggested.push({ rate: rate ?? 0, accuracy: dev.metric });
      }
      const accuracies = suggested.map(({ accuracy }) => accuracy);
      gains.push([kind, difference(accuracies, best.accuracies.values)]);
      rows.push([
        kind,
        interval(overSeeds(suggested.map(({ rate }) => rate))),
        interval(overSeeds(accuracies)),
        String(Number(best.rate.toPrecision(2))),
        interval(best.accuracies),
      ]);
      curves[kind] = grid.map(({ rate, accuracies }) => ({ x: Math.log10(rate), y: accuracies.mean }));
    }
    return {
      columns: [
        "optimizer",
        "suggested rate",
        "dev accuracy with it",
        "best of the grid",
        "dev accuracy with that",
      ],
      rows,
      holds: gains.every(([, gain]) => gain.low > -MARGIN),
      verdict: gains.map(([kind, gain]) => `${kind}: accuracy higher by ${interval(gain)}`).join("; "),
      chart: {
        title: `Dev accuracy after ${EPOCHS} epochs`,
        xLabel: "log10 of the learning rate",
        yLabel: "dev accuracy",
        logarithmic: false,
        lines: linesOf(curves),
      },
    };
  },
};
