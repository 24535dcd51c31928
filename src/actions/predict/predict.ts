import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { TrainwellError } from "../../base/errors.ts";
import { formatCsv } from "../../base/format-csv.ts";
import { readingToPredict } from "../../data/prepare/reading-to-predict.ts";
import type { ImageOptions } from "../../data/read/sources/source-reader.ts";
import type { JobContext } from "../../lab/job-context.ts";
import { readData } from "../../lab/prepare/read-data.ts";
import { namedRun, verbOf } from "../../lab/resume/named-run.ts";
import { decodeModel, type Model } from "../../model/model.ts";
import { predictTable } from "../../model/predict-table.ts";
import { predictionsOf } from "../../model/predictions.ts";
import type { RunSummary } from "../../run/record.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { openExistingStore } from "../../store/open-store.node.ts";
import { checkOutputFile, writeOutputFile } from "../shared/files/output-file.ts";
import { storePlace } from "../shared/store-place.ts";
import type { PredictOptions, PredictResult } from "./contract.ts";
import { predictionCells } from "./prediction-cells.ts";

/**
 * Predicts the rows of a table. The predictions are data; with `out` they are also a CSV with one row for
 * each: a file, or with "-" a text in the result.
 *
 * @throws TrainwellError when the model or the data cannot be read, or a column that the model needs is
 * missing.
 */
export async function predict(options: PredictOptions & JobContext): Promise<PredictResult> {
  const { out } = options;
  if (out !== null && out !== TEXT) await checkOutputFile(out, options);
  const model = await readModel(options);
  const [{ preprocessing }] = model.members;
  const table = await readData(options.data, {
    ...readingToPredict(preprocessing),
    image: imageOptions(model),
    header: options.header ?? undefined,
    sheet: options.sheet ?? undefined,
    usualSheet: model.recipe.data.sheet ?? undefined,
    signal: options.signal,
  });
  const outputs = await predictTable(model, table, nodeRuntime);
  const predictions = predictionsOf(model, outputs, table.rowNames);
  const result = { ...predictions, notes: table.notes ?? [], files: {} };
  if (out === null) return result;
  const { columns, cells } = predictionCells(predictions, preprocessing.target);
  const csv = formatCsv(columns, cells);
  if (out === TEXT) return { ...result, columns, csv };
  await writeOutputFile(out, csv);
  return { ...result, columns, files: { predictions: out } };
}

/** The place to write that stands for the result itself. */
const TEXT = "-";

/** Images are brought to the size that the network was trained on. */
function imageOptions(model: Model): ImageOptions {
  const { inputs } = model.members[0].preprocessing;
  const shape = inputs.flatMap((input) => (input.kind === "tensor" ? [input.rowShape] : [])).at(0);
  const told = model.recipe.data.image;
  if (shape?.length !== 3) return told;
  const [channels, height, width] = shape;
  return { ...told, width, height, ...(channels === 1 || channels === 3 ? { channels } : {}) };
}

/** The model of a folder that `fit` or `improve` wrote, of a file, or of a stored run. */
async function readModel({ model, store }: PredictOptions): Promise<Model> {
  const about = await stat(model).catch(() => undefined);
  if (about === undefined) return decodeModel(await storedModel(model, store), `the model of run ${model}`);
  const path = about.isDirectory() ? join(model, "model.safetensors") : model;
  return decodeModel(await bytesOf(path, model), path);
}

async function bytesOf(path: string, model: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw modelMissing(
      model,
      code === "ENOENT" ? `${path} does not exist` : `${path} cannot be read (${code})`,
    );
  }
}

async function storedModel(run: string, address: string): Promise<Uint8Array> {
  const store = await openExistingStore(address);
  if (store === undefined)
    throw modelMissing(run, `it is no folder or file, and there is no run store in ${storePlace(address)}`);
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
