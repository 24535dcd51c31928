import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { entry } from "./lib/document.js";
import { alternate, median, withInterval } from "./lib/pairs.js";
import { root } from "./lib/paths.js";

const LIMIT_MS = 150;

/** Milliseconds from spawn to exit. */
function timeNode(args) {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const milliseconds = performance.now() - began;
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with exit code ${status}: ${stderr}`);
  return milliseconds;
}

/** How much longer `trainwell --help` takes than starting Node alone. */
async function run({ rounds }) {
  const times = await alternate(
    {
      help: async () => timeNode([join(root, "bin", "trainwell.js"), "--help"]),
      node: async () => timeNode(["-e", "0"]),
    },
    { rounds: Math.max(rounds, 25) },
  );
  const { value, low, high } = withInterval(
    times.help.map((help, round) => help - times.node[round]),
    median,
  );
  const peerName = `limit ${LIMIT_MS}`;
  return [entry({ name: "startup", ours: value, peerName, unit: "ms more than Node", low, high })];
}

export const benchmarks = [{ name: "startup", run }];
