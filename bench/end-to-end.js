import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { splitDigits } from "./lib/digits-table.js";
import { entry } from "./lib/document.js";
import { alternate, mean, median, pairedRatio } from "./lib/pairs.js";
import { benchFile, requirePeerPython } from "./lib/paths.js";
import { fitCommand } from "./ours.js";

/**
 * Dev accuracies count as equal when ours is at most this much lower: one dev row of the 359 is 0.3 points.
 */
const ACCURACY_TOLERANCE = 0.01;

/** A whole process from spawn to exit, with what it said about itself. */
function runProcess([command, ...args]) {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  const milliseconds = performance.now() - began;
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with exit code ${status}: ${stderr}`);
  return { milliseconds, said: JSON.parse(stdout) };
}

async function measure({ rounds, log }) {
  const { folder, path } = splitDigits("end-to-end");
  const python = requirePeerPython();
  const peer = [python, benchFile("peers", "torch_digits.py"), path, join(folder, "model.pt")];
  const command = await fitCommand({ path, folder });
  const outcomes = { ours: [], theirs: [] };
  const contestant = (side, line) => async () => {
    const { milliseconds, said } = runProcess(line);
    outcomes[side].push({ milliseconds, ...said });
    return milliseconds;
  };
  const onRound = (round, total) => log(`end-to-end: round ${round} of ${total}`);
  const sides = { ours: contestant("ours", command.line), theirs: contestant("theirs", peer) };
  const times = await alternate(sides, { rounds, warmUp: 1, onRound });
  const [ours, theirs] = [outcomes.ours.slice(1), outcomes.theirs.slice(1)];
  return { times, ours: ours.map(command.read), theirs };
}

/** Whole processes, and apart: the training itself, and everything around it. */
async function run(context) {
  const { times, ours, theirs } = await measure(context);
  const accuracy = {
    ours: mean(ours.map((o) => o.devAccuracy)),
    theirs: mean(theirs.map((o) => o.devAccuracy)),
  };
  context.log(`end-to-end: dev accuracy ${accuracy.ours.toFixed(4)}, PyTorch ${accuracy.theirs.toFixed(4)}`);
  if (accuracy.ours < accuracy.theirs - ACCURACY_TOLERANCE)
    throw new Error(
      `Our dev accuracy is ${accuracy.ours}, PyTorch's ${accuracy.theirs}: not an equal result.`,
    );
  const compare = (name, a, b) => {
    const { value: ratio, low, high } = pairedRatio(a, b);
    const peerName = "PyTorch eager, fused Adam, 1 thread";
    return entry({ name, ours: median(a), peer: median(b), peerName, unit: "ms", ratio, low, high });
  };
  const training = [ours, theirs].map((outcomes) => outcomes.map((o) => o.trainingMs));
  const around = [times.ours, times.theirs].map((all, side) =>
    all.map((ms, round) => ms - training[side][round]),
  );
  return [
    compare("end-to-end", times.ours, times.theirs),
    compare("end-to-end-training", ...training),
    compare("end-to-end-startup", ...around),
  ];
}

export const benchmarks = [{ name: "end-to-end", run }];
