// Brings a checkout into a runnable state: dependencies, dist/, and the `trainwell` command for npx. Does
// only what is out of date, so that every script can call it first.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./build.js";
import { isInstalled } from "./lib/installed.js";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Milliseconds since 1970 of the last change to a file; 0 where it does not exist. */
function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestSource(folder) {
  const times = readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const path = join(folder, entry.name);
    return Math.max(changedAt(path), entry.isDirectory() ? newestSource(path) : 0);
  });
  return Math.max(0, ...times);
}

/**
 * Runs a command in the checkout, or in the folder `cwd`, with its output on stderr; ends the process with
 * its status when it fails.
 */
export function runOrExit(command, args, options = {}) {
  const { stdout = 2, cwd = root } = options;
  const result = spawnSync(command, args, {
    cwd,
    stdio: ["inherit", stdout, "inherit"],
    shell: command === "npm" && process.platform === "win32",
  });
  if (result.error) console.error(`Could not run ${command}: ${result.error.message}`);
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Installs the dependencies of a folder's package-lock.json, where others are installed or none. */
export function installIfNeeded(folder = root) {
  if (isInstalled(folder)) return;
  if (lstatSync(join(folder, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      "node_modules is a link: npm ci would empty the folder behind it. Install there, or remove the link.",
    );
    process.exit(1);
  }
  console.error("Installing dependencies (npm ci)…");
  runOrExit("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder });
}

function buildIfNeeded() {
  const builtAt = changedAt(join(root, "dist", ".built"));
  const inputs = ["tsconfig.json", "tsconfig.build.json", "package-lock.json"].map((name) =>
    changedAt(join(root, name)),
  );
  if (builtAt > 0 && builtAt >= Math.max(newestSource(join(root, "src")), ...inputs)) return;
  console.error("Building dist/…");
  if (!build()) process.exit(1);
}

/** npx looks into node_modules/.bin first; npm never links a package's own command there. */
function linkCommand() {
  const folder = join(root, "node_modules", ".bin");
  const link = join(folder, "trainwell");
  if (existsSync(link)) return;
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  if (process.platform === "win32") {
    writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\bin\\trainwell.js" %*\r\n');
    return;
  }
  symlinkSync(join("..", "..", "bin", "trainwell.js"), link);
}

/** Installs, builds and links whatever is missing or older than what it is made from. */
export function setup() {
  installIfNeeded();
  buildIfNeeded();
  linkCommand();
}
