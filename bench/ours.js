// Our side of the benchmarks: the only file that knows Trainwell's modules. Everything is imported when it is asked for,
// so that a benchmark that needs less runs without the rest.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { builtFolder, root } from "./lib/paths.js";

const cli = join(root, "bin", "trainwell.js");
const dist = (path) => import(pathToFileURL(join(builtFolder, path)).href);

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

/**
 * A whole fit, planned afresh each time as the product does it.
 *
 * @returns a function that trains and resolves to the weights at the end.
 */
export async function openFit({ sizes, batchSize, features, labels, epochs, probes }) {
  const [{ planTraining }, { runTraining }, { nodeRuntime }] = await Promise.all([
    dist("train/plan-training.js"),
    dist("train/loop.js"),
    dist("runtime/session.node.js"),
  ]);
  const recipe = await classifierRecipe({ sizes, batchSize, epochs });
  const dataset = datasetOf({ sizes, features, labels });
  const train = Int32Array.from(labels, (_, row) => row);
  return async () => {
    const plan = planTraining(recipe, dataset, { rows: { train }, probes });
    const { status, state } = await runTraining(plan, nodeRuntime);
    if (status !== "finished") throw new Error(`Our training ended as ${status}.`);
    return state.parameters;
  };
}

/**
 * The command that fits the digits network of the end-to-end benchmark as a whole process.
 *
 * @returns `line`, the command; `read`, which takes the accuracy and the training's duration from what it said.
 */
export async function fitCommand({ path, folder }) {
  const recipe = join(folder, "recipe.json");
  writeFileSync(
    recipe,
    JSON.stringify({
      schema: 1,
      data: { target: "digit", exclude: [], split: { method: "column", column: "split" } },
      network: {
        layers: [
          { id: "dense1", kind: "dense", units: 128 },
          { id: "relu1", kind: "relu" },
          { id: "dense2", kind: "dense", units: 64 },
          { id: "relu2", kind: "relu" },
          { id: "output", kind: "dense", units: "outputs" },
        ],
      },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "adam", learningRate: 1e-3 },
      training: { batchSize: 64, epochs: 30, lastBatch: "keep" },
    }),
  );
  const [out, store] = [join(folder, "out"), join(folder, "store")];
  return {
    line: [process.execPath, cli, "fit", path, "--recipe", recipe, "--json", "--out", out, "--store", store],
    read: ({ milliseconds, dev, durationMs }) => ({
      milliseconds,
      devAccuracy: dev.metrics.accuracy,
      trainingMs: durationMs,
    }),
  };
}

/**
 * `improve` on a table whose column "split" names the parts; it scores the test rows once.
 *
 * @returns the test accuracy, or the test RMSE.
 */
export async function improveOnSplit({ path, folder, target, task, seed, budget }) {
  const places = ["--out", join(folder, "out"), "--store", join(folder, "store")];
  const choices = ["--target", target, "--task", task, "--split", "column:split", "--seed", String(seed)];
  const limits = budget === undefined ? [] : ["--budget", budget];
  const args = [cli, "improve", path, ...choices, ...limits, ...places, "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`improve ended with exit code ${status}: ${stderr.slice(-2000)}`);
  const { metrics } = JSON.parse(stdout).test;
  return task === "regression" ? metrics.rmse : metrics.accuracy;
}

/** What the comparison with PyTorch's trajectories needs. */
export async function parityModules() {
  const modules = await Promise.all(
    [
      "recipe/schema.js",
      "optim/optimizers/index.js",
      "train/step-program.js",
      "train/layout.js",
      "runtime/cache.js",
      "runtime/reference-program.js",
    ].map(dist),
  );
  const { nodeRuntime } = await dist("runtime/session.node.js");
  return { ...Object.assign({}, ...modules), runtime: nodeRuntime };
}
