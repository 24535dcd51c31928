export {
  type ClassificationMetrics,
  type Classifications,
  classificationMetrics,
  logLoss,
} from "./classification.ts";
export { type ClassScores, classScores, confusionMatrix } from "./confusion.ts";
export { hammingLoss, predictedClasses } from "./decisions.ts";
export { type Labellings, type MultiLabelMetrics, multiLabelMetrics } from "./multi-label.ts";
export { coverage, pinballLoss, shareBelow } from "./pinball.ts";
export { type RegressionMetrics, regressionMetrics } from "./regression.ts";
export { rocAuc } from "./roc-auc.ts";
