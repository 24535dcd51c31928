import { difference, interval, linesOf, meanCurve, overSeeds } from "../lib/summary.js";
import { bundledTable, recipeOf, train, withLabelNoise } from "../lib/training.js";

const EPOCHS = 60;
const TRAIN_ROWS = 300;
const LABEL_NOISE = 0.2;
const WAYS = {
  "no regularization": {},
  dropout: { rate: 0.5 },
  L2: { l2: 0.02 },
};

function networkOf({ rate, l2 }) {
  const hidden = Array.from({ length: 2 }, () => [
    ["dense", { units: 256, initializer: "heNormal" }],
    ["relu", {}],
    ...(rate ? [["dropout", { rate }]] : []),
  ]).flat();
  return recipeOf({
    layers: [...hidden, ["dense", { units: "outputs" }]],
    ...(l2 ? { penalties: { l1: 0, l2 } } : {}),
    optimizer: { kind: "adam", learningRate: 1e-3 },
    training: { batchSize: 32, epochs: EPOCHS },
  });
}

/** Srivastava et al. 2014; Krogh & Hertz 1992. The gap is that of the losses without dropout and penalty. */
export const claim = {
  name: "regularization",
  title:
    `Dropout and L2 shrink the gap between train and dev (${TRAIN_ROWS} digits, ${LABEL_NOISE * 100}% ` +
    `of their labels random)`,
  async run({ seeds, log }) {
    const clean = await bundledTable("digits.csv", { target: "digit", trainRows: TRAIN_ROWS });
    const data = withLabelNoise(clean, { share: LABEL_NOISE, seed: 1 });
    const results = {};
    for (const [name, way] of Object.entries(WAYS)) {
      log(name);
      results[name] = [];
      for (const seed of seeds) results[name].push(await train(networkOf(way), data, { seed }));
    }
    const of = (name, read) => results[name].map(read);
    const gap = ({ train: onTrain, dev }) => dev.loss - onTrain.loss;
    const plain = "no regularization";
    const shrunk = ["dropout", "L2"].map((name) => [name, difference(of(plain, gap), of(name, gap))]);
    return {
      columns: ["network", "gap of losses, dev − train", "dev loss", "dev accuracy"],
      rows: Object.keys(WAYS).map((name) => [
        name,
        interval(overSeeds(of(name, gap))),
        interval(overSeeds(of(name, ({ dev }) => dev.loss))),
        interval(overSeeds(of(name, ({ dev }) => dev.metric))),
      ]),
      holds: shrunk.every(([, by]) => by.low > 0),
      verdict: shrunk.map(([name, by]) => `${name} shrinks the gap by ${interval(by)}`).join("; "),
      chart: {
        title: `Dev loss with ${TRAIN_ROWS} training examples`,
        xLabel: "epoch",
        yLabel: "dev loss",
        logarithmic: false,
        lines: linesOf(
          Object.fromEntries(
            Object.entries(results).map(([name, runs]) => [
              name,
              meanCurve(runs.map(({ epochs }) => epochs.map((e) => ({ x: e.epoch, y: e["dev.loss"] })))),
            ]),
          ),
        ),
      },
    };
  },
};
