import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { splitDigits } from "./lib/digits-table.js";
import { entry } from "./lib/document.js";
import { alternate, median, pairedRatio } from "./lib/pairs.js";
import { benchFile, builtFolder, requirePeerPython } from "./lib/paths.js";

const TRIALS = 64;
const EPOCHS = 15;

/** The recipe and the space that the peer's script has too. */
function search({ ranges }) {
  const recipe = {
    schema: 1,
    data: {
      target: "digit",
      task: "classification",
      normalize: "standardize",
      split: { method: "column", column: "split" },
    },
    network: {
      layers: [
        { id: "hidden", kind: "dense", units: 64 },
        { id: "relu", kind: "relu" },
        { id: "drop", kind: "dropout", rate: 0.1 },
        { id: "output", kind: "dense", units: "outputs" },
      ],
    },
    loss: { kind: "softmaxCrossEntropy" },
    optimizer: { kind: "adam", learningRate: 0.001 },
    training: { batchSize: 64, epochs: EPOCHS },
  };
  const space = {
    "optimizer.learningRate": ranges.log(1e-4, 1e-1),
    "network.layers.hidden.units": ranges.integer(16, 256, { scale: "log" }),
    "network.layers.drop.rate": ranges.uniform(0, 0.5),
  };
  return { recipe, space };
}

/**
 * Seconds from the first trial's beginning to the last one's end, as the peer's clock runs, and `reached`:
 * when which dev accuracy was seen.
 */
async function ours({ folder, path }, library, stopper) {
  const store = join(folder, "store");
  rmSync(store, { recursive: true, force: true });
  let began;
  let ended;
  const reached = [];
  await library.tune({
    ...search(library),
    data: path,
    store,
    out: join(folder, "out"),
    trials: TRIALS,
    sampler: "random",
    repeats: 1,
    ...(stopper ? { stopper } : {}),
    progress: (event) => {
      if (event.type === "epoch" && event.place.role === "trial")
        reached.push([(performance.now() - began) / 1000, event.devMetric.value]);
      if (event.type !== "trial") return;
      began ??= performance.now();
      if (event.status !== "running") ended = performance.now();
    },
  });
  return { seconds: (ended - began) / 1000, reached };
}

function theirs({ path }, python, pruner) {
  const line = [benchFile("peers", "optuna_digits.py"), path, String(TRIALS), String(EPOCHS)];
  const { status, stdout, stderr } = spawnSync(python, pruner ? [...line, pruner] : line, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`optuna_digits.py ended with exit code ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Searches of both kinds in turn. */
async function searches({ name, stopper, pruner }, { rounds, log }) {
  const place = splitDigits("tune-digits");
  const python = requirePeerPython();
  const library = await import(pathToFileURL(join(builtFolder, "index.js")).href);
  return alternate(
    { ours: () => ours(place, library, stopper), theirs: () => theirs(place, python, pruner) },
    {
      rounds: Math.min(rounds, 7),
      warmUp: 1,
      onRound: (round, of) => log(`${name}: round ${round} of ${of}`),
    },
  );
}

/** Trials per minute of a search on digits: the same space, epochs and cores. */
async function runWhole(options) {
  const name = "tune-digits";
  const both = await searches({ name }, options);
  const [our, their] = [both.ours, both.theirs].map((all) => all.map(({ seconds }) => seconds));
  const perMinute = (seconds) => (60 * TRIALS) / seconds;
  const { value: ratio, low, high } = pairedRatio(our, their);
  return [
    entry({
      name,
      ours: perMinute(median(our)),
      peer: perMinute(median(their)),
      peerName: "Optuna with PyTorch, 2 jobs",
      unit: "trials/min",
      ratio,
      low,
      high,
    }),
  ];
}

/** When an accuracy was first seen, in seconds. */
function timeTo(accuracy, reached) {
  // Theirs are float32.
  return Math.min(...reached.filter(([, value]) => value > accuracy - 1e-6).map(([at]) => at));
}

/** Seconds until the best accuracy that both reach is seen, where both stop bad trials early by halving. */
async function runHalving(options) {
  const name = "tune-digits-asha";
  const both = await searches({ name, stopper: "asha", pruner: "asha" }, options);
  const bestOf = ({ reached }) => Math.max(...reached.map(([, accuracy]) => accuracy));
  const times = both.ours.map((own, round) => {
    const their = both.theirs[round];
    const accuracy = Math.min(bestOf(own), bestOf(their));
    return { ours: timeTo(accuracy, own.reached), theirs: timeTo(accuracy, their.reached) };
  });
  const [our, their] = [times.map((one) => one.ours), times.map((one) => one.theirs)];
  const { value: ratio, low, high } = pairedRatio(our, their);
  return [
    entry({
      name,
      ours: median(our),
      peer: median(their),
      peerName: "Optuna with PyTorch and its successive halving, 2 jobs",
      unit: "s",
      ratio,
      low,
      high,
    }),
  ];
}

export const benchmarks = [
  { name: "tune-digits", run: runWhole },
  { name: "tune-digits-asha", run: runHalving },
];
