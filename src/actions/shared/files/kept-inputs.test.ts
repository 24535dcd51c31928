import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkKeepsInputs, type InputPaths } from "./kept-inputs.ts";
import { OutputFolder } from "./output-folder.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trainwell-kept-"));
  writeFileSync(at("a.csv"), "x,y\n1,2\n");
  mkdirSync(at("images/cats"), { recursive: true });
  mkdirSync(at("model"));
  writeFileSync(at("model/model.safetensors"), "");
  symlinkSync(at("a.csv"), at("link.csv"));
  linkSync(at("a.csv"), at("twin.csv"));
  symlinkSync(folder, at("self"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

function refused(output: string, inputs: InputPaths): boolean {
  try {
    checkKeepsInputs([output], inputs);
    return false;
  } catch (error) {
    expect(error).toMatchObject({ code: "output-is-input", kind: "usage" });
    return true;
  }
}

test.each(["a.csv", "./images/../a.csv", "link.csv", "twin.csv", "self/a.csv", "self/self/link.csv"])(
  "a file that is read is not written, spelt as %s",
  (name) => {
    expect(refused(`${folder}/${name}`, { data: at("a.csv") })).toBe(true);
    expect(refused(relative(process.cwd(), `${folder}/${name}`), { data: at("a.csv") })).toBe(true);
    expect(refused(at("a.csv"), { data: `${folder}/${name}` })).toBe(true);
  },
);

test("the part of a file that is named behind # belongs to the file", () => {
  expect(refused(at("a.csv"), { data: at("a.csv#Sheet1") })).toBe(true);
});

test("nothing is written into a folder that is read, nor into the store", () => {
  expect(refused(at("images/predictions.csv"), { data: at("images") })).toBe(true);
  expect(refused(at("self/images/cats/new/p.csv"), { data: at("images") })).toBe(true);
  expect(refused(at(".trainwell/runs/x/model.safetensors"), { store: at(".trainwell") })).toBe(true);
  expect(refused(at(".trainwell/store.db"), { store: at(".trainwell") })).toBe(true);
});

test("a model keeps its file, and its folder may get others", () => {
  expect(refused(at("model/model.safetensors"), { model: at("model") })).toBe(true);
  expect(refused(at("model/model.safetensors"), { model: at("model/model.safetensors") })).toBe(true);
  expect(refused(at("model/predictions.csv"), { model: at("model") })).toBe(false);
});

test("other places are free: neighbours, names that begin alike, tables in memory, runs", () => {
  expect(refused(at("b.csv"), { data: at("a.csv"), recipe: at("r.json"), store: folder })).toBe(false);
  expect(refused(at("images-2/p.csv"), { data: at("images") })).toBe(false);
  expect(refused(at("..p.csv"), { data: at("images") })).toBe(false);
  expect(refused(at("a.csv"), { data: { source: at("a.csv") }, recipe: null, model: "20260101-x" })).toBe(
    false,
  );
});

test("results are refused over a recipe that is read, and a folder is made with its first file", async () => {
  writeFileSync(at("recipe.json"), "{}");
  const names = { recipe: "recipe.json", report: "report.html" };
  await expect(
    OutputFolder.open(folder, { names, inputs: { recipe: at("self/recipe.json") } }),
  ).rejects.toMatchObject({ code: "output-is-input" });
  const before = readdirSync(folder);
  const output = await OutputFolder.open(at("deep/results"), { names, inputs: {} });
  expect(readdirSync(folder)).toEqual(before);
  await output.write("recipe", "{}");
  expect(readdirSync(at("deep/results"))).toEqual(["recipe.json"]);
  expect(output.files).toEqual({ recipe: at("deep/results/recipe.json") });
  expect(() => output.allFiles).toThrow("not written yet: report");
});
