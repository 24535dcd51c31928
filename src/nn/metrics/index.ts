export {
  type ClassificationMetrics,
  type Classifications,
  classificationMetrics,
  logLoss,
  predictedClasses,
} from "./classification.ts";
export { type ClassScores, classScores, confusionMatrix } from "./confusion.ts";
export { type RegressionMetrics, regressionMetrics } from "./regression.ts";
export { rocAuc } from "./roc-auc.ts";
