import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkOutputFile, writeOutputFile } from "./output-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a check makes nothing; writing makes the folders that are missing", async () => {
  const path = join(folder, "a", "b", "predictions.csv");
  await checkOutputFile(path);
  expect(readdirSync(folder)).toEqual([]);
  await writeOutputFile(path, "x\n");
  expect(readFileSync(path, "utf8")).toBe("x\n");
});

test("a folder in a file's place, and a file in a folder's, are told before the work", async () => {
  const file = join(folder, "taken");
  writeFileSync(file, "mine");
  await expect(checkOutputFile(folder)).rejects.toMatchObject({
    code: "file-unwritable",
    message: `${folder} cannot be written: it is a folder.`,
  });
  await expect(checkOutputFile(join(file, "x.csv"))).rejects.toThrow("is a file and not a folder");
  await expect(writeOutputFile(join(file, "deep", "x.csv"), "x")).rejects.toThrow(
    "is a file and not a folder",
  );
  expect(readFileSync(file, "utf8")).toBe("mine");
  expect(existsSync(join(file, "deep"))).toBe(false);
});
