import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "../src/cli/speak.samples.ts";
import { root } from "./support/paths.ts";

const wine = join(root, "data", "wine.csv");
const folder = mkdtempSync(join(tmpdir(), "trainwell-wrong-"));
const at = (name: string) => join(folder, name);

const LAYERS = [{ id: "output", kind: "dense", units: "outputs" }];
const recipe = (changes: object) =>
  JSON.stringify({
    schema: 1,
    data: { target: "cultivar" },
    network: { layers: LAYERS },
    loss: { kind: "softmaxCrossEntropy" },
    optimizer: { kind: "adam" },
    ...changes,
  });

beforeAll(() => {
  writeFileSync(at("broken.json"), "{");
  writeFileSync(at("null.json"), "null");
  writeFileSync(at("kind.json"), recipe({ network: { layers: [{ id: "a", kind: "dens", units: 3 }] } }));
  writeFileSync(
    at("reads.json"),
    recipe({ network: { layers: [{ ...LAYERS[0], inputs: ["category:x"] }] } }),
  );
  writeFileSync(
    at("image.json"),
    recipe({ network: { layers: [{ id: "pool", kind: "maxPool2d", size: 2 }] } }),
  );
  writeFileSync(
    at("large.json"),
    recipe({ network: { layers: [{ id: "a", kind: "dense", units: 1e9 }, ...LAYERS] } }),
  );
  writeFileSync(at("loss.json"), recipe({ loss: { kind: "meanSquaredError" } }));
  writeFileSync(at("empty.csv"), "");
  writeFileSync(at("taken"), "");
  mkdirSync(at("images"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DATA: Readonly<Record<string, readonly string[]>> = {
  "no data": ["missing.csv", "--target", "y"],
  "empty data": [at("empty.csv"), "--target", "y"],
  "an empty folder as data": [at("images"), "--target", "y"],
  "an unknown target": [wine, "--target", "cultivr"],
  "an unknown flag": [wine, "--target", "cultivar", "--colour"],
  "an unknown type": [wine, "--target", "cultivar", "--type", "hue=colour"],
  "a type of no column": [wine, "--target", "cultivar", "--type", "hew=number"],
  "a task that does not fit": [wine, "--target", "cultivar", "--task", "regression"],
  "a split by no column": [wine, "--target", "cultivar", "--split", "group:wine"],
};
const RECIPES: Readonly<Record<string, readonly string[]>> = {
  "no recipe": [wine, "--target", "cultivar", "--recipe", at("missing.json")],
  "a broken recipe": [wine, "--recipe", at("broken.json")],
  "null as recipe": [wine, "--recipe", at("null.json")],
  "an unknown layer": [wine, "--recipe", at("kind.json")],
  "a layer that reads nothing": [wine, "--recipe", at("reads.json")],
  "a layer for images": [wine, "--recipe", at("image.json")],
  "too large a network": [wine, "--recipe", at("large.json")],
  "a loss for numbers": [wine, "--recipe", at("loss.json")],
  "a change of nothing": [wine, "--target", "cultivar", "--set", "optimizer.colour=red"],
  "a wrong change": [wine, "--target", "cultivar", "--set", "training.epochs=-1"],
};
const TRAINING: Readonly<Record<string, readonly string[]>> = {
  ...DATA,
  ...RECIPES,
  "no run to resume": [wine, "--target", "cultivar", "--resume", "20260101-000000-aaaaaa"],
  "a file as output": [wine, "--target", "cultivar", "--out", at("taken")],
  "a billion threads": [wine, "--target", "cultivar", "--threads", "1000000000"],
};
const out = ["--out", at("out/deep")];
const store = ["--store", at("store/deep")];
const NO_RUN = { "no run": ["20260101-000000-aaaaaa"], "no last run": ["last"] };
const CALLS: Readonly<Record<string, { flags: readonly string[]; wrong: typeof DATA }>> = {
  inspect: { flags: [], wrong: DATA },
  fit: { flags: [...out, ...store], wrong: TRAINING },
  improve: { flags: [...out, ...store], wrong: TRAINING },
  diagnose: {
    flags: store,
    wrong: { ...DATA, ...RECIPES, "no run": ["--run", "20260101-000000-aaaaaa"], nothing: [] },
  },
  examine: { flags: out, wrong: { ...DATA, ...RECIPES } },
  summary: { flags: [], wrong: { ...DATA, ...RECIPES } },
  gradcheck: {
    flags: [],
    wrong: { ...DATA, ...RECIPES, "no gradients": ["--gradients", at("missing.safetensors")] },
  },
  predict: {
    flags: [...store],
    wrong: {
      "no model": [wine, "--model", at("missing"), "--out", at("out/p.csv")],
      "no model in the folder": [wine, "--model", at("images"), "--out", at("out/p.csv")],
      "a table as model": [wine, "--model", wine, "--out", at("out/p.csv")],
      "its input as output": [
        at("empty.csv"),
        "--model",
        at("missing"),
        "--out",
        at("./images/../empty.csv"),
      ],
    },
  },
  "runs show": { flags: store, wrong: NO_RUN },
  compare: {
    flags: store,
    wrong: {
      "no runs": ["20260101-000000-aaaaaa", "last"],
      "one recipe": [at("loss.json")],
      "the same recipe twice": [at("loss.json"), at("loss.json")],
      "no recipe": [at("loss.json"), at("missing.json")],
      "one seed": [at("loss.json"), at("large.json"), "--seeds", "1"],
      "seeds without data": [at("loss.json"), at("large.json"), "--seeds", "3"],
      "no trial": ["none:3", at("loss.json")],
    },
  },
  "runs rm": { flags: [...store, "--yes"], wrong: NO_RUN },
  "study show": { flags: store, wrong: { "no study": ["none"], "no last study": ["last"] } },
  "study compare": { flags: store, wrong: { "no studies": ["none", "last"], "one study": ["none"] } },
  "study change": { flags: [...store, "--stop"], wrong: { "no study": ["none"] } },
  "study copy": { flags: [...store, "--name", "copy"], wrong: { "no study": ["none"] } },
  "study rm": { flags: [...store, "--yes"], wrong: { "no study": ["none"] } },
  "study export": {
    flags: [...store, "--out", at("out/study.csv")],
    wrong: { "no study": ["none"], "no form": ["none", "--out", at("out/study.txt")] },
  },
  "study import": {
    flags: store,
    wrong: {
      "no file": [at("missing.jsonl")],
      "a table": [wine],
      "no lines": [at("empty.csv"), "--format", "lines"],
    },
  },
  schedule: {
    flags: ["--out", at("out/s.svg")],
    wrong: { "an unknown kind": ["cosin"], "a wrong option": ["cosine", "--set", "colour=1"] },
  },
};
// Of a flag that is told twice the last counts.
const cases = Object.entries(CALLS).flatMap(([verb, { flags, wrong }]) =>
  Object.entries(wrong).map(([name, words]) => ({
    verb,
    name,
    words: [...verb.split(" "), ...flags, ...words],
  })),
);

/** Everything below the folder, by name. */
const tree = () => readdirSync(folder, { recursive: true }).map(String).sort();

test.each(cases)("$verb with $name says so in one sentence and leaves nothing behind", async ({ words }) => {
  const before = [tree(), readdirSync(process.cwd()).sort()];
  const { code, out, err: said } = await speak(...words);
  const err = said.replace(/^reading .*…\n/, ""); // progress, before the data turns out to be wrong
  expect({ code, err }).toEqual({ code: expect.toBeOneOf([1, 2]), err: expect.stringMatching(/^error: /) });
  expect(out).toBe("");
  expect(err).not.toMatch(/unforeseen|undefined|\[object|TypeError|at .*:\d+:\d+/);
  expect([tree(), readdirSync(process.cwd()).sort()]).toEqual(before);
});
