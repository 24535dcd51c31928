import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "./make-folder.node.ts";

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "trainwell-folder-"));
});
afterAll(() => rmSync(base, { recursive: true }));

test("makes all folders of a path, and is content where they exist", () => {
  const path = join(base, "a", "b", "c");
  makeFolder(path);
  makeFolder(path);
  expect(existsSync(path)).toBe(true);
});

test("ends in an error where a file stands in the way", () => {
  writeFileSync(join(base, "file"), "");
  expect(() => makeFolder(join(base, "file", "x"))).toThrow(/ENOTDIR|EEXIST/);
});

test.runIf(process.platform === "linux")("ends in an error where the file system refuses", () => {
  expect(() => makeFolder("/proc/trainwell/x")).toThrow(/ENOENT/);
});
