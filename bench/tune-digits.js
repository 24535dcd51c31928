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

/** Seconds from the first trial's beginning to the last one's end, as the peer's clock runs. */
async function ours({ folder, path }, library) {
  const store = join(folder, "store");
  rmSync(store, { recursive: true, force: true });
  let began;
  let ended;
  await library.tune({
    ...search(library),
    data: path,
    store,
    out: join(folder, "out"),
    trials: TRIALS,
    sampler: "random",
    repeats: 1,
    progress: (event) => {
      if (event.type !== "trial") return;
      began ??= performance.now();
      if (event.status !== "running") ended = performance.now();
    },
  });
  return (ended - began) / 1000;
}

function theirs({ path }, python) {
  const line = [benchFile("peers", "optuna_digits.py"), path, String(TRIALS), String(EPOCHS)];
  const { status, stdout, stderr } = spawnSync(python, line, { encoding: "utf8" });
  if (status !== 0) throw new Error(`optuna_digits.py ended with exit code ${status}: ${stderr}`);
  return JSON.parse(stdout).seconds;
}

/** Trials per minute of a search on digits: the same space, epochs and cores. */
async function run({ rounds, log }) {
  const place = splitDigits("tune-digits");
  const python = requirePeerPython();
  const library = await import(pathToFileURL(join(builtFolder, "index.js")).href);
  const times = await alternate(
    { ours: () => ours(place, library), theirs: () => theirs(place, python) },
    {
      rounds: Math.min(rounds, 7),
      warmUp: 1,
      onRound: (round, of) => log(`tune-digits: round ${round} of ${of}`),
    },
  );
  const perMinute = (seconds) => (60 * TRIALS) / seconds;
  const { value: ratio, low, high } = pairedRatio(times.ours, times.theirs);
  return [
    entry({
      name: "tune-digits",
      ours: perMinute(median(times.ours)),
      peer: perMinute(median(times.theirs)),
      peerName: "Optuna with PyTorch, 2 jobs",
      unit: "trials/min",
      ratio,
      low,
      high,
    }),
  ];
}

export const benchmarks = [{ name: "tune-digits", run }];
