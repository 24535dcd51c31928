import type { Table } from "./data/table/table.ts";
import type { TableOptions } from "./data/table/table-builder.ts";

export { TrainwellError } from "./base/errors.ts";
export { applyPreprocessing } from "./data/prepare/apply-preprocessing.ts";
export { fitPreprocessing } from "./data/prepare/fit-preprocessing.ts";
export { tableFromArrays } from "./data/read/arrays.ts";
export { splitRows } from "./data/split/split.ts";
export { tableFromColumns } from "./data/table/column-table.ts";
export { tableFromRecords } from "./data/table/record-table.ts";
export { chooseTarget } from "./data/target/task.ts";
export { blockTypes, outputsOf } from "./program/dataset-blocks.ts";
export { baselineRecipe } from "./recipe/default.ts";
export { parseRecipe } from "./recipe/schema.ts";
export { webRuntime } from "./runtime/session.web.ts";
export { availableDevice } from "./runtime/webgpu.web.ts";
export { planTraining } from "./train/plan/plan-training.ts";
export { runTraining } from "./train/trainer/loop.ts";
export { driveTraining, serveTraining } from "./train/worker/worker-protocol.ts";

/**
 * Reads CSV text into typed columns, as `readCsv` does on Node; loaded when it is first called, because a
 * page may have its data as arrays (`tableFromColumns`).
 *
 * @param text the whole CSV, header first.
 * @param options `source` names the text in messages ("the CSV" by default); `types` tells the types of
 *   columns.
 * @throws TrainwellError when the text is no table; the message says where and why.
 * @example
 * const table = await parseCsv("height,colour\n1.7,red\n,blue");
 */
export async function parseCsv(
  text: string,
  options: TableOptions & { source?: string } = {},
): Promise<Table> {
  const csv = await import("./data/read/csv.ts");
  return csv.parseCsv(text, options);
}

/**
 * Loads what a page does with a training's results: runs in IndexedDB, checkpoints and models as files,
 * prediction, the ONNX export. A page needs none of it before the first step, so it is apart;
 * `trainwell/browser/runs` has the same.
 *
 * @example
 * const { encodeModel, openIndexedDbStore } = await loadRuns();
 */
export function loadRuns(): Promise<typeof import("./browser-runs.ts")> {
  return import("./browser-runs.ts");
}
