// Installs what the benchmarks compare with: Python packages into .venv, TensorFlow.js into .bench. Both folders are
// ignored by git, and nothing of them is a dependency of the package.
//
//   node bench/install-peers.js [--python PYTHON] [--torch-index URL]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { benchFile, peerPython, root, scratch } from "./lib/paths.js";

const TENSORFLOW_JS = "4.22.0";

const { values } = parseArgs({
  options: { python: { type: "string", default: "python3" }, "torch-index": { type: "string" } },
});

function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], ...options });
  if (status === 0) return;
  console.error(`${command} ${args.join(" ")} failed${error ? `: ${error.message}` : ""}`);
  process.exit(1);
}

if (peerPython() === undefined) run(values.python, ["-m", "venv", join(root, ".venv")]);
const index = values["torch-index"] ? ["--extra-index-url", values["torch-index"]] : [];
run(peerPython(), [
  "-m",
  "pip",
  "install",
  "--quiet",
  ...index,
  "-r",
  benchFile("peers", "requirements.txt"),
]);

mkdirSync(scratch, { recursive: true });
const manifest = join(scratch, "package.json");
if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
const packages = ["tfjs", "tfjs-backend-wasm"].map((name) => `@tensorflow/${name}@${TENSORFLOW_JS}`);
run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], {
  cwd: scratch,
  shell: process.platform === "win32",
});
