// How an experiment trains: the only file here that knows Trainwell's modules.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const builtFolder = process.env.EXPERIMENTS_DIST ?? join(root, "dist");
const dist = (path) => import(pathToFileURL(join(builtFolder, path)).href);

export const statistics = await dist("base/statistics.js");
export const { normal, randomKey, uniform, shuffle } = await dist("base/random.js");
const { parseRecipe } = await dist("recipe/schema.js");
const { evaluationData } = await dist("program/dataset-blocks.js");
const { planTraining } = await dist("train/plan/plan-training.js");
const { runTraining } = await dist("train/trainer/loop.js");
const { evaluate, score } = await dist("model/evaluate.js");
const { openProgram } = await dist("runtime/open-program.js");
const { nodeRuntime } = await dist("runtime/session.node.js");
const { learningRateRange } = await dist("measure/rates/index.js");
const { prepare } = await dist("lab/prepare/prepare.js");
const { fitData } = await dist("lab/prepare/fit-data.js");
export const { renderLineChartFile } = await dist("report/line-chart.js");

/** One of the bundled tables, standardized on its training rows, as `{ dataset, rows: { train, dev } }`. */
export async function bundledTable(file, { target, trainRows }) {
  const path = join(root, "data", file);
  if (!existsSync(path)) throw new Error(`The bundled table ${file} is missing.`);
  const recipe = parseRecipe(
    {
      schema: 1,
      data: { target, normalize: "softClip", split: { train: 0.5, dev: 0.5, test: 0 } },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
    },
    { source: "experiment" },
  );
  const options = { data: path, target: null, task: null, types: [], split: null, splitSizes: null };
  const prepared = await prepare({
    ...options,
    recipe,
    set: [],
    seed: null,
    signal: new AbortController().signal,
  });
  const train = prepared.split.train.subarray(0, trainRows);
  const { dataset } = fitData(prepared, recipe, train);
  return { dataset, rows: { train, dev: prepared.split.dev } };
}

/**
 * The same data with the labels of a share of its training rows drawn at random, as careless labelling leaves
 * them.
 */
export function withLabelNoise({ dataset, rows }, { share, seed }) {
  const { classes, data } = dataset.target;
  const noisy = Int32Array.from(data);
  const key = randomKey(seed, 11);
  for (const row of rows.train)
    if (uniform(key, 2 * row) < share) noisy[row] = Math.floor(uniform(key, 2 * row + 1) * classes.length);
  return { dataset: { ...dataset, target: { ...dataset.target, data: noisy } }, rows };
}

/** Classes that a random network of one hidden layer gives to normal inputs. */
export function teacherData({ trainRows, devRows, features, classes, seed }) {
  const count = trainRows + devRows;
  const inputs = new Float32Array(count * features).map((_, index) => normal(randomKey(seed, 1), index));
  const hidden = 2 * features;
  const weights = Array.from({ length: hidden * (features + classes) }, (_, i) =>
    normal(randomKey(seed, 2), i),
  );
  const labels = Int32Array.from({ length: count }, (_, row) => {
    const units = Array.from({ length: hidden }, (_, unit) => {
      let sum = 0;
      for (let i = 0; i < features; i++) sum += inputs[row * features + i] * weights[unit * features + i];
      return Math.max(0, sum);
    });
    const scores = Array.from({ length: classes }, (_, label) =>
      units.reduce((sum, value, unit) => sum + value * weights[hidden * features + label * hidden + unit], 0),
    );
    return scores.indexOf(Math.max(...scores));
  });
  const dataset = {
    rows: count,
    blocks: [{ name: "features", dtype: "float32", rowShape: [features], data: inputs }],
    target: { kind: "classes", data: labels, classes: Array.from({ length: classes }, (_, i) => String(i)) },
  };
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  return { dataset, rows: { train: rows.subarray(0, trainRows), dev: rows.subarray(trainRows) } };
}

/** A recipe of layers in order, each `[kind, options]`, with the rest as a recipe writes it. */
export function recipeOf({ layers, loss = { kind: "softmaxCrossEntropy" }, ...rest }) {
  const named = layers.map(([kind, options], index) => ({ id: `${kind}${index + 1}`, kind, ...options }));
  return { schema: 1, data: { target: "target" }, network: { layers: named }, loss, ...rest };
}

/** Compiled programs outlive a training: what varies between two trainings is mostly a number. */
const sessions = new Map();
const keepingRuntime = {
  name: nodeRuntime.name,
  async create(model, options) {
    if (!sessions.has(model)) sessions.set(model, await nodeRuntime.create(model, options));
    const session = sessions.get(model);
    return { ...session, run: (feeds) => session.run(feeds), release: async () => {} };
  },
};

/** Frees all programs that were compiled so far. */
export async function releasePrograms() {
  for (const session of sessions.values()) await session.release();
  sessions.clear();
}

/**
 * Trains once.
 *
 * @param recipe as `recipeOf` gives it; `seed` decides the weights, the order of the examples and the masks.
 * @param options `probes` asks for statistics of gradients; `stopAt(values)` ends the training after an epoch
 *   for which it is true, which saves time where only the time to get there counts.
 * @returns `status`; `epochs`: their history; `probed`: the probes'; `train` and `dev`: loss and metric of
 *   the last weights without dropout.
 */
export async function train(recipe, { dataset, rows }, { seed, probes = false, stopAt } = {}) {
  const parsed = parseRecipe({ ...recipe, training: { ...recipe.training, seed } }, { source: "experiment" });
  const plan = planTraining(parsed, dataset, { rows, probes, threads: 1 });
  const [epochs, probed] = [[], []];
  let done = false;
  const hooks = {
    onHistory: ({ kind, step, epoch, values }) => {
      (kind === "epoch" ? epochs : probed).push({ step, epoch, ...values });
      if (kind === "epoch" && stopAt?.(values)) done = true;
    },
    interrupted: () => done,
  };
  const { status, state } = await runTraining(plan, keepingRuntime, { hooks });
  const session = await openProgram(keepingRuntime, plan.evaluation, { threads: 1 });
  const judge = async (part) => {
    const data = evaluationData(dataset, part);
    return score(await evaluate(session, state, { ...plan, ...data }), data, plan.metric);
  };
  const dev = rows.dev ? await judge(rows.dev) : undefined;
  return { status, epochs, probed, train: await judge(rows.train), dev };
}

/** The learning rate that a range test suggests; null where it suggests none. */
export async function suggestedRate(recipe, { dataset, rows }, { seeds }) {
  const parsed = parseRecipe(recipe, { source: "experiment" });
  const options = { dataset, rows: rows.train, runtime: keepingRuntime, threads: 1, seeds };
  return (await learningRateRange(parsed, options)).suggestion;
}
