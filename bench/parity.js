import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { entry } from "./lib/document.js";
import { checkCompiled, checkReference } from "./lib/parity-check.js";
import { benchFile, requirePeerPython, root, scratch } from "./lib/paths.js";
import { compareCompiled, compareReference } from "./lib/torch-parity.js";
import { parityModules } from "./ours.js";

const goldenFolder = benchFile("golden");
const familyFolder = join(root, "test", "golden", "parity");
const freshFolder = join(scratch, "parity");

/**
 * Reference values from the PyTorch that is installed: its script writes the file anew, and this reads it.
 */
function freshGolden(script, name, file) {
  const { status } = spawnSync(requirePeerPython(), [script, freshFolder, name], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`${script} ended with exit code ${status}.`);
  return JSON.parse(readFileSync(join(freshFolder, file), "utf8"));
}

/** Differences have a limit and no ratio; `ours` is the largest difference. */
const figure = (name, peerName) => (what, ours, limit) =>
  entry({ name: `parity-${name}`, ours, peerName: `${peerName}, limit ${limit}`, unit: what });

/** 200 steps of an optimizer, and float32 steps from PyTorch's own states. */
async function runOptimizer(name) {
  const golden = freshGolden(benchFile("peers", "torch_parity.py"), name, `parity-${name}.json`);
  const modules = await parityModules();
  const { step, free } = await checkCompiled(modules, golden);
  const add = figure(name, golden.madeBy.split(" with ")[1]);
  return [
    add("largest difference in float64", checkReference(modules, golden), 1e-9),
    add("of the update's norm, one float32 step", step, 1e-5),
    add("of PyTorch's own deviation, float32 losses", free, 3),
  ];
}

/** The cases of a family of layers, or of losses, optimizers or schedules: the worst of each comparison. */
async function runFamily(family) {
  const document = freshGolden(join(root, "scripts", "golden", "parity"), family, `${family}.json`);
  const modules = await parityModules();
  const worst = { output: 0, gradients: 0, trajectory: 0, step: 0 };
  for (const golden of document.cases) {
    const found = compareReference(modules, document, golden);
    const step = await compareCompiled(modules, document, golden);
    for (const [what, value] of Object.entries({ ...found, step }))
      worst[what] = Math.max(worst[what], value);
  }
  const add = figure(family, `${document.madeBy.split(",")[0]}, ${document.cases.length} cases`);
  const alone = document.cases.some(({ modes }) => modes !== undefined);
  return [
    ...(alone ? [add("largest relative difference of outputs, float64", worst.output, 1e-9)] : []),
    ...(alone ? [add("largest relative difference of gradients, float64", worst.gradients, 1e-9)] : []),
    add("largest relative difference in 50 steps, float64", worst.trajectory, 1e-9),
    add("of what rounding explains, one float32 step", worst.step, 1),
  ];
}

const optimizers = readdirSync(goldenFolder)
  .filter((file) => file.startsWith("parity-"))
  .map((file) => file.slice("parity-".length, -".json".length));
const families = readdirSync(familyFolder).map((file) => file.slice(0, -".json".length));

export const benchmarks = [
  ...optimizers.map((name) => ({ name: `parity-${name}`, run: () => runOptimizer(name) })),
  ...families.map((family) => ({ name: `parity-${family}`, run: () => runFamily(family) })),
];
