import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { speak } from "../src/cli/speak.samples.ts";
import { openSqliteStore } from "../src/store/sqlite-store.node.ts";
import { root } from "./support/paths.ts";

const wine = join(root, "data", "wine.csv");
const folder = mkdtempSync(join(tmpdir(), "trainwell-searches-"));
const at = (name: string) => join(folder, name);
const store = at("store");
const RATE = { lr: { search: "log", low: 1e-3, high: 0.1 } };
const prints = (value: unknown) => ["--", "node", "-e", `console.log('${JSON.stringify(value)}')`, "{lr}"];
const command = (...words: string[]) => ["tune", "--space", at("space.json"), "--store", store, ...words];
const networks = (...words: string[]) => {
  const places = ["--out", at("out"), "--store", at("networks")];
  return ["tune", wine, "-t", "cultivar", "--trials", "2", "--epochs", "2", ...places, ...words];
};

beforeAll(async () => {
  const files: Record<string, string> = {
    "space.json": JSON.stringify(RATE),
    "high.json": JSON.stringify({ lr: { search: "log", low: 1, high: 0.1 } }),
    "other.json": JSON.stringify({ lr: { search: "log", low: 1e-3, high: 0.2 } }),
    "list.json": "[1, 2]",
    "broken.json": "{",
    "recipe.json": JSON.stringify({ schema: 99 }),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  const begun = await speak(...command("--name", "begun", "--trials", "2", ...prints({ loss: 1 })));
  expect(begun.code).toBe(0);
  const opened = openSqliteStore(store);
  const record = (await opened.studies.getStudy("begun"))!;
  await opened.studies.createStudy({
    ...record,
    id: "older",
    name: "older",
    status: "open",
    version: "0.0.1",
  });
  await opened.close();
  mkdirSync(at("newer"));
  await openSqliteStore(at("newer")).close();
  const database = new Database(join(at("newer"), "store.db"));
  database.exec("PRAGMA user_version = 99");
  database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CASES: Readonly<Record<string, readonly string[]>> = {
  "a range with low above high": networks("--set", "optimizer.learningRate=log(1e-1,1e-5)"),
  "a range with low above high in a file": command("--space", at("high.json"), ...prints({ loss: 1 })),
  "the logarithm of zero": networks("--set", "optimizer.learningRate=log(0,1e-1)"),
  "a range with one end": networks("--set", "optimizer.learningRate=log(1e-5)"),
  "a range of no kind": networks("--set", "optimizer.learningRate=lg(1e-5,1e-1)"),
  "no choice": networks("--set", "training.batchSize=choice()"),
  "an unknown path": networks("--set", "optimizer.lerningRate=log(1e-5,1e-1)"),
  "a space of another kind": networks("--space", at("space.json")),
  "a space that is a list": networks("--space", at("list.json")),
  "a space that is no JSON": networks("--space", at("broken.json")),
  "a space of another version": networks("--space", at("recipe.json")),
  "a space that is a table": networks("--space", wine),
  "no space's file": networks("--space", at("missing.json")),
  "a space over the question": networks("--set", "data.target=choice(a,b)"),
  "a space over seeds": networks("--set", "training.seed=integer(1,5)"),
  "a metric that no trial reports": networks("--objective", "nope:minimize"),
  "an objective without direction": networks("--objective", "nope"),
  "a limit on what no trial reports": networks("--limit", "nope<=3"),
  "a limit that is none": networks("--limit", "f1=3"),
  "no trials": networks("--trials", "0"),
  "less than no trials": networks("--trials", "-1"),
  "no budget": networks("--budget", "0"),
  "a budget of no trials": networks("--budget", "0 trials"),
  "a budget without a unit": networks("--budget", "soon"),
  "an unknown sampler": networks("--sampler", "bayes"),
  "an unknown option of a sampler": networks("--sampler", '{"kind":"grid","level":3}'),
  "a sampler in broken JSON": networks("--sampler", '{"kind":'),
  "an unknown stopper": networks("--stopper", "ash"),
  "no repeats": networks("--repeats", "0"),
  "an unknown study": networks("--study", "none"),
  "an unknown study to zoom into": networks("--zoom", "none"),
  "a population with a stopper": networks("--sampler", "populationBased", "--stopper", "asha"),
  "a population of what is fixed": networks(
    "--sampler",
    "populationBased",
    "--set",
    "training.batchSize=ordered(16,32)",
  ),
  "a population of too short trainings": networks("--sampler", "populationBased"),
  "a population of another program": command("--sampler", "populationBased", ...prints({ loss: 1 })),
  "a metric that is never reported": command("--trials", "2", ...prints({ accuracy: 1 })),
  "an objective that is no number": command(
    "--trials",
    "2",
    "--",
    "node",
    "-e",
    "console.log('{\"loss\":NaN}')",
  ),
  "an unknown placeholder": command("--", "node", "-e", "1", "{lrr}"),
  "an unknown program": command("--", "no-such-program", "{lr}"),
  "a name that is taken": command("--name", "begun", ...prints({ loss: 1 })),
  "another sampler for a study": command("--study", "begun", "--sampler", "tpe", ...prints({ loss: 1 })),
  "another space for a study": [
    "tune",
    "--space",
    at("other.json"),
    "--store",
    store,
    "--study",
    "begun",
    ...prints({ loss: 1 }),
  ],
  "another objective for a study": command(
    "--study",
    "begun",
    "--objective",
    "f1:maximize",
    ...prints({ loss: 1 }),
  ),
  "another command for a study": command("--study", "begun", ...prints({ loss: 2 })),
  "a worker on no study": ["worker", "--study", "none", "--store", store],
  "a worker of another version": ["worker", "--study", "older", "--store", store],
  "a worker on a study that is done": ["worker", "--study", "begun", "--store", store],
  "a worker without a store": ["worker", "--study", "begun", "--store", at("missing")],
  "a store of another version": ["study", "list", "--store", at("newer")],
};

test.each(Object.entries(CASES))("%s is said in one sentence, with exit code 2", async (_name, words) => {
  const { code, out, err: said } = await speak("-q", ...words);
  const [sentence, ...rest] = said.split("\n");
  expect({ code, sentence }).toEqual({ code: 2, sentence: expect.stringMatching(/^error: .*[.:]$/) });
  expect(out).toBe("");
  expect(said).not.toMatch(/unforeseen|undefined|\[object|TypeError|at .*:\d+:\d+/);
  expect(rest.length).toBeLessThan(5);
  expect(readdirSync(folder)).not.toContain("out");
});

test("nothing is lost by it: the study that was there goes on by the same command", async () => {
  const { code, out } = await speak(
    ...command("--study", "begun", "--sampler", "auto", "--trials", "3", "--json", ...prints({ loss: 1 })),
  );
  expect(code).toBe(0);
  expect(JSON.parse(out).trials).toHaveLength(3);
});
