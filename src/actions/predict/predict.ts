import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { readingToPredict } from "../../data/prepare/reading-to-predict.ts";
import type { ImageOptions } from "../../data/read/source-reader.ts";
import type { Table } from "../../data/table/table.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { namedRun, verbOf } from "../../lab/named-run.ts";
import { fileForm, readData } from "../../lab/read-data.ts";
import { decodeModel, type Model } from "../../model/model.ts";
import { predictTable } from "../../model/predict-table.ts";
import { predictionColumns } from "../../model/prediction-columns.ts";
import type { RunSummary } from "../../run/record.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { openSqliteStore } from "../../store/sqlite-store.node.ts";
import { checkOutputFile, writeOutputFile } from "../shared/output-file.ts";
import type { PredictOptions, PredictResult } from "./contract.ts";
import { formatCsv } from "./format-csv.ts";
import { formatSingle } from "./format-single.ts";

/**
 * Predicts the rows of a table and writes a CSV file with one row for each: the prediction, and for classes
 * the probability of each. With `out: "-"` nothing is written, and the result has the text.
 *
 * @throws TrainwellError when the model or the data cannot be read, or a column that the model needs is
 * missing.
 */
export async function predict(options: PredictOptions & JobContext): Promise<PredictResult> {
  const path = options.out ?? "predictions.csv";
  const isFile = path !== "-";
  if (isFile) await checkOutputFile(path, options);
  const model = await readModel(options);
  const [{ preprocessing }] = model.members;
  const table = await readData(options.data, {
    ...readingToPredict(preprocessing),
    image: imageOptions(model),
    ...fileForm(options),
    signal: options.signal,
  });
  const prediction = await predictTable(model, table, nodeRuntime);
  const predicted = predictionColumns(model, prediction);
  const words = predicted.cells.map((row) =>
    row.map((cell) => (typeof cell === "number" ? formatSingle(cell) : cell)),
  );
  const { columns, cells } = withRowNames(table, { columns: predicted.columns, cells: words });
  const csv = formatCsv(columns, cells);
  const about = { rows: table.rows, columns, notes: table.notes ?? [] };
  if (!isFile) return { ...about, files: {}, csv };
  await writeOutputFile(path, csv);
  return { ...about, files: { predictions: path } };
}

/** Images are brought to the size that the network was trained on. */
function imageOptions(model: Model): ImageOptions {
  const { inputs } = model.members[0].preprocessing;
  const shape = inputs.flatMap((input) => (input.kind === "tensor" ? [input.rowShape] : [])).at(0);
  const told = model.recipe.data.image;
  if (shape?.length !== 3) return told;
  const [channels, height, width] = shape;
  return { ...told, width, height, ...(channels === 1 || channels === 3 ? { channels } : {}) };
}

/** Where rows have names, such as images their files, the first column is that. */
function withRowNames(
  { rowNames }: Table,
  { columns, cells }: { columns: string[]; cells: string[][] },
): { columns: string[]; cells: string[][] } {
  if (rowNames === undefined) return { columns, cells };
  return { columns: ["file", ...columns], cells: cells.map((row, index) => [rowNames[index], ...row]) };
}

/** The model of a folder that `fit` or `improve` wrote, of a file, or of a stored run. */
async function readModel({ model, store }: PredictOptions): Promise<Model> {
  const about = await stat(model).catch(() => undefined);
  if (about === undefined) return decodeModel(await storedModel(model, store), `the model of run ${model}`);
  const path = about.isDirectory() ? join(model, "model.safetensors") : model;
  try {
    return decodeModel(await readFile(path), path);
  } catch (cause) {
    if (cause instanceof TrainwellError) throw cause;
    throw modelMissing(model, `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`);
  }
}

async function storedModel(run: string, folder: string): Promise<Uint8Array> {
  const isStore = await stat(folder).catch(() => undefined);
  if (!isStore) throw modelMissing(run, `it is no folder or file, and there is no run store in ${folder}`);
  const store = openSqliteStore(folder);
  try {
    const id = await namedRun(store, run, hasModel);
    const known = /^[\w-]+$/.test(id) && (await store.getRun(id));
    const bytes = known ? await store.loadModel(id) : undefined;
    if (bytes === undefined)
      throw modelMissing(run, "it is no folder or file, and no run of the store with a model");
    return bytes;
  } finally {
    await store.close();
  }
}

/** Runs leave a model where they came to their end, but for those that only diagnose. */
function hasModel(run: RunSummary): boolean {
  return run.status === "done" && verbOf(run) !== "diagnose";
}

function modelMissing(model: string, why: string): TrainwellError {
  return new TrainwellError({
    kind: "input",
    code: "model-missing",
    message: `The model "${model}" was not found: ${why}.`,
    details: { model },
    hint: "Give the folder that fit or improve wrote, or the id of a run.",
  });
}
