// npm run bench -- [NAMES] [--json] [--rounds N] [--splits N] [--budget B] [--compile]
//     [--suite NAME] [--seeds N] [--evaluations N] [--problems DIR] [--only PATTERN]
//     [--ours KINDS] [--peers KINDS] [--kept-peers] [--store NAME] [--queue redis|ADDRESS]
//
// Runs the named benchmarks (all without names; `step-*` names several). With --json, stdout holds one JSON
// document and nothing else; progress goes to stderr.
import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { setup } from "../scripts/setup.js";
import { describe } from "./lib/document.js";
import { benchFile } from "./lib/paths.js";

const ORDER = [
  "parity.js",
  "steps.js",
  "end-to-end.js",
  "images.js",
  "quality.js",
  "tune.js",
  "probes.js",
  "startup.js",
  "bundle.js",
  "tune-storage.js",
  "tune-digits.js",
  "tune-improve.js",
];

async function allBenchmarks() {
  const present = new Set(readdirSync(benchFile()));
  const modules = await Promise.all(
    ORDER.filter((file) => present.has(file)).map((file) => import(`./${file}`)),
  );
  return modules.flatMap((module) => module.benchmarks);
}

function chosen(benchmarks, names) {
  if (names.length === 0) return benchmarks;
  const matches = (pattern, name) =>
    pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  const unknown = names.filter((pattern) => !benchmarks.some(({ name }) => matches(pattern, name)));
  if (unknown.length > 0) {
    const known = benchmarks.map(({ name }) => name).join(", ");
    console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${known}.`);
    process.exit(2);
  }
  return benchmarks.filter(({ name }) => names.some((pattern) => matches(pattern, name)));
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        rounds: { type: "string", default: "15" },
        splits: { type: "string" },
        budget: { type: "string" },
        compile: { type: "boolean", default: false },
        suite: { type: "string" },
        store: { type: "string" },
        queue: { type: "string" },
        seeds: { type: "string" },
        evaluations: { type: "string" },
        problems: { type: "string" },
        only: { type: "string" },
        ours: { type: "string" },
        peers: { type: "string" },
        "kept-peers": { type: "boolean", default: false },
      },
    });
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}

const { values, positionals } = readArguments();
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds: expected a whole number of at least 1, received "${values.rounds}".`);
  process.exit(2);
}
if (!process.env.BENCH_DIST) setup();
const context = {
  rounds,
  splits: values.splits === undefined ? undefined : Number(values.splits),
  budget: values.budget,
  compiled: values.compile,
  store: values.store,
  queue: values.queue,
  seeds: values.seeds,
  evaluations: values.evaluations,
  problems: values.problems,
  only: values.only,
  ours: values.ours,
  peers: values.peers,
  keptPeers: values["kept-peers"],
  log: (line) => console.error(line),
};
const entries = [];
const suite = (await allBenchmarks()).filter(
  ({ name }) => values.suite === undefined || name.startsWith(`${values.suite}-`),
);
for (const { name, run } of chosen(suite, positionals)) {
  try {
    const added = await run(context);
    entries.push(...added);
    if (!values.json) for (const line of added) console.log(describe(line));
  } catch (error) {
    console.error(`${name} failed: ${error.stack ?? error}`);
    process.exitCode = 1;
  }
}
if (values.json) console.log(JSON.stringify(entries, null, 2));
