import { randomKey, STREAMS, uniform } from "../../base/random.ts";
import type { StudyDocument } from "./study-document.ts";

const key = randomKey(3, STREAMS.sampling);

const trials = Array.from({ length: 48 }, (_, index) => {
  const [rate, width, kind] = [0, 1, 2].map((part) => uniform(key, 3 * index + part));
  const loss = 0.02 + (rate - 0.6) ** 2 + 0.1 * Math.abs(width - 0.5) + 0.02 * Math.floor(3 * kind);
  return { trial: index + 1, rate, width, kind: Math.floor(3 * kind), loss };
});
const ranked = [...trials].sort((a, b) => a.loss - b.loss);
const loss = { name: "loss", scale: "log" } as const;
const rateAxis = { name: "optimizer.learningRate", scale: "log" } as const;
const widthAxis = { name: "network.layers.hidden.units", scale: "linear" } as const;
const rateOf = (place: number) => 10 ** (-4 + 3 * place);
const unitsOf = (place: number) => Math.round(16 + 240 * place);
const cells = Array.from({ length: 16 }, (_, index) => (index + 0.5) / 16);

/** A study's page with everything that one can have, with made-up numbers. */
export const SAMPLE_STUDY_PAGE: StudyDocument = {
  title: "Study coarse",
  createdAt: "2026-01-02T03:04:05Z",
  version: "0.1.0",
  headline: "Test accuracy 94.3% → 97.1% (+2.8 points, 95% interval +0.4 to +5.2) by the best of 48 trials.",
  about: ["Data wine.csv; loss minimized; sampler tpe, stopper asha; 48 trials: 40 complete, 8 stopped."],
  warnings: ["The best optimizer.learningRate, 0.1, lies at the high end of its range (0.1)."],
  value: { ...loss, higherIsBetter: false },
  history: {
    dots: trials.map((trial) => ({ trial: trial.trial, x: trial.trial, y: trial.loss })),
    best: trials.map((trial, index) => ({
      x: trial.trial,
      y: Math.min(...trials.slice(0, index + 1).map((one) => one.loss)),
    })),
  },
  parallel: {
    axes: [rateAxis.name, widthAxis.name, "loss.kind"],
    threads: ranked.map((trial, place) => ({
      trial: trial.trial,
      value: trial.loss,
      rank: place / (ranked.length - 1),
      places: [trial.rate, trial.width, trial.kind === 2 ? null : (trial.kind + 0.5) / 2],
    })),
  },
  importance: {
    method: "fANOVA: the share of the variance that each explains by itself",
    bars: [
      { name: rateAxis.name, share: 0.71 },
      { name: widthAxis.name, share: 0.12 },
      { name: "loss.kind", share: 0.003 },
    ],
  },
  slices: [
    {
      axis: rateAxis,
      dots: trials.map((trial) => ({ trial: trial.trial, x: rateOf(trial.rate), y: trial.loss })),
    },
    {
      axis: widthAxis,
      dots: trials.map((trial) => ({ trial: trial.trial, x: unitsOf(trial.width), y: trial.loss })),
    },
    {
      axis: { name: "loss.kind", scale: "choices", choices: ["crossEntropy", "<focal>", "hinge"] },
      dots: trials.map((trial) => ({ trial: trial.trial, x: trial.kind, y: trial.loss })),
    },
  ],
  contour: {
    x: rateAxis,
    y: widthAxis,
    xs: cells.map(rateOf),
    ys: cells.map(unitsOf),
    means: cells.map((y) => cells.map((x) => 0.02 + (x - 0.6) ** 2 + 0.1 * Math.abs(y - 0.5))),
  },
  curves: trials.slice(0, 24).map((trial, index) => {
    const status = index % 8 === 7 ? "paused" : index % 3 === 2 ? "stopped" : "complete";
    const length = status === "complete" ? 27 : 9;
    return {
      trial: trial.trial,
      status,
      points: Array.from({ length }, (_, step) => ({ x: step + 1, y: trial.loss + 1 / (step + 1) })),
    };
  }),
  repeats: ranked.slice(0, 4).map((trial, place) => ({
    trial: trial.trial,
    isBaseline: place === 3,
    losses: [trial.loss - 0.01, trial.loss, place === 2 ? null : trial.loss + 0.02],
    difference: place === 3 ? null : place === 2 ? { mean: -0.01 } : { mean: -0.02, low: -0.05, high: 0.01 },
  })),
  front: {
    x: loss,
    y: { name: "parameters", scale: "linear" },
    dots: trials.map((trial) => ({ trial: trial.trial, x: trial.loss, y: 100 * unitsOf(trial.width) })),
    trials: [ranked[0].trial, ranked[3].trial],
  },
  trials: {
    columns: ["status", "loss", rateAxis.name, widthAxis.name, "loss.kind"],
    rows: ranked.slice(0, 12).map((trial) => ({
      trial: trial.trial,
      cells: [
        "complete",
        trial.loss.toPrecision(3),
        rateOf(trial.rate).toPrecision(3),
        String(unitsOf(trial.width)),
        ["crossEntropy", "<focal>", "hinge"][trial.kind],
      ],
    })),
    left: 36,
  },
};
