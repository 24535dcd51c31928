import { pathToFileURL } from "node:url";

// Our side of the benchmarks: the only file that knows Trainwell's modules. Everything is imported when it is asked for,
// so that a benchmark that needs less runs without the rest. BENCH_DIST names another build to measure, for comparing
// two versions.
const folder = process.env.BENCH_DIST
  ? pathToFileURL(`${process.env.BENCH_DIST}/`)
  : new URL("../dist/", import.meta.url);
const dist = (path) => import(new URL(path, folder).href);

/** The recipe of a plain classifier with ReLU layers, trained by Adam. */
export async function classifierRecipe({ sizes, batchSize, epochs }) {
  const { parseRecipe } = await dist("recipe/schema.js");
  const hidden = sizes.slice(1, -1);
  const layers = hidden.flatMap((units, index) => [
    { id: `dense${index + 1}`, kind: "dense", units },
    { id: `relu${index + 1}`, kind: "relu" },
  ]);
  return parseRecipe(
    {
      schema: 1,
      data: { target: "class" },
      network: { layers: [...layers, { id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "adam", learningRate: 1e-3 },
      training: { batchSize, epochs, lastBatch: "drop" },
    },
    { source: "benchmark" },
  );
}

/** A table in memory as the training takes it. */
function datasetOf({ sizes, features, labels }) {
  const classes = Array.from({ length: sizes[sizes.length - 1] }, (_, index) => String(index));
  return {
    rows: labels.length,
    blocks: [{ name: "features", dtype: "float32", rowShape: [sizes[0]], data: features }],
    target: { kind: "classes", data: labels, classes },
  };
}

/** A runtime whose sessions outlive the trainings that ask for them, as in a study of many trials. */
function keepingSessions(runtime) {
  const sessions = new Map();
  return {
    name: runtime.name,
    async create(model, options) {
      if (!sessions.has(model)) sessions.set(model, await runtime.create(model, options));
      const session = sessions.get(model);
      return { ...session, run: (...args) => session.run(...args), release: async () => {} };
    },
    async close() {
      for (const session of sessions.values()) await session.release();
    },
  };
}

/**
 * A training that goes on some epochs at a time, on random batches of a data set in memory; it reads every loss.
 *
 * @returns `run(steps)`, with whole epochs of steps, resolves to milliseconds per step.
 */
export async function openStepper({ sizes, batchSize, features, labels }) {
  const [{ planTraining }, { runTraining }, { nodeRuntime }] = await Promise.all([
    dist("train/plan-training.js"),
    dist("train/loop.js"),
    dist("runtime/session.node.js"),
  ]);
  const recipe = await classifierRecipe({ sizes, batchSize, epochs: 1 });
  const dataset = datasetOf({ sizes, features, labels });
  const train = Int32Array.from(labels, (_, row) => row);
  const plan = planTraining(recipe, dataset, { rows: { train }, probes: false });
  const runtime = keepingSessions(nodeRuntime);
  const stepsPerEpoch = Math.floor(labels.length / batchSize);
  let epochs = 0;
  let resume;
  return {
    async run(steps) {
      if (steps % stepsPerEpoch !== 0)
        throw new Error(`Expected a multiple of ${stepsPerEpoch} steps, received ${steps}.`);
      epochs += steps / stepsPerEpoch;
      const began = performance.now();
      const outcome = await runTraining({ ...plan, training: { ...plan.training, epochs } }, runtime, {
        resume,
      });
      const milliseconds = performance.now() - began;
      if (outcome.status !== "finished") throw new Error(`Our training ended as ${outcome.status}.`);
      resume = outcome.state;
      return milliseconds / steps;
    },
    close: () => runtime.close(),
  };
}
