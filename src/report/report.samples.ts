import type { ReportDocument } from "./document.ts";

function curve(epochs: number, at: (epoch: number) => number): { x: number; y: number }[] {
  return Array.from({ length: epochs }, (_, i) => ({ x: i + 1, y: at(i + 1) }));
}

/** Members that lie a tenth around their mean. */
function bands(loss: (epoch: number) => number, metric: (epoch: number) => number) {
  const around = (at: (epoch: number) => number) =>
    curve(30, at).map(({ x, y }) => ({ x, low: 0.9 * y, high: 1.1 * y }));
  return { devLossBand: around(loss), devMetricBand: around(metric) };
}

/** A report such as `improve` writes one, with made-up numbers. */
export const SAMPLE_REPORT: ReportDocument = {
  title: "digits.csv: predicting digit",
  createdAt: "2026-01-02T03:04:05Z",
  version: "0.1.0",
  data: {
    file: "data/digits.csv",
    rows: 1797,
    columns: 65,
    target: "digit",
    task: "classification",
    split: { method: "stratified", train: 1078, dev: 360, test: 359 },
    classes: Array.from({ length: 10 }, (_, i) => ({ label: String(i), count: 174 + ((i * 7) % 9) })),
    notes: ["Columns pixel_0_0, pixel_4_0 are constant and were left out.", "No value is missing."],
  },
  headline: {
    sentence: "Test accuracy 95.5% → 98.1% (+2.5 points, 95% interval +0.9 to +4.1); 1 of 2 treatments kept.",
    metric: { name: "accuracy", unit: "share", higherIsBetter: true },
    baseline: { value: 0.9611, low: 0.9361, high: 0.9768 },
    final: { value: 0.9833, low: 0.964, high: 0.9924 },
    test: {
      value: 0.9805,
      low: 0.9602,
      high: 0.9906,
      before: 0.9554,
      previousScorings: 0,
      metrics: { accuracy: 0.9805, macroF1: 0.9803, logLoss: 0.0712 },
      details: [{ name: "zero", metrics: { precision: 1, recall: 0.91234, f1: 0.95 } }],
    },
    floor: { name: "logistic regression", value: 0.95 },
    bound: { source: "--human-error 1%", value: 0.99 },
  },
  effectOf: "mean Brier score",
  blend: {
    parts: [
      { title: "Average five networks", weight: 0.62, networks: 10 },
      { title: "logistic <b>regression</b>", weight: 0.38, networks: 5 },
    ],
    effect: 0.0021,
    standardError: 0.0009,
  },
  steps: [
    {
      title: "Average five networks",
      finding: "Variance: dev error 2.9 points above train error",
      treatment: "ensemble",
      diff: ["training.members: 1 -> 5"],
      round: 1,
      score: { before: 0.961, after: 0.98 },
      members: [1, 2, 3, 4, 5].map((member) => ({
        member,
        seed: member + 6,
        before: 0.958 + member * 0.001,
        after: 0.978 + ((member * 3) % 5) * 0.001,
      })),
      verdict: {
        effect: 0.0189,
        low: 0.0081,
        high: 0.0297,
        kept: true,
        outdone: false,
        reason:
          "Better by 1.9 points, beyond the noise of seeds and dev set (p = 0.0007 after correction for 2 " +
          "treatments).",
      },
    },
    {
      title: "Drop 20% of the hidden units",
      finding: "Variance: dev error 2.9 points above train error",
      treatment: "dropout",
      diff: ["+ layer drop1 (dropout rate 0.2) after relu1", "+ layer drop2 (dropout rate 0.2) after relu2"],
      round: 1,
      score: { before: 0.961, after: 0.963 },
      members: [1, 2, 3, 4, 5].map((member) => ({
        member,
        seed: member + 6,
        before: 0.958 + member * 0.001,
        after: 0.959 + ((member * 2) % 5) * 0.001,
      })),
      verdict: {
        effect: 0.0012,
        low: -0.0091,
        high: 0.0115,
        kept: false,
        outdone: false,
        reason: "The effect lies within the noise.",
      },
    },
  ],
  unjudged: [
    { title: "Bias: it underfits", how: "State the reachable error." },
    { title: "Bias and variance", how: "State the reachable error." },
    { title: "Units are dead", how: "Record probes." },
  ],
  findings: [
    {
      id: "variance",
      title: "High variance: the network learns the training rows by heart",
      severity: "problem",
      state: "cured",
      summary: "Train error is 0.0%, dev error 3.9%; the gap is beyond the dev set's sampling noise.",
      evidence: [
        { label: "train error", value: 0 },
        { label: "dev error", value: 0.0389 },
        { label: "gap, lower 95% bound", value: 0.0232, threshold: 0.01 },
      ],
      treatments: [
        {
          title: "Average several networks",
          reason: "Their errors differ, and averaging cancels a part of them.",
          source: "Hansen and Salamon, 1990",
        },
        { title: "Dropout", reason: "No unit can rely on another one.", source: "Srivastava et al., 2014" },
      ],
    },
    {
      id: "bias",
      title: "Bias is unknown",
      severity: "note",
      state: "remains",
      because: "Nobody said it",
      summary: "No bound was stated with --human-error.",
      evidence: [],
      treatments: [],
    },
  ],
  watchedMetric: "accuracy",
  runs: [
    {
      name: "baseline",
      ...bands(
        (e) => 2.3 * Math.exp(-e / 3) + 0.1 + e * 0.003,
        (e) => 0.961 - 0.85 * Math.exp(-e / 3),
      ),
      chosenEpoch: 17,
      trainLoss: curve(30, (e) => 2.3 * Math.exp(-e / 3) + 0.01),
      devLoss: curve(30, (e) => 2.3 * Math.exp(-e / 3) + 0.1 + e * 0.003),
      trainMetric: curve(30, (e) => 1 - 0.9 * Math.exp(-e / 3)),
      devMetric: curve(30, (e) => 0.961 - 0.85 * Math.exp(-e / 3)),
    },
    {
      name: "final",
      ...bands(
        (e) => 2.3 * Math.exp(-e / 4) + 0.06,
        (e) => 0.983 - 0.85 * Math.exp(-e / 4),
      ),
      trainLoss: curve(30, (e) => 2.3 * Math.exp(-e / 4) + 0.02),
      devLoss: curve(30, (e) => 2.3 * Math.exp(-e / 4) + 0.06),
      trainMetric: curve(30, (e) => 1 - 0.9 * Math.exp(-e / 4)),
      devMetric: curve(30, (e) => 0.983 - 0.85 * Math.exp(-e / 4)),
    },
  ],
  probes: [
    {
      title: "Gradient norm per layer",
      unit: "norm",
      logarithmic: true,
      series: ["hidden1", "hidden2", "output"].map((name, i) => ({
        name,
        points: curve(12, (e) => (1 + i) * 0.5 * Math.exp(-e / 4)).map(({ x, y }) => ({ x: x * 40, y })),
      })),
    },
    {
      title: "Update ratio per layer",
      unit: "update / weights",
      logarithmic: true,
      series: ["hidden1", "hidden2", "output"].map((name, i) => ({
        name,
        points: curve(12, (e) => 0.004 * (i + 1) * Math.exp(-e / 9)).map(({ x, y }) => ({ x: x * 40, y })),
      })),
    },
    {
      title: "Dead units per layer",
      unit: "fraction",
      logarithmic: false,
      series: ["relu1", "relu2"].map((name, i) => ({
        name,
        points: curve(12, (e) => 0.02 * i + 0.002 * e).map(({ x, y }) => ({ x: x * 40, y })),
      })),
    },
  ],
  predictions: [
    {
      kind: "confusion",
      part: "test",
      labels: Array.from({ length: 10 }, (_, i) => String(i)),
      counts: Array.from({ length: 10 }, (_, i) =>
        Array.from({ length: 10 }, (_, j) => (i === j ? 35 - (i % 3) : (i * 3 + j) % 29 === 0 ? 1 : 0)),
      ),
    },
  ],
  recipe: { schema: 1, data: { target: "digit" }, training: { members: 5 } },
  files: [
    {
      name: "model",
      path: "trainwell-digits/model.onnx",
      description: "the network with its preprocessing, for ONNX Runtime",
    },
    { name: "recipe", path: "trainwell-digits/recipe.json", description: "what made it" },
  ],
  usage: [
    { title: "Command line", code: "trainwell predict new.csv --model trainwell-digits" },
    { title: "Python", code: 'import onnxruntime\nsession = onnxruntime.InferenceSession("model.onnx")' },
  ],
};

