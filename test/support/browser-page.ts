import * as ort from "onnxruntime-web/wasm";
import { availableDevice, driveTraining, loadRuns, webRuntime } from "../../src/browser.ts";
import type { HistoryRow } from "../../src/run/history.ts";
import { storeConformance } from "../../src/store/conformance/store-conformance.ts";
import type { TrainingState } from "../../src/train/trainer/state.ts";
import type { FromWorker, ToWorker } from "../../src/train/worker/worker-protocol.ts";
import { prepareDigits } from "./digits.ts";

const runs = await loadRuns();

/** A worker that trains, as the two ends of a channel. */
function openWorker() {
  const worker = new Worker("/worker-entry.web.js", { type: "module" });
  const port = {
    post: (message: ToWorker) => worker.postMessage(message),
    listen: (handler: (message: FromWorker) => void) => {
      worker.onmessage = ({ data }) => handler(data);
    },
  };
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => reject(new Error(`The worker failed: ${event.message}`));
  });
  return { worker, port, failed };
}

/** Trains on digits in a worker, keeps the run in IndexedDB, reads it back and predicts with it. */
async function fitDigits(csv: string) {
  const { table, recipe, plan, model, devAccuracy } = await prepareDigits(csv);
  const { worker, port, failed } = openWorker();
  const history: HistoryRow[] = [];
  const hooks = { onHistory: (row: HistoryRow) => history.push(row) };
  const outcome = await Promise.race([failed, driveTraining(port, plan, { hooks })]);
  worker.terminate();
  const run = runs.newRun(
    {
      title: "digits",
      status: "done",
      recipe,
      dataHash: "digits",
      environment: { runtime: webRuntime.name },
    },
    new Date(),
  );
  const { id } = run;
  const writing = await runs.openIndexedDbStore("digits");
  await writing.createRun(run);
  await writing.appendHistory(id, history);
  await writing.saveCheckpoint(id, runs.encodeCheckpoint(outcome.state));
  await writing.saveModel(id, runs.encodeModel(model(outcome.chosen)));
  await writing.close();

  const reading = await runs.openIndexedDbStore("digits");
  const modelFile = (await reading.loadModel(id))!;
  const checkpoint = runs.decodeCheckpoint((await reading.loadCheckpoint(id))!, "the checkpoint");
  const kept = { history: await reading.history(id), recipe: (await reading.getRun(id))!.recipe };
  await reading.close();
  const probabilities = await runs.predictTable(runs.decodeModel(modelFile, "the model"), table, webRuntime);
  return {
    status: outcome.status,
    initial: [...plan.initial.parameters],
    history: kept.history,
    recipe: kept.recipe,
    steps: checkpoint.step,
    parameters: [...checkpoint.parameters],
    modelFile: [...modelFile],
    probabilities: [...probabilities],
    devAccuracy: devAccuracy(probabilities),
  };
}

/** Trains on digits in a worker on the device asked for, or the one that there is. */
async function fitDigitsOn(csv: string, wanted: "cpu" | "webgpu") {
  const { device, failure } = await availableDevice(wanted);
  const { plan } = await prepareDigits(csv, device);
  const { worker, port, failed } = openWorker();
  const history: HistoryRow[] = [];
  const hooks = { onHistory: (row: HistoryRow) => history.push(row) };
  const { status, state } = await Promise.race([failed, driveTraining(port, plan, { hooks })]);
  worker.terminate();
  return { device, failure, status, history, parameters: [...state.parameters] };
}

/**
 * Interrupts a training after its first epoch, and continues it in another worker from the checkpoint's
 * bytes.
 */
async function interruptDigits(csv: string) {
  const { plan } = await prepareDigits(csv);
  const first = openWorker();
  const stop = new AbortController();
  const hooks = { onHistory: () => stop.abort() };
  const training = driveTraining(first.port, plan, { hooks, signal: stop.signal });
  const interrupted = await Promise.race([first.failed, training]);
  first.worker.terminate();
  const resume: TrainingState = runs.decodeCheckpoint(
    runs.encodeCheckpoint(interrupted.state),
    "the checkpoint",
  );
  const second = openWorker();
  const outcome = await Promise.race([
    second.failed,
    driveTraining(second.port, plan, { hooks: {}, resume }),
  ]);
  second.worker.terminate();
  return {
    interrupted: interrupted.status,
    interruptedAt: interrupted.state.step,
    status: outcome.status,
    parameters: [...outcome.state.parameters],
  };
}

/**
 * Runs the cases that every store must pass on IndexedDB, each on a database of its own, and says which fail.
 */
async function checkStore() {
  const results: { name: string; failure: string | null }[] = [];
  for (const { name, run } of storeConformance()) {
    const database = `conformance ${results.length}`;
    const failure = await run({ open: () => runs.openIndexedDbStore(database) }).then(
      () => null,
      (error: unknown) => String(error),
    );
    results.push({ name, failure });
  }
  return results;
}

/** Runs an exported model on raw columns. */
async function runExported(
  file: number[],
  columns: Record<string, { type: "float64" | "string"; values: (number | string | null)[] }>,
) {
  const session = await ort.InferenceSession.create(Uint8Array.from(file));
  const feeds = Object.entries(columns).map(([name, { type, values }]) => {
    const shape = [values.length, 1];
    const tensor =
      type === "string"
        ? new ort.Tensor("string", values as string[], shape)
        : new ort.Tensor(
            "float64",
            Float64Array.from(values, (value) => Number(value ?? Number.NaN)),
            shape,
          );
    return [name, tensor] as const;
  });
  const { label, probabilities } = await session.run(Object.fromEntries(feeds));
  return {
    labels: label.data as unknown as string[],
    probabilities: [...(probabilities.data as Float32Array)],
  };
}

export type Page = {
  fitDigits: typeof fitDigits;
  fitDigitsOn: typeof fitDigitsOn;
  interruptDigits: typeof interruptDigits;
  checkStore: typeof checkStore;
  runExported: typeof runExported;
};
Object.assign(globalThis, {
  page: { fitDigits, fitDigitsOn, interruptDigits, checkStore, runExported } satisfies Page,
});
