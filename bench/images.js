// MNIST and Fashion-MNIST by the product's default recipe, and the same recipe in PyTorch on the same rows:
// the test accuracy, and the time until the dev accuracy that the benchmark asks for.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entry } from "./lib/document.js";
import { mean, median, pairedRatio } from "./lib/pairs.js";
import { benchFile, requirePeerPython, scratch } from "./lib/paths.js";
import { openImageFit } from "./ours.js";

/** Accuracies asked of the test set, and of the dev set for the time. */
const SETS = { mnist: { goal: 0.99 }, "fashion-mnist": { goal: 0.91 } };
/** A run takes a minute or two; the interval is over these. */
const MOST_ROUNDS = 5;
const THREADS = 2;

function writeArrays(name, { images, labels, split }) {
  const folder = join(scratch, "images", name);
  mkdirSync(folder, { recursive: true });
  const file = (part, data) => {
    const path = join(folder, part);
    writeFileSync(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return path;
  };
  const rows = Object.entries(split).map(([part, numbers]) => [part, file(part, numbers)]);
  return { images: file("images", images), labels: file("labels", labels), ...Object.fromEntries(rows) };
}

function runPeer(command) {
  const options = { encoding: "utf8", input: `${JSON.stringify(command)}\n`, maxBuffer: 2 ** 26 };
  const { status, stdout, stderr } = spawnSync(
    requirePeerPython(),
    [benchFile("peers", "torch_images.py")],
    options,
  );
  if (status !== 0) throw new Error(`PyTorch's run ended with exit code ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout);
}

/** Seconds to the goal; those of the whole training where it was not reached. */
function secondsTo(goal, { epochs }) {
  const reached = epochs.find(({ devAccuracy }) => devAccuracy >= goal);
  return (reached ?? epochs.at(-1)).seconds;
}

async function run(name, { rounds, log }) {
  const folder = join(scratch, name);
  if (!existsSync(folder)) throw new Error(`${name} is missing: run \`node bench/install-peers.js\`.`);
  const fit = await openImageFit(folder, { threads: THREADS });
  const files = writeArrays(name, fit);
  const outcomes = { ours: [], theirs: [] };
  const count = Math.min(rounds, MOST_ROUNDS);
  for (let seed = 1; seed <= count; seed++) {
    const { recipe, shape, classes } = fit;
    const command = { ...files, recipe, shape, classes, seed, threads: THREADS };
    const sides = [
      async () => outcomes.ours.push(await fit.train(seed)),
      async () => outcomes.theirs.push(runPeer(command)),
    ];
    for (const side of seed % 2 === 0 ? sides.reverse() : sides) await side();
    const said = ({ testAccuracy, epochs }) =>
      `${(testAccuracy * 100).toFixed(2)}% in ${epochs.at(-1).seconds.toFixed(1)} s`;
    log(
      `${name}: ${seed} of ${count}: ours ${said(outcomes.ours.at(-1))}, PyTorch ` +
        `${said(outcomes.theirs.at(-1))}`,
    );
  }
  const { goal } = SETS[name];
  const peerName = `PyTorch eager, channels last, fused AdamW, ${THREADS} threads`;
  const times = (read) => {
    const [ours, theirs] = [outcomes.ours.map(read), outcomes.theirs.map(read)];
    const { value: ratio, low, high } = pairedRatio(ours, theirs);
    return { ours: median(ours), peer: median(theirs), peerName, unit: "s", ratio, low, high };
  };
  const accuracies = (side) => outcomes[side].map(({ testAccuracy }) => testAccuracy * 100);
  return [
    entry({
      name: `${name}-accuracy`,
      ours: mean(accuracies("ours")),
      peer: mean(accuracies("theirs")),
      peerName,
      unit:
        `% of the test set (asked: ${goal * 100}%; lowest of ${count}: ` +
        `${Math.min(...accuracies("ours")).toFixed(2)})`,
      ratio: mean(accuracies("ours")) / mean(accuracies("theirs")),
    }),
    entry({ name: `${name}-time-to-${goal * 100}%-dev`, ...times((outcome) => secondsTo(goal, outcome)) }),
    entry({ name: `${name}-training`, ...times(({ epochs }) => epochs.at(-1).seconds) }),
  ];
}

export const benchmarks = Object.keys(SETS).map((name) => ({ name, run: (context) => run(name, context) }));
