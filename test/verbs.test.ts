import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, test } from "vitest";
import { importsOf } from "../scripts/lib/import-rules.js";
import type { AnyOptions } from "../src/actions/verb.ts";
import { COMMANDS } from "../src/cli/run-program.ts";
import * as library from "../src/library.ts";
import { exportedNames } from "./support/exported-names.ts";
import { filesUnder, root } from "./support/paths.ts";

interface Declared {
  readonly name: string;
  readonly summary: string;
  readonly options: AnyOptions;
  load(): Promise<unknown>;
}

const folders = readdirSync(join(root, "src/actions"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map((entry) => entry.name);

const camelCase = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

async function verbIn(folder: string): Promise<Declared> {
  const declared = await import(`../src/actions/${folder}/verb.ts`);
  return declared[`${camelCase(folder)}Verb`];
}

describe.each(folders)("actions/%s", (folder) => {
  test("holds the verb's contract, its declaration and its work, all by its name", async () => {
    const files = readdirSync(join(root, "src/actions", folder));
    expect(files).toEqual(expect.arrayContaining(["contract.ts", "verb.ts", `${folder}.ts`]));
    const verb = await verbIn(folder);
    expect(verb.name).toBe(camelCase(folder));
    expect(await verb.load()).toBeTypeOf("function");
  });

  test("says of the verb and of each option what it is for", async () => {
    const { summary, options } = await verbIn(folder);
    const flags = Object.values(options).flatMap(({ items = [] }) => items);
    const helps = [...Object.values(options), ...flags].map(({ help }) => help);
    // A sentence within help: no capital letter before it and no full stop after it.
    for (const text of [summary, ...helps]) expect(text).toMatch(/^\S.{10,}[^.\s]$/);
  });

  test("has each flag once, and at most one argument", async () => {
    const options = Object.values((await verbIn(folder)).options);
    const flags = options.flatMap(({ flag, items = [] }) => [flag, ...items.map((item) => item.flag)]);
    const names = flags.flatMap((flag) => flag?.match(/(?<=^|\s)--?[a-z][a-z-]*/g) ?? []);
    expect(new Set(names).size).toBe(names.length);
    expect(options.filter(({ argument }) => argument !== undefined).length).toBeLessThanOrEqual(1);
  });

  test("is offered by the library or by the command line", async () => {
    const { name } = await verbIn(folder);
    expect([...Object.keys(library), ...COMMANDS.map((command) => command.name)]).toContain(name);
  });
});

/** Commands about the command line itself. */
const OF_THE_SHELL = ["completion"];

test("every function of the library and every command is a verb", async () => {
  const names = folders.map(camelCase);
  expect(names).toEqual(expect.arrayContaining(Object.keys(library)));
  const called = COMMANDS.map(({ name }) => name).filter((name) => !OF_THE_SHELL.includes(name));
  expect(names).toEqual(expect.arrayContaining(called));
});

const ofLibrary = folders.filter((folder) => camelCase(folder) in library);

test.each(ofLibrary)("src/index.ts exports the function of %s, and the types of its contract", (folder) => {
  const types = exportedNames(`actions/${folder}/contract.ts`);
  expect(types.length).toBeGreaterThan(0);
  const offered = new Set(exportedNames("index.ts"));
  const missing = [camelCase(folder), ...types].filter((name) => !offered.has(name));
  expect(missing, "Name them in src/index.ts, else programs cannot import them").toEqual([]);
});

const readme = readFileSync(join(root, "README.md"), "utf8");

test.each(COMMANDS.map(({ words }) => words))(
  "the table of commands in README.md has trainwell %s",
  (words) => {
    const table = readme.split("\n## Commands\n")[1].split("\n## ")[0];
    const rows = table.split("\n").filter((line) => line.startsWith(`| \`trainwell ${words}`));
    expect(rows, "Say in one row what the command does").toHaveLength(1);
  },
);

const paths = filesUnder("src").filter((path) => /(?<!\.test|\.samples)\.ts$/.test(path));
const sources = new Map(
  paths.map((path) => [path.slice("src/".length), readFileSync(join(root, path), "utf8")]),
);

test("the folder of runs is named once, outside of comments", () => {
  const lines = [...sources.values()].flatMap((text) => text.split("\n"));
  expect(
    lines.filter((line) => !/^\s*(\/?\*|\/\/)/.test(line) && line.includes('".trainwell"')),
  ).toHaveLength(1);
});

/** Everything that a module loads at once: its imports of values, and theirs. */
function loadedBy(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const imports = /^(?:import|export) (?:(?!type )[{*\w][^;"]* from )?"([^"]+)";/gm;
  for (const [, to] of (sources.get(path) ?? "").matchAll(imports))
    loadedBy(to.startsWith(".") ? posix.join(posix.dirname(path), to) : to, seen);
  return seen;
}

test.each(folders)("to read the declaration of %s loads declarations and readers of text only", (folder) => {
  const loaded = [...loadedBy(`actions/${folder}/verb.ts`)];
  // Choices stand beside what they mean, in files that load nothing else.
  const choices = /^(data\/(target\/target|split\/split-methods)|runtime\/device)\.ts$/;
  const columns = /^data\/table\/(table|column-types|dates\/date-words|cells\/decimal-mark)\.ts$/;
  const declared = /^(actions\/shared\/options\/[a-z]+-(options|text)|actions\/[a-z-]+\/verb)\.ts$/;
  const words = /^base\/(errors|enumeration)\.ts$/;
  const allowed = (path: string) => [choices, columns, declared, words].some((pattern) => pattern.test(path));
  expect(loaded.filter((path) => !allowed(path))).toEqual([]);
});

test("what a command prints is what it loads beside the declarations", () => {
  const heavy = [...loadedBy("cli/run-program.ts")].filter((path) =>
    /^actions\/|^lab\/|onnxruntime/.test(path),
  );
  expect(heavy).toContain("actions/improve/verb.ts");
  expect(heavy.filter((path) => !/\/verb\.ts$|\/shared\/|^actions\/verb\.ts$/.test(path))).toEqual([]);
});

test("a verb takes of another verb only its contract", () => {
  const room = (path: string) => path.match(/^actions\/([^/]+)\//)?.[1];
  const found = [...importsOf(sources)].flatMap(([from, targets]) =>
    targets
      .filter((to) => room(from) !== undefined && room(to) !== undefined && room(from) !== room(to))
      .filter((to) => room(to) !== "shared" && !to.endsWith("/contract.ts"))
      .map((to) => `${from} imports ${to}`),
  );
  expect(found).toEqual([]);
});
