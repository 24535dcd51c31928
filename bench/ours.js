// Our side of the benchmarks: the only file that knows Trainwell's modules. Everything is imported when it is
// asked for, so that a benchmark that needs less runs without the rest.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { benchFile, builtFolder, root } from "./lib/paths.js";

const cli = join(root, "bin", "trainwell.js");
const dist = (path) => import(pathToFileURL(join(builtFolder, path)).href);

/** The recipe of a classifier, trained by Adam. */
async function classifierRecipe({ layers, batchSize, epochs, epsilon = 1e-8 }) {
  const { parseRecipe } = await dist("recipe/schema.js");
  return parseRecipe(
    {
      schema: 1,
      data: { target: "class" },
      network: { layers },
      loss: { kind: "softmaxCrossEntropy" },
      optimizer: { kind: "adam", learningRate: 1e-3, epsilon },
      training: { batchSize, epochs, lastBatch: "drop" },
    },
    { source: "benchmark" },
  );
}

/** A table in memory as the training takes it. */
function datasetOf({ rowShape, classes, cardinalities = [], features, codes, labels }) {
  const names = Array.from({ length: classes }, (_, index) => String(index));
  return {
    rows: labels.length,
    blocks: [
      { name: "features", dtype: "float32", rowShape, data: features },
      ...cardinalities.map((cardinality, index) => ({
        name: `category:${index + 1}`,
        dtype: "int32",
        rowShape: [],
        data: codes[index],
        cardinality,
      })),
    ],
    target: { kind: "classes", data: labels, classes: names },
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
 * A training that goes on some epochs at a time, on random batches of a data set in memory; it reads every
 * loss.
 *
 * @returns `run(steps)`, with whole epochs of steps, resolves to milliseconds per step.
 */
export async function openStepper(network) {
  const [{ planTraining }, { runTraining }, { nodeRuntime }] = await Promise.all([
    dist("train/plan/plan-training.js"),
    dist("train/trainer/loop.js"),
    dist("runtime/session.node.js"),
  ]);
  const { batchSize, labels } = network;
  const recipe = await classifierRecipe({ ...network, epochs: 1 });
  const train = Int32Array.from(labels, (_, row) => row);
  const plan = planTraining(recipe, datasetOf(network), { rows: { train }, probes: false });
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
 * The first steps of a training on the first batch of the data alone.
 *
 * @returns the losses of these steps, and the weights before them by name: `{ shape, data }`.
 */
export async function firstSteps(network, { steps, epsilon }) {
  const [{ planTraining }, { runTraining }, { namedViews }, { nodeRuntime }] = await Promise.all([
    dist("train/plan/plan-training.js"),
    dist("train/trainer/loop.js"),
    dist("program/layout.js"),
    dist("runtime/session.node.js"),
  ]);
  const recipe = await classifierRecipe({ ...network, epochs: steps, epsilon });
  const train = Int32Array.from({ length: network.batchSize }, (_, row) => row);
  const plan = planTraining(recipe, datasetOf(network), { rows: { train }, probes: false });
  const losses = [];
  const onHistory = ({ kind, values }) => {
    if (kind === "epoch") losses.push(values["train.loss"]);
  };
  await runTraining(plan, nodeRuntime, { hooks: { onHistory } });
  return { losses, weights: namedViews(plan.parameters, plan.initial.parameters) };
}

/**
 * A whole fit, planned afresh each time as the product does it.
 *
 * @returns a function that trains and resolves to the weights at the end.
 */
export async function openFit({ epochs, probes, ...network }) {
  const [{ planTraining }, { runTraining }, { nodeRuntime }] = await Promise.all([
    dist("train/plan/plan-training.js"),
    dist("train/trainer/loop.js"),
    dist("runtime/session.node.js"),
  ]);
  const recipe = await classifierRecipe({ ...network, epochs });
  const dataset = datasetOf(network);
  const train = Int32Array.from(network.labels, (_, row) => row);
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
 * @returns `line`, the command; `read`, which takes the accuracy and the training's duration from what it
 * said.
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
 * @returns the result as `--json` prints it.
 */
export async function improveOnSplit({ path, folder, target, task, seed, budget }) {
  const places = ["--out", join(folder, "out"), "--store", join(folder, "store")];
  const choices = ["--target", target, "--task", task, "--split", "column:split", "--seed", String(seed)];
  const limits = budget === undefined ? [] : ["--budget", budget];
  const args = [
    benchFile("lib", "built-cli.js"),
    "improve",
    path,
    ...choices,
    ...limits,
    ...places,
    "--json",
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`improve ended with exit code ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

/** The score of the test rows: accuracy, or RMSE. */
export function scoreOf({ metrics }, task) {
  return task === "regression" ? metrics.rmse : metrics.accuracy;
}

/** The modules of the build that the comparison with PyTorch's trajectories calls. */
export async function parityModules() {
  const modules = await Promise.all(
    [
      "base/random.js",
      "graph/tensor.js",
      "graph/differentiate.js",
      "graph/operations/index.js",
      "runtime/reference.js",
      "runtime/reference-program.js",
      "runtime/cache.js",
      "runtime/open-program.js",
      "nn/network.js",
      "nn/blocks/index.js",
      "optim/optimizers/index.js",
      "optim/schedules/index.js",
      "recipe/schema.js",
      "program/step-program.js",
      "program/layout.js",
    ].map(dist),
  );
  const { nodeRuntime } = await dist("runtime/session.node.js");
  return { ...Object.assign({}, ...modules), runtime: nodeRuntime };
}

/**
 * An image data set with the product's default recipe for it, read and divided as `trainwell fit` does it.
 *
 * @returns the arrays and row numbers for the peer, and `train(seed)`, which resolves to each epoch's dev
 *   accuracy and seconds since the training began, and the test accuracy.
 */
export async function openImageFit(folder, { threads }) {
  const { prepare } = await dist("lab/prepare/prepare.js");
  const { fitData } = await dist("lab/prepare/fit-data.js");
  const { evaluationData } = await dist("program/dataset-blocks.js");
  const { planTraining } = await dist("train/plan/plan-training.js");
  const { runTraining } = await dist("train/trainer/loop.js");
  const { evaluate, score } = await dist("model/evaluate.js");
  const { openProgram } = await dist("runtime/open-program.js");
  const { nodeRuntime } = await dist("runtime/session.node.js");
  const told = { target: null, task: null, types: [], split: null, splitSizes: null, recipe: null, set: [] };
  const signal = new AbortController().signal;
  const prepared = await prepare({ ...told, data: folder, seed: null, signal });
  const { recipe, split } = prepared;
  const { dataset } = fitData(prepared, recipe, split.train);
  const [block] = dataset.blocks;
  return {
    recipe,
    images: block.data,
    labels: dataset.target.data,
    split: { train: split.train, dev: split.dev, test: split.test },
    shape: block.rowShape,
    classes: dataset.target.classes.length,
    async train(seed) {
      const seeded = { ...recipe, training: { ...recipe.training, seed, earlyStopping: null } };
      const plan = planTraining(seeded, dataset, { rows: split, probes: false, threads });
      const epochs = [];
      const began = performance.now();
      const onHistory = ({ values }) =>
        epochs.push({ devAccuracy: values["dev.accuracy"], seconds: (performance.now() - began) / 1000 });
      const { state } = await runTraining(plan, nodeRuntime, { hooks: { onHistory } });
      const session = await openProgram(nodeRuntime, plan.evaluation, { threads });
      const data = evaluationData(dataset, split.test);
      const { metric } = score(await evaluate(session, state, { ...plan, ...data }), data, plan.metric);
      await session.release();
      return { epochs, testAccuracy: metric };
    },
  };
}
