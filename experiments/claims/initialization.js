import { difference, interval, linesOf, meanCurve, overSeeds } from "../lib/summary.js";
import { bundledTable, recipeOf, train } from "../lib/training.js";

const DEPTH = 30;
const UNITS = 64;
const EPOCHS = 20;
const WAYS = { He: "heNormal", Glorot: "glorotNormal", zeros: "zeros" };

function networkOf(initializer) {
  const hidden = Array.from({ length: DEPTH }, () => [
    ["dense", { units: UNITS, initializer }],
    ["relu", {}],
  ]).flat();
  return recipeOf({
    layers: [...hidden, ["dense", { units: "outputs", initializer }]],
    optimizer: { kind: "sgd", learningRate: 0.01 },
    training: { batchSize: 32, epochs: EPOCHS },
  });
}

/**
 * How much smaller the first layer's gradient is than the last one's, at the first step: log10 of the ratio.
 */
function decadesLost(probed) {
  const norms = Object.entries(probed[0]).filter(([name]) => name.endsWith(".gradientNorm"));
  const [first, last] = [norms[0][1], norms[norms.length - 1][1]];
  return last === 0 ? Number.POSITIVE_INFINITY : Math.log10(last / Math.max(first, 1e-30));
}

/** He et al., Delving Deep into Rectifiers, 2015: with ReLU, weights need a variance of 2 / fan in. */
export const claim = {
  name: "initialization",
  title: `He's initialization trains a deep ReLU network (${DEPTH} layers) that Glorot's and zeros do not`,
  async run({ seeds, log }) {
    const data = await bundledTable("digits.csv", { target: "digit" });
    const results = {};
    for (const [name, initializer] of Object.entries(WAYS)) {
      log(`${name}`);
      results[name] = [];
      for (const seed of seeds)
        results[name].push(await train(networkOf(initializer), data, { seed, probes: true }));
    }
    const accuracy = (name) => results[name].map(({ dev }) => dev.metric);
    const [overGlorot, overZeros] = [
      difference(accuracy("He"), accuracy("Glorot")),
      difference(accuracy("He"), accuracy("zeros")),
    ];
    return {
      columns: [
        "initial weights",
        `dev accuracy after ${EPOCHS} epochs`,
        "train loss",
        "decades of gradient lost",
      ],
      rows: Object.keys(WAYS).map((name) => [
        name,
        interval(overSeeds(accuracy(name))),
        interval(overSeeds(results[name].map((result) => result.train.loss))),
        name === "zeros"
          ? "all (the gradient is zero)"
          : interval(overSeeds(results[name].map(({ probed }) => decadesLost(probed)))),
      ]),
      holds: overGlorot.low > 0 && overZeros.low > 0,
      verdict: `He over Glorot ${interval(overGlorot)}, over zeros ${interval(overZeros)} in dev accuracy`,
      chart: {
        title: `Train loss of ${DEPTH} ReLU layers`,
        xLabel: "epoch",
        yLabel: "train loss",
        logarithmic: false,
        lines: linesOf(
          Object.fromEntries(
            Object.entries(results).map(([name, runs]) => [
              name,
              meanCurve(runs.map(({ epochs }) => epochs.map((e) => ({ x: e.epoch, y: e["train.loss"] })))),
            ]),
          ),
        ),
      },
    };
  },
};
