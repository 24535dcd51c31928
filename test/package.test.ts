import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesUnder, root } from "./support/paths.ts";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "trainwell-package-"));
const modules = join(folder, "node_modules");
const installed = join(modules, "trainwell");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Installs the packed package, and beside it what it depends on, but nothing that is optional. */
beforeAll(() => {
  const packed = spawnSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    shell: process.platform === "win32",
  });
  expect(packed.status).toBe(0);
  mkdirSync(installed, { recursive: true });
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  expect(run("tar", "-xzf", tarball, "-C", installed, "--strip-components=1").status).toBe(0);
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }
}, 120_000);

const trainwell = (...args: string[]) =>
  run(process.execPath, join(installed, "bin", "trainwell.js"), ...args);

test("the documented commands run outside the checkout", () => {
  const data = join(installed, "data", "wine.csv");
  expect(trainwell("inspect", data, "-t", "cultivar", "--json").status).toBe(0);
  const fit = trainwell("fit", data, "-t", "cultivar", "--epochs", "2", "--out", "model", "--json");
  expect({ status: fit.status, stderr: fit.stderr }).toMatchObject({ status: 0 });
  const { status, stdout } = trainwell("predict", data, "--model", "model", "--out", "-");
  expect(status).toBe(0);
  expect(stdout.split("\n")[0]).toMatch(/^prediction,probability of /);
  expect(stdout.trim().split("\n")).toHaveLength(1 + 178);
  expect(trainwell("--version").stdout.trim()).toBe(manifest.version);
}, 120_000);

test("its functions are imported by the package's name", () => {
  const script = `
    import { inspect } from "trainwell";
    import { layerProblems } from "trainwell/testing";
    const { rows } = await inspect({ data: ${JSON.stringify(join(installed, "data", "wine.csv"))} });
    console.log(rows, typeof layerProblems);`;
  writeFileSync(join(folder, "script.mjs"), script);
  expect(run(process.execPath, "script.mjs")).toMatchObject({ stdout: "178 function\n" });
}, 60_000);

test("the links of its README lead to files that it holds", () => {
  const readme = readFileSync(join(installed, "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\(([^)#\s]+)/g)].map(([, link]) => link);
  expect(links.length).toBeGreaterThan(8);
  const own = links.filter((link) => !/^https:/.test(link));
  expect(own.filter((link) => !existsSync(join(installed, normalize(link))))).toEqual([]);
});

test("the licences of all its parts are in it", () => {
  const parts = readFileSync(join(installed, "THIRD-PARTY.md"), "utf8");
  for (const table of readdirSync(join(installed, "data")).filter((name) => name.endsWith(".csv")))
    expect(parts).toContain(`\`data/${table}\``);
  // Code by others says so at its head.
  const marked = filesUnder("src").filter((path) =>
    /^\/\/ SPDX-License-Identifier/m.test(readFileSync(join(root, path), "utf8")),
  );
  const listed = marked.filter((path) => parts.includes(`\`${dirname(path).replace(/^src/, "dist")}/\``));
  expect(listed).toEqual(marked.filter((path) => path.endsWith(".ts")));
  for (const file of ["LICENSE", "licenses/Apache-2.0.txt", "licenses/zod.txt"])
    expect(existsSync(join(installed, file))).toBe(true);
});

test("a thread's script is one file with what it loads later, and its packages by others are named", () => {
  const folder = join(installed, "dist", "train", "worker");
  const script = readFileSync(join(folder, "worker-entry.node.js"), "utf8");
  const parts = readdirSync(join(folder, "parts")).map((name) =>
    readFileSync(join(folder, "parts", name), "utf8"),
  );
  const imported = [...script.matchAll(/^(?:import|\} from|export .* from) .*"(\..*)"/gm)].map(
    ([, path]) => path,
  );
  expect(imported.filter((path) => !path.startsWith("./parts/"))).toEqual([]);
  // A bundle says above each module where it is from.
  const packages = [script, ...parts].flatMap((text) =>
    [...text.matchAll(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(([, name]) => name),
  );
  expect([...new Set(packages)]).toEqual(["zod"]);
});

test("it holds no tests and stays small", () => {
  const { stdout } = run("npm", "pack", "--dry-run", "--json", "--ignore-scripts", root);
  const [{ size, files }] = JSON.parse(stdout) as [{ size: number; files: { path: string }[] }];
  expect(files.filter(({ path }) => /\.(test|samples)\./.test(path))).toEqual([]);
  // A third more than it is today.
  expect(size).toBeLessThan(2_000_000);
});
