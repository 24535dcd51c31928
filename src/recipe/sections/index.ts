import * as z from "zod/mini";
import { option } from "../../base/option.ts";
import { clipSchema } from "./clip-section.ts";
import { lossFrame, optimizerFrame, scheduleFrame } from "./components.ts";
import { dataSchema } from "./data-section.ts";
import { judgeSchema } from "./judge-section.ts";
import { networkSchema } from "./network-section.ts";
import { penaltiesSchema } from "./penalties-section.ts";
import { trainingSchema } from "./training-section.ts";

export { type ClipRecipe, parseClipSection } from "./clip-section.ts";
export {
  finishLoss,
  finishOptimizer,
  finishSchedule,
  type OptimizerRecipe,
  type ParameterGroupRecipe,
  parseLossSection,
  parseOptimizerSection,
  parseScheduleSection,
  type ScheduleRecipe,
} from "./components.ts";
export {
  type ColumnType,
  type DataRecipe,
  finishData,
  parseDataSection,
  type ToldType,
} from "./data-section.ts";
export { type ImageRecipe, parseImageSection } from "./image-section.ts";
export { type JudgeRecipe, parseJudgeSection } from "./judge-section.ts";
export { finishNetwork, type NetworkRecipe, parseNetworkSection } from "./network-section.ts";
export { type PenaltiesRecipe, parsePenaltiesSection } from "./penalties-section.ts";
export { parseSplitSection, type SplitRecipe } from "./split-section.ts";
export { type AveragingRecipe, parseTrainingSection, type TrainingRecipe } from "./training-section.ts";

/** The schema of a recipe; components are checked by their kinds behind it, layers also as a graph. */
export const recipeSchema = z.strictObject({
  schema: option(z.number(), { help: "The version of the recipe's shape: 1." }),
  data: option(dataSchema, { help: "Which data, and how a table becomes numbers." }),
  network: option(networkSchema, {
    help: "The network: its layers, and what its weights begin with beyond the layers' own initializers.",
  }),
  loss: lossFrame,
  penalties: option(z.prefault(penaltiesSchema, {}), {
    help: "Penalties on the weights, not on biases and normalization, and a limit of norms.",
  }),
  optimizer: optimizerFrame,
  schedule: scheduleFrame,
  clip: option(z.prefault(clipSchema, {}), {
    help: "Bounds for each gradient element and for the norm of the whole gradient.",
  }),
  training: option(z.prefault(trainingSchema, {}), { help: "How long and in what batches to train." }),
  judge: option(z.prefault(judgeSchema, {}), { help: "What trainings and treatments are judged by." }),
});
