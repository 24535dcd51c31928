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
