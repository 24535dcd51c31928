import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { FLOORS, floorViolations, importCycles, roomCycles } from "../scripts/lib/import-rules.js";
import { filesUnder, root } from "./support/paths.ts";

/** Tests may look at floors above, because they compare; what is published may not. */
const published = filesUnder("src").filter(
  (path) => path.endsWith(".ts") && !/\.(test|samples)\.ts$/.test(path),
);
const sources = new Map(
  published.map((path) => [path.slice("src/".length), readFileSync(join(root, path), "utf8")]),
);

test("imports point downwards, and folders on one floor do not import each other", () => {
  expect(sources.size).toBeGreaterThan(20);
  expect(floorViolations(sources)).toEqual([]);
});

test("there is no import cycle", () => {
  expect(importCycles(sources)).toEqual([]);
});

test("there is no cycle among the rooms of a folder", () => {
  expect(roomCycles(sources)).toEqual([]);
});

test("the command line starts without what its commands load when they are called", () => {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const name of valueImportsOf(path))
      if (name.startsWith(".")) load(posix.join(posix.dirname(path), name));
      else loaded.add(name);
  };
  load("cli/main.ts");
  const folders = new Set([...loaded].map((name) => name.split("/")[0]));
  expect(folders).toContain("actions");
  for (const heavy of ["nn", "optim", "recipe", "train", "zod", "csv-parse", "onnxruntime-node", "libsql"])
    expect(folders).not.toContain(heavy);
});

/** Those that are there at run time, and at once. */
function valueImportsOf(path: string): string[] {
  const text = sources.get(path) ?? "";
  return [...text.matchAll(/^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm)].map(([, name]) => name);
}

test("docs/architecture.md draws the same floors", () => {
  const text = readFileSync(join(root, "docs/architecture.md"), "utf8");
  const block = text.split("## The floors")[1].split("```")[1];
  const drawn = block
    .trim()
    .split("\n")
    .map((line) =>
      line
        .trim()
        .split(/\s+/)
        .map((name) => name.replace("/", "")),
    );
  const built = FLOORS.map((folders) => folders.filter((folder) => folder !== "")).reverse();
  expect(drawn).toEqual(built);
});

test.each([
  ["graph/a.ts", 'import { b } from "../runtime/b.ts";', "runtime/b.ts", "imports upwards"],
  ["nn/a.ts", 'export { b } from "../data/b.ts";', "data/b.ts", "its neighbour"],
  ["actions/a.ts", 'import "../index.ts";', "index.ts", "imports upwards"],
  ["graph/a.ts", 'const b = () => import("../cli/b.ts");', "cli/b.ts", "imports upwards"],
  ["graph/a.ts", 'import type { B } from "../train/b.ts";', "train/b.ts", "imports upwards"],
  ["graph/a.ts", 'import "./missing.ts";', "base/b.ts", "is no source"],
])("a planted violation in %s is seen: %s", (path, text, other, expected) => {
  const found = floorViolations(
    new Map([
      [path, text],
      [other, ""],
    ]),
  );
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(expected);
});

test("a planted cycle is seen", () => {
  const planted = new Map([
    ["base/a.ts", 'import "./b.ts";'],
    ["base/b.ts", 'import "./c.ts";'],
    ["base/c.ts", 'import "./b.ts";'],
  ]);
  expect(importCycles(planted)).toEqual([["base/b.ts", "base/c.ts", "base/b.ts"]]);
});

test("a planted cycle of rooms is seen, and files beside the rooms close none", () => {
  const planted = new Map([
    ["data/read/a.ts", 'import "../split/b.ts";'],
    ["data/split/b.ts", 'import "../whole.ts";'],
    ["data/split/c.ts", 'import "../read/d.ts";'],
    ["data/read/d.ts", ""],
    ["data/whole.ts", 'import "./read/a.ts";'],
  ]);
  expect(roomCycles(planted)).toEqual([["data/read", "data/split", "data/read"]]);
});
