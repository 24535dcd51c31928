export { TrainwellError } from "./base/errors.ts";
export { applyPreprocessing } from "./data/apply-preprocessing.ts";
export { parseCsv } from "./data/csv.ts";
export { fitPreprocessing } from "./data/fit-preprocessing.ts";
export { splitRows } from "./data/split.ts";
export { tableFromColumns } from "./data/table.ts";
export { chooseTarget } from "./data/task.ts";
export { baselineRecipe } from "./recipe/default.ts";
export { parseRecipe } from "./recipe/schema.ts";
export { webRuntime } from "./runtime/session.web.ts";
export { runTraining } from "./train/loop.ts";
export { blockTypes, outputsOf, planTraining } from "./train/plan-training.ts";
export { driveTraining, serveTraining } from "./train/worker-protocol.ts";

/**
 * Loads what a page does with a training's results: runs in IndexedDB, checkpoints and models as files, prediction, the
 * ONNX export. A page needs none of it before the first step, so it is apart; `trainwell/browser/runs` has the same.
 *
 * @example
 * const { encodeModel, openIndexedDbStore } = await loadRuns();
 */
export function loadRuns(): Promise<typeof import("./browser-runs.ts")> {
  return import("./browser-runs.ts");
}