/** A regression's report: a scatter plot in place of the matrix, and nothing that helped. */
export const SAMPLE_REGRESSION: ReportDocument = {
  ...SAMPLE_REPORT,
  title: "diabetes.csv: predicting progression",
  data: { ...SAMPLE_REPORT.data, target: "progression", task: "regression", classes: undefined },
  headline: {
    sentence: "Dev RMSE 54.3; no treatment was tried.",
    metric: { name: "RMSE", unit: "target", higherIsBetter: false },
    baseline: { value: 54.3 },
    final: { value: 54.3 },
  },
  steps: [],
  predictions: [
    {
      kind: "scatter",
      part: "dev",
      pairs: Array.from({ length: 120 }, (_, i) => ({
        actual: 60 + ((i * 37) % 260),
        predicted: 90 + ((i * 37) % 260) * 0.6 + ((i * 53) % 61) - 30,
      })),
    },
  ],
};

/** A report on several labels: a small matrix for each. */
export const SAMPLE_LABELS: ReportDocument = {
  ...SAMPLE_REPORT,
  title: "films.csv: predicting funny, sad",
  data: { ...SAMPLE_REPORT.data, target: "funny, sad", task: "multiLabel", classes: undefined },
  headline: {
    sentence: "Dev Hamming loss 20.0% → 10.0% (−10.0 points); 1 of 2 treatments kept.",
    metric: { name: "Hamming loss", unit: "share", higherIsBetter: false },
    baseline: { value: 0.2, low: 0.15, high: 0.25 },
    final: { value: 0.1, low: 0.07, high: 0.14 },
  },
  predictions: ["funny", "sad"].map((of, place) => ({
    kind: "confusion",
    part: "test",
    of,
    labels: ["no", "yes"],
    counts: [
      [30 + place, 2],
      [3, 20],
    ],
  })),
};
