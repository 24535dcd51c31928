import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkCompiled, checkReference } from "../bench/lib/parity-check.js";
import { optimizerDefinition } from "../src/optim/optimizers/index.ts";
import { namedViews } from "../src/program/layout.ts";
import { buildStepProgram } from "../src/program/step-program.ts";
import { parseRecipe } from "../src/recipe/schema.ts";
import { compileProgram } from "../src/runtime/cache.ts";
import { openProgram } from "../src/runtime/open-program.ts";
import { runReference } from "../src/runtime/reference-program.ts";
import { nodeRuntime } from "../src/runtime/session.node.ts";
import { root } from "./support/paths.ts";

const modules = {
  optimizerDefinition,
  parseRecipe,
  compileProgram,
  openProgram,
  runReference,
  namedViews,
  buildStepProgram,
  runtime: nodeRuntime,
};

const folder = join(root, "bench", "golden");
const files = readdirSync(folder).filter((file) => file.startsWith("parity-"));
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), "utf8"));

test("there is a golden trajectory for every optimizer", () => {
  expect(files.length).toBe(6);
});

describe.each(files)("against PyTorch, %s", (file) => {
  test("the float64 reference agrees over 200 steps", () => {
    expect(checkReference(modules, read(file))).toBeLessThan(1e-9);
  });

  test("a float32 step from PyTorch's state, and a free run, stay as close as rounding allows", async () => {
    const { step, free } = await checkCompiled(modules, read(file));
    // A share of the update's norm: float32 rounds the weights, some ten times larger than the update, to
    // 6e-8.
    expect(step).toBeLessThan(1e-5);
    // In units of how far PyTorch moves from itself when its hidden units are permuted.
    expect(free).toBeLessThan(3);
  });
});

test("a learning rate that is two parts in a hundred thousand too high is seen in every comparison", async () => {
  const golden = read("parity-adam.json");
  golden.optimizer.learningRate *= 1.00002;
  expect(checkReference(modules, golden)).toBeGreaterThan(1e-9);
  const { step, free } = await checkCompiled(modules, golden);
  expect(step).toBeGreaterThan(1e-5);
  expect(free).toBeGreaterThan(3);
});
