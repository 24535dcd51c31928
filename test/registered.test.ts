import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../src/cli/run-program.ts";
import { FINDINGS } from "../src/clinic/findings/index.ts";
import { TREATMENTS } from "../src/clinic/treatments/index.ts";
import { allAugmentations } from "../src/data/augment/index.ts";
import { allOperations } from "../src/graph/operation.ts";
import * as operations from "../src/graph/operations/index.ts";
import { allInitializers } from "../src/nn/initializers/definitions.ts";
import { allLayers } from "../src/nn/layers/index.ts";
import { allLosses } from "../src/nn/losses/index.ts";
import * as metrics from "../src/nn/metrics/index.ts";
import { allOptimizers } from "../src/optim/optimizers/index.ts";
import { allSchedules } from "../src/optim/schedules/index.ts";
import { allSamplers } from "../src/tune/samplers/index.ts";
import { allStoppers } from "../src/tune/stoppers/index.ts";
import { filesUnder, root } from "./support/paths.ts";

/** An exported value of a folder's file. */
interface Exported {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

const imported = async (path: string): Promise<Readonly<Record<string, unknown>>> =>
  import(/* @vite-ignore */ join(root, path));

/** The exports of a folder's files, but for its index. */
async function exportsIn(folder: string): Promise<Exported[]> {
  const paths = filesUnder(folder).filter((path) => /(?<!\/index|\.test|\.samples)\.ts$/.test(path));
  const files = await Promise.all(paths.map(async (path) => [path, await imported(path)] as const));
  return files.flatMap(([path, file]) =>
    Object.entries(file).map(([name, value]): Exported => ({ path, name, value })),
  );
}

/** Kinds, findings, treatments and commands have a name and words for people; what helps them has not. */
function isDefinition(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const has = (key: string) => typeof (value as Readonly<Record<string, unknown>>)[key] === "string";
  return (has("kind") && has("title")) || (has("id") && has("title")) || (has("name") && has("summary"));
}

/** The definitions that nobody would ever look for, as sentences that say where they belong. */
function unregistered(
  exported: readonly Exported[],
  { known, place }: { known: readonly unknown[]; place: string },
): string[] {
  return exported
    .filter(({ value }) => isDefinition(value) && !known.includes(value))
    .map(({ path, name }) => `${path} defines ${name}, which ${place} does not list`);
}

const FOLDERS = [
  ["src/nn/layers", "src/nn/layers/index.ts", allLayers()],
  ["src/nn/losses", "src/nn/losses/index.ts", allLosses()],
  ["src/nn/initializers", "src/nn/initializers/definitions.ts", allInitializers()],
  ["src/optim/optimizers", "src/optim/optimizers/index.ts", allOptimizers()],
  ["src/optim/schedules", "src/optim/schedules/index.ts", allSchedules()],
  ["src/data/augment", "src/data/augment/index.ts", allAugmentations()],
  ["src/tune/stoppers", "src/tune/stoppers/index.ts", allStoppers()],
  ["src/tune/samplers", "src/tune/samplers/index.ts", allSamplers()],
  ["src/clinic/findings", "src/clinic/findings/index.ts", FINDINGS],
  ["src/clinic/treatments", "src/clinic/treatments/index.ts", TREATMENTS],
  ["src/cli/commands", "src/cli/run-program.ts", COMMANDS],
] as const;

test.each(FOLDERS)("what %s defines is listed in %s", async (folder, place, known) => {
  // Before the folder's files are read by themselves, whatever is known came by way of the list.
  expect(known.every(isDefinition)).toBe(true);
  expect(unregistered(await exportsIn(folder), { known, place })).toEqual([]);
});

test("a definition that is in no list is seen, and a helper beside it is none", () => {
  const value = { kind: "forgotten", title: "Forgotten" };
  const forgotten = { path: "src/nn/layers/forgotten.ts", name: "forgotten", value };
  const helper = { ...forgotten, name: "helper", value: { kind: "forgotten" } };
  const told = { known: allLayers(), place: "src/nn/layers/index.ts" };
  expect(unregistered([forgotten, helper], told)).toEqual([
    "src/nn/layers/forgotten.ts defines forgotten, which src/nn/layers/index.ts does not list",
  ]);
  expect(unregistered([forgotten], { ...told, known: [value] })).toEqual([]);
});

/** By whose import alone the table of operations was filled so far. */
const tabled = new Set(allOperations().map(({ name }) => name));

test("every operation is in the table once graph/operations/index.ts is imported", async () => {
  expect(Object.keys(operations).length).toBeGreaterThan(40);
  await exportsIn("src/graph/operations");
  const late = allOperations().filter(({ name }) => !tabled.has(name));
  expect(
    late.map(({ name }) => name),
    "Export the builder from src/graph/operations/index.ts",
  ).toEqual([]);
});

/** Facts of metrics, and the logarithm that two of them share. */
const BESIDE_METRICS = ["src/nn/metrics/measures.ts", "src/nn/metrics/negative-log.ts"];

test("every metric is exported from nn/metrics/index.ts", async () => {
  const files = await exportsIn("src/nn/metrics");
  const functions = files.filter(
    ({ path, value }) => typeof value === "function" && !BESIDE_METRICS.includes(path),
  );
  const listed: readonly unknown[] = Object.values(metrics);
  expect(functions.length).toBeGreaterThan(8);
  const missing = functions.flatMap(({ path, name, value }) =>
    listed.includes(value) ? [] : `${path}: ${name}`,
  );
  expect(missing, "Export it from src/nn/metrics/index.ts").toEqual([]);
});
