import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { filesUnder, root } from "./support/paths.ts";

const pages = [...filesUnder("docs").filter((path) => path.endsWith(".md")), "README.md", "CONTRIBUTING.md"];

/**
 * A file or folder of ours as prose names it: in code marks, with a slash, and either a suffix of code or a
 * slash at its end.
 */
const NAMED = /`((?:[\w.-]+\/)+(?:[\w.-]+\.(?:ts|js|md|py|json|svg|safetensors))?)`/g;

/** Folders that people are told of and that are made when something runs. */
const MADE_LATER = new Set([".trainwell/", "dist/", "docs/dist/site/", "node_modules/"]);

function namedPaths(markdown: string): string[] {
  return [...markdown.matchAll(NAMED)].map(([, path]) => path).filter((path) => !MADE_LATER.has(path));
}

/** The paths that a page names and that are neither in the checkout nor in src/. */
function missingPaths(markdown: string): string[] {
  return namedPaths(markdown).filter(
    (path) => ![path, `src/${path}`].some((place) => existsSync(join(root, place))),
  );
}

/** The headings of a page as the ends of links to them. */
function anchorsOf(markdown: string): string[] {
  const headings = markdown.replace(/^```.*?^```/gms, "").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/\s/g, "-"),
  );
}

/** Links of a page to files or headings that are not there. */
function brokenLinks(page: string, markdown: string): string[] {
  const links = markdown.replace(/^```.*?^```/gms, "").matchAll(/\]\(([^)\s]+)\)/g);
  return [...links]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(join(root, target), "utf8")).includes(anchor);
    });
}

test.each(pages)("the files that %s names exist, and so do the targets of its links", (page) => {
  const markdown = readFileSync(join(root, page), "utf8");
  expect(missingPaths(markdown)).toEqual([]);
  expect(brokenLinks(page, markdown)).toEqual([]);
});

test("docs/architecture.md follows a number through at least ten files", () => {
  const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const way = text.split("## The way of one number")[1].split("\n## ")[0];
  expect(new Set(namedPaths(way)).size).toBeGreaterThanOrEqual(10);
});

test("every file that the package exports is made from a source", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const built = JSON.stringify(exports).match(/\.\/dist\/[^"]+/g) ?? [];
  const sources = built.map((path) => path.replace("./dist/", "src/").replace(/(\.d\.ts|\.js)$/, ".ts"));
  expect(sources.length).toBeGreaterThanOrEqual(8);
  expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each([
  ["`graph/tensor.ts` is a file", []],
  ["`src/graph/` is a folder", []],
  ["`graph/no-such.ts` is none", ["graph/no-such.ts"]],
  ["`no-such/` is none", ["no-such/"]],
  ["`data.csv`, `0.1/0.2` and `recipe.json` are not ours", []],
])("a file that is not there is seen: %s", (text, expected) => {
  expect(missingPaths(text)).toEqual(expected);
});

test("links to what is not there are seen", () => {
  const text =
    "[a](networks.md#shared-layers) [b](networks.md#nothing) [c](nowhere.md) " + "[d](https://a.org/x)";
  expect(brokenLinks("docs/architecture.md", text)).toEqual(["networks.md#nothing", "nowhere.md"]);
});
