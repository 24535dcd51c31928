import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./support/paths.ts";

const executable = join(root, "bin", "trainwell.js");
const wine = join(root, "data", "wine.csv");
let folder: string;

beforeAll(() => {
  if (!existsSync(join(root, "dist", ".built")))
    throw new Error("dist/ is missing: run `npm run build` first.");
  folder = mkdtempSync(join(tmpdir(), "trainwell-command-line-"));
});

afterAll(() => {
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const plain = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
const coloured = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: "1" };

function trainwell(
  args: readonly string[],
  options: { shell?: string; environment?: NodeJS.ProcessEnv } = {},
): SpawnSyncReturns<string> {
  const { environment = plain } = options;
  const settings = {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    timeout: 100_000,
    maxBuffer: 1e8,
  } as const;
  if (options.shell === undefined) return spawnSync(process.execPath, [executable, ...args], settings);
  const quoted = [process.execPath, executable, ...args].map((word) => `'${word}'`).join(" ");
  return spawnSync("bash", ["-c", `set -o pipefail; ${quoted} ${options.shell}`], settings);
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("the executable answers --version and --help", () => {
  expect(trainwell(["--version"]).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const help = trainwell(["--help"]);
  expect(help.status).toBe(0);
  expect(help.stdout).toContain("improve");
});

test.each([
  [["explain", "dropout"]],
  [["recipe"]],
  [["inspect", wine, "--target", "cultivar"]],
  [["fit", wine, "--target", "cultivar", "--epochs", "2", "--out", "coloured"]],
  [["improve", wine, "--target", "cultivar", "--epochs", "2", "--budget", "1 trial", "--out", "coloured"]],
])("%j shows no colours as text where they are wanted", (args) => {
  const { stdout, status } = trainwell(args, { environment: coloured });
  expect(status).toBe(0);
  expect(stdout).not.toContain("\\x1b");
});

test("inspect --json prints one document and nothing else on stdout", () => {
  const { status, stdout } = trainwell(["inspect", wine, "--target", "cultivar", "--json"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    rows: 178,
    target: { name: "cultivar", task: "classification" },
  });
});

test("a reader that leaves early is no error", () => {
  const { status, stderr, stdout } = trainwell(["inspect", wine, "--quiet"], { shell: "| head -c 5" });
  expect(stdout).toHaveLength(5);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test.runIf(existsSync("/dev/full"))("a full device is a failure in one sentence", () => {
  const { status, stderr } = trainwell(["inspect", wine, "--quiet"], { shell: "> /dev/full" });
  expect(status).toBe(1);
  expect(stderr).toBe("error: Could not write the result to stdout (ENOSPC).\n");
});

describe("bad input is one clear sentence, exit code 2, and nothing is written", () => {
  const cases: [string, () => string[], RegExp][] = [
    ["a missing file", () => ["missing.csv", "-t", "y"], /missing\.csv/],
    ["an empty file", () => [write("empty.csv", ""), "-t", "y"], /empty/],
    [
      "a ragged row",
      () => [write("ragged.csv", `a,y\n${"1,0\n2,1\n".repeat(20)}3\n`), "-t", "y"],
      /42|ragged/,
    ],
    ["a target that does not exist", () => [wine, "-t", "cultivr"], /cultivr/],
    ["a target with one value", () => [write("one.csv", `a,y\n${"1,0\n2,0\n".repeat(20)}`), "-t", "y"], /y/],
    [
      "an infinite number",
      () => [write("infinite.csv", `a,y\n${"1,0\n2,1\n".repeat(60)}Infinity,1\n`), "-t", "y"],
      /Infinity/,
    ],
    [
      "an unparsable number",
      () => [write("word.csv", `a,y\n${"1,0\n2,1\n".repeat(80)}oops,1\n`), "-t", "y"],
      /oops/,
    ],
    ["two rows", () => [write("two.csv", "a,y\n1,0\n2,1\n"), "-t", "y"], /row/],
    [
      "an unknown key in a recipe",
      () => [wine, "-t", "cultivar", "--set", "optimizer.learningrate=0.1"],
      /learningRate/,
    ],
    ["__proto__ as a key", () => [wine, "-t", "cultivar", "--set", "__proto__.x=1"], /__proto__/],
    [
      "__proto__ in a recipe",
      () => [wine, "-r", write("r.json", '{"schema":1,"__proto__":{}}')],
      /__proto__/,
    ],
  ];
  test.each(cases)("%s", (_, args, place) => {
    const words = ["fit", ...args(), "--json"];
    const before = readdirSync(folder)
      .filter((name) => name !== ".trainwell")
      .sort();
    const { status, stdout, stderr } = trainwell(words);
    const { error } = JSON.parse(stdout);
    expect(`${error.message} ${error.hint ?? ""}`).toMatch(place);
    expect(stderr).not.toContain("this is a bug");
    expect(stderr).not.toMatch(/^ +at /m);
    expect(status).toBe(2);
    expect(
      readdirSync(folder)
        .filter((name) => name !== ".trainwell")
        .sort(),
    ).toEqual(before);
  });
});
