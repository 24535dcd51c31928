import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { filesUnder, root } from "./support/paths.ts";

/** The formatter's width, which it keeps for code, but neither for comments nor for texts. */
const WIDTH = JSON.parse(readFileSync(join(root, "biome.json"), "utf8")).formatter.lineWidth as number;

/** A title of a test is one line, as the formatter leaves it, so that it can be searched for. */
const TEST_TITLE = /^\s*(?:test|it|describe)[.(]/;

const sources = new Map(
  filesUnder("")
    .filter((path) => /^(src|test|bench|scripts|examples|experiments)\//.test(path))
    .filter((path) => /\.(ts|js)$/.test(path) && !path.includes("/generated/"))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]),
);

/** The places of lines that reach beyond the width. */
function wideLines(path: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) => {
    const isWide = [...line].length > WIDTH && !(path.endsWith(".test.ts") && TEST_TITLE.test(line));
    return isWide ? [`${path}:${index + 1}`] : [];
  });
}

test("lines stay within the formatter's width", () => {
  expect(sources.size).toBeGreaterThan(300);
  expect([...sources].flatMap(([path, text]) => wideLines(path, text))).toEqual([]);
});

test("a planted wide line is seen, and a test's title is none", () => {
  const title = `  test("${"a".repeat(WIDTH)}", () => {`;
  expect(wideLines("src/a.ts", `${"é".repeat(WIDTH)}\n// ${"a ".repeat(60)}\n${title}`)).toEqual([
    "src/a.ts:2",
    "src/a.ts:3",
  ]);
  expect(wideLines("src/a.test.ts", title)).toEqual([]);
});

/** The first words of a block comment, on its first line or below it, and of a line comment. */
const BLOCK_START = /^\s*\/\*\*?(?:\s*\n\s*\*)?\s+What\b/gm;
const LINE_START = /^\s*\/\/\s*What\b/;

/**
 * The places of comments that open with "What": a noun tells a reader more than a question of which the code
 * below is the answer.
 */
function whatComments(path: string, text: string): string[] {
  const lines = text.split("\n");
  const blocks = [...text.matchAll(BLOCK_START)].map(
    ({ 0: start, index }) => text.slice(0, index + start.length).split("\n").length,
  );
  const singles = lines.flatMap((line, index) =>
    LINE_START.test(line) && !/^\s*\/\//.test(lines[index - 1] ?? "") ? [index + 1] : [],
  );
  return [...blocks, ...singles].map((line) => `${path}:${line}`);
}

test("no comment opens with What: it names the thing", () => {
  expect([...sources].flatMap(([path, text]) => whatComments(path, text))).toEqual([]);
});

test("planted comments that open with What are seen, and look-alikes are not", () => {
  const opening = [
    "/** What it is. */",
    "  /**",
    "   * What it is.",
    "   */",
    "// What it is.",
    "/* What */",
  ];
  expect(whatComments("src/a.ts", opening.join("\n"))).toEqual([
    "src/a.ts:1",
    "src/a.ts:3",
    "src/a.ts:6",
    "src/a.ts:5",
  ]);
  const others = [
    "/** Whatever it is. */",
    "/**",
    " * The thing.",
    " * What follows is another line of it.",
    " */",
    "// The thing, and this:",
    "// What goes on is no comment of its own.",
    'const text = "// What a text says, and /** What this one says. */";',
  ];
  expect(whatComments("src/a.ts", others.join("\n"))).toEqual([]);
});

/** Names that a folder has by its place: what it exports, and the parts of a verb. */
const NAMES_OF_PLACES = new Set(["index.ts", "verb.ts", "contract.ts"]);

/**
 * Names of files that lie in several folders of src/, so that a name alone does not find one. The work of a
 * verb and its command bear the verb's name: actions/VERB/VERB.ts and cli/commands/VERB.ts.
 */
function recurringNames(paths: Iterable<string>): string[] {
  const folders = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const verb = name.slice(0, -".ts".length);
    const isLookedAt = path.startsWith("src/") && !/\.(?:test|samples)\.ts$/.test(name);
    if (!isLookedAt || NAMES_OF_PLACES.has(name) || path === `src/cli/commands/${verb}.ts`) continue;
    folders.set(name, [...(folders.get(name) ?? []), path]);
  }
  return [...folders.values()].filter((same) => same.length > 1).map((same) => same.join(" and "));
}

test("a file's name says which file it is", () => {
  expect(recurringNames(sources.keys())).toEqual([]);
});

test("a planted second file of a name is seen, and a verb's command and an index are none", () => {
  const verb = ["src/actions/fit/fit.ts", "src/cli/commands/fit.ts"];
  const places = ["src/nn/index.ts", "src/optim/index.ts", "src/nn/a.test.ts", "src/optim/a.test.ts"];
  expect(recurringNames([...verb, ...places])).toEqual([]);
  expect(recurringNames([...verb, "src/nn/fit.ts"])).toEqual(["src/actions/fit/fit.ts and src/nn/fit.ts"]);
  expect(recurringNames(["src/a/b.ts", "src/c/b.ts", "test/b.ts"])).toEqual(["src/a/b.ts and src/c/b.ts"]);
});
