import { mean } from "../../base/statistics.ts";
import type { MetricDefinition, ValueAnswers } from "./metric-definition.ts";
import { eachRow, type Judgement, meanOfRows } from "./row-judgement.ts";

type ValueMetric = MetricDefinition<"values">;

/** The loss by which metrics of squared errors are compared. */
const SQUARES = "mean squared error (as a share of the variance)";

const rmse: ValueMetric = {
  name: "rmse",
  key: "rmse",
  title: "RMSE",
  of: "values",
  higherIsBetter: false,
  unit: "target",
  equation: "√(mean of (prediction − target)²)",
  source: "Gauss, Theoria combinationis observationum erroribus minimis obnoxiae, 1823",
  comparedBy: SQUARES,
  judge: (answers) => ofSquares(answers, (square) => Math.sqrt(square)),
};

const mse: ValueMetric = {
  ...rmse,
  name: "mse",
  key: "mse",
  title: "mean squared error",
  unit: "squares",
  equation: "mean of (prediction − target)²",
  judge: (answers) => ofSquares(answers, (square) => square),
};

const r2: ValueMetric = {
  ...rmse,
  name: "r2",
  key: "r2",
  aliases: ["r-squared"],
  title: "R²",
  higherIsBetter: true,
  unit: "score",
  equation: "1 − Σ (prediction − target)² / Σ (target − mean target)²",
  source: "Wright, Correlation and Causation, 1921",
  judge: (answers) => {
    const center = mean(answers.targets);
    const spread = mean(eachRow(answers.targets.length, (row) => (answers.targets[row] - center) ** 2));
    return ofSquares(answers, (square) => (spread === 0 ? Number.NaN : 1 - square / spread));
  },
};

const mae: ValueMetric = {
  name: "mae",
  key: "mae",
  title: "mean absolute error",
  of: "values",
  higherIsBetter: false,
  unit: "target",
  equation: "mean of |prediction − target|",
  source: "Willmott & Matsuura, Advantages of the Mean Absolute Error over the Root Mean Square Error, 2005",
  judge: (answers) => meanOfRows(eachRow(answers.targets.length, (row) => Math.abs(errorAt(answers, row)))),
};

const mape: ValueMetric = {
  ...mae,
  name: "mape",
  key: "mape",
  title: "mean absolute percentage error",
  unit: "ratio",
  equation: "mean of |prediction − target| / |target|, as a share; of a target of 0 over 2.2e-16",
  source: "Hyndman & Koehler, Another Look at Measures of Forecast Accuracy, 2006",
  judge: (answers) =>
    meanOfRows(
      eachRow(
        answers.targets.length,
        (row) => Math.abs(errorAt(answers, row)) / Math.max(Number.EPSILON, Math.abs(answers.targets[row])),
      ),
    ),
};

/** The metrics of numbers. */
export const VALUE_METRICS: readonly ValueMetric[] = [rmse, mse, mae, mape, r2];

/** A metric that follows from the mean squared error, compared by the squares over the variance. */
function ofSquares(answers: ValueAnswers, of: (meanSquare: number) => number): Judgement {
  const squares = eachRow(answers.targets.length, (row) => errorAt(answers, row) ** 2);
  return { value: of(mean(squares)), losses: () => squares.map((square) => square / answers.variance) };
}

function errorAt({ predictions, targets }: ValueAnswers, row: number): number {
  return predictions[row] - targets[row];
}
