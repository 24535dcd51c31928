import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entry } from "./lib/document.js";
import { checkCompiled, checkReference } from "./lib/parity-check.js";
import { benchFile, requirePeerPython, scratch } from "./lib/paths.js";
import { parityModules } from "./ours.js";

const goldenFolder = benchFile("golden");

/** PyTorch's trajectories, made anew by the PyTorch that is installed. */
function freshGolden(name) {
  const folder = join(scratch, "parity");
  const { status } = spawnSync(requirePeerPython(), [benchFile("peers", "torch_parity.py"), folder, name], {
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error(`torch_parity.py ended with exit code ${status}.`);
  return JSON.parse(readFileSync(join(folder, `parity-${name}.json`), "utf8"));
}

/** Differences have a limit and no ratio; `ours` is the largest difference. */
async function run(name) {
  const golden = freshGolden(name);
  const modules = await parityModules();
  const { step, free } = await checkCompiled(modules, golden);
  const peerName = golden.madeBy.split(" with ")[1];
  const figure = (what, ours, limit) =>
    entry({ name: `parity-${name}`, ours, peerName: `${peerName}, limit ${limit}`, unit: what });
  return [
    figure("largest difference in float64", checkReference(modules, golden), 1e-9),
    figure("of the update's norm, one float32 step", step, 1e-5),
    figure("of PyTorch's own deviation, float32 losses", free, 3),
  ];
}

export const benchmarks = readdirSync(goldenFolder)
  .filter((file) => file.startsWith("parity-"))
  .map((file) => file.slice("parity-".length, -".json".length))
  .map((name) => ({ name: `parity-${name}`, run: () => run(name) }));
