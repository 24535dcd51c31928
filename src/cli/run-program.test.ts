import { expect, test } from "vitest";
import type { DiagnoseOptions, DiagnoseResult } from "../actions/diagnose/contract.ts";
import type { FitOptions, FitResult } from "../actions/fit/contract.ts";
import type { ImproveOptions, ImproveResult } from "../actions/improve/contract.ts";
import type { InspectOptions, InspectResult } from "../actions/inspect/contract.ts";
import type { PredictOptions, PredictResult } from "../actions/predict/contract.ts";
import { TrainwellError } from "../base/errors.ts";
import type { EvidencePart } from "../clinic/evidence-parts.ts";
import type { JobContext } from "../lab/job-context.ts";
import { parseRecipe } from "../recipe/schema.ts";
import type { LoadVerb } from "./command.ts";
import { runProgram } from "./run-program.ts";

const INSPECTED: InspectResult = {
  file: "data.csv",
  rows: 3,
  columns: [{ name: "a", type: "number", missing: 0, distinct: 3, mean: 2, minimum: 1, maximum: 3 }],
  target: { name: "y", columns: ["y"], task: "classification", classes: [{ label: "yes", count: 2 }] },
  splits: { train: 1, dev: 1, test: 1 },
  notes: ["1 row has no target and is left out."],
  findings: [
    { id: "copied-rows", title: "Copies", severity: "warning", summary: "2 rows repeat.", treatments: [] },
  ],
};

const IMPROVED: ImproveResult = {
  headline: "Test accuracy 90.0% → 97.0% (+7.0 points); 1 of 1 treatment helped.",
  gain: { metric: "accuracy", title: "accuracy", unit: "share", part: "test", before: 0.9, after: 0.97 },
  simpleModel: { name: "logistic regression", score: 0.91 },
  run: "r1",
  recipe: parseRecipe(
    {
      schema: 1,
      data: { target: "y" },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "softmaxCrossEntropy" },
    },
    { source: "the test" },
  ),
  splits: { train: 6, dev: 2, test: 2 },
  notes: ["2 rows have no target and are left out."],
  train: { rows: 2, metrics: { accuracy: 1 } },
  dev: { rows: 2, metrics: { accuracy: 0.98765 } },
  naive: null,
  test: { rows: 2, metrics: { accuracy: 0.97 }, previousScorings: 2 },
  epochs: 3,
  device: "cpu",
  durationMs: 10,
  findings: [
    {
      id: "variance",
      title: "Variance",
      severity: "problem",
      summary: "Gap of 3 points.",
      treatments: [],
      state: "cured",
    },
  ],
  unjudged: [],
  blend: null,
  files: {
    recipe: "out/recipe.json",
    model: "out/model.safetensors",
    onnx: "out/model.onnx",
    report: "out/report.html",
  },
  baseline: { run: "r0", dev: { rows: 2, metrics: { accuracy: 0.9 } }, test: null },
  judgedBy: { loss: "mean Brier score", metric: "accuracy", isMetricAlone: false },
  stopped: { reason: "nothingLeft", text: "nothing is left to try" },
  steps: [
    {
      finding: "variance",
      treatment: "dropout",
      title: "Add dropout",
      diff: [],
      kept: true,
      outdone: false,
      reason: "Beyond the noise.",
      score: { metric: "accuracy", title: "accuracy", unit: "share", before: 0.95, after: 0.97 },
      effect: 0.02,
      low: 0.01,
      high: 0.03,
      members: [{ member: 1, seed: 7, before: 0.95, after: 0.97 }],
    },
  ],
};

const PREDICTED: PredictResult = {
  kind: "value",
  column: "price",
  predictions: [{ prediction: 1.5 }],
  notes: [],
  files: {},
};

type Action<Options, Result> = (options: Options & JobContext) => Promise<Result>;

/** The actions that these tests stand in for. */
interface Actions {
  readonly inspect: Action<InspectOptions, InspectResult>;
  readonly fit: Action<FitOptions, FitResult>;
  readonly diagnose: Action<DiagnoseOptions, DiagnoseResult>;
  readonly improve: Action<ImproveOptions, ImproveResult>;
  readonly predict: Action<PredictOptions, PredictResult>;
}

interface Spoken {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function speak(argv: readonly string[], actions: Partial<Actions> = {}): Promise<Spoken> {
  let out = "";
  let err = "";
  const load = async ({ name }: { name: string }) => {
    const action = (actions as Readonly<Record<string, unknown>>)[name];
    if (action === undefined) throw new Error("this action was not to be loaded");
    return action;
  };
  const code = await runProgram(argv, {
    load: load as unknown as LoadVerb,
    version: "1.2.3",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    environment: {},
  });
  return { code, out, err };
}

test("--help lists the commands on stdout, loads no action, and is done", async () => {
  const { code, out, err } = await speak(["--help"]);
  expect(code).toBe(0);
  for (const name of ["improve", "inspect", "fit", "diagnose", "predict"])
    expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(err).toBe("");
});

test("--version prints the version", async () => {
  expect(await speak(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
});

test("no command is a wrong call: help on stderr, nothing on stdout", async () => {
  const { code, out, err } = await speak([]);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain("Expected a command");
});

test("a misspelt option asks whether another was meant", async () => {
  const { code, err } = await speak(["fit", "data.csv", "--targt", "y"]);
  expect(code).toBe(2);
  expect(err).toBe("error: Unknown option '--targt'.\n  Did you mean --target?\n");
});

test("a misspelt command asks whether another was meant", async () => {
  const { code, err } = await speak(["inspct", "data.csv"]);
  expect(code).toBe(2);
  expect(err).toContain("Did you mean inspect?");
});

test("a wrong call points to the help of the command that was called", async () => {
  const { err } = await speak(["--quiet", "improve", "d.csv", "--budget", "soon"]);
  expect(err).toMatch(/\n {2}See trainwell improve --help\.\n$/);
  expect((await speak(["runs", "list", "much"])).err).toMatch(/\n {2}See trainwell runs list --help\.\n$/);
});

test("a misspelt option with --json is one JSON document on stdout", async () => {
  const { code, out } = await speak(["fit", "data.csv", "--json", "--targt", "y"]);
  expect(code).toBe(2);
  expect(JSON.parse(out).error).toMatchObject({
    code: "usage-unknown-option",
    kind: "usage",
    hint: "Did you mean --target?",
  });
});

test.each([
  [["improve", "d.csv", "--budget", "soon"], "budget"],
  [["improve", "d.csv", "--budget", "0s"], "budget"],
  [["fit", "d.csv", "--seed", "-1"], "integer of at least 0"],
  [["fit", "d.csv", "--seed", "1.5"], "integer of at least 0"],
  [["fit", "d.csv", "--set", "=3"], "path=value"],
  [["fit", "d.csv", "--type", "a=text"], "number, percent, boolean, category"],
  [["fit", "d.csv", "--decimal", ";"], "choices are ., ,"],
  [["fit", "d.csv", "--split", "group"], "group:COLUMN"],
  [["fit", "d.csv", "--split-sizes", "50/20/20"], "60/20/20"],
  [["fit", "d.csv", "--device", "gpu"], "cpu"],
  [["predict", "d.csv"], "--model"],
  [["fit"], "data"],
  [["diagnose"], "--run RUN"],
])("%j is a wrong call and says what was expected", async (argv, expected) => {
  const { code, out, err } = await speak(argv);
  expect(code).toBe(2);
  expect(out).toBe("");
  expect(err).toContain(expected);
});

test("options reach the action as plain data", async () => {
  let received: ImproveOptions | undefined;
  const improve: Actions["improve"] = async (options) => {
    received = options;
    return IMPROVED;
  };
  const argv =
    "improve d.csv -t y --set network.layers.a.units=32 --set data.split.method=random --type a=b=category";
  const more =
    "--budget 1.5m,20trials --human-error 2% --split group:id --split-sizes 60/20/20 --epochs 7 --out o";
  const { code } = await speak([...argv.split(" "), ...more.split(" ")], { improve });
  expect(code).toBe(0);
  expect(received).toMatchObject({
    data: "d.csv",
    target: "y",
    types: [{ column: "a=b", type: "category" }],
    set: [
      { path: "training.epochs", value: 7 },
      { path: "network.layers.a.units", value: 32 },
      { path: "data.split.method", value: "random" },
    ],
    budget: { durationMs: 90_000, trials: 20 },
    humanError: 0.02,
    split: { method: "group", column: "id" },
    splitSizes: { train: 0.6, dev: 0.2, test: 0.2 },
    out: "o",
    store: ".trainwell",
    recipe: null,
    resume: null,
  });
});

test("fit leaves the test set alone unless told", async () => {
  const received: FitOptions[] = [];
  const fit: Actions["fit"] = async (options) => {
    received.push(options);
    return IMPROVED;
  };
  await speak(["fit", "d.csv"], { fit });
  await speak(["fit", "d.csv", "--final-test"], { fit });
  expect(received.map((options) => options.finalTest)).toEqual([false, true]);
});

test("--json prints exactly the result, with progress on stderr", async () => {
  const inspect: Actions["inspect"] = async ({ progress }) => {
    progress({ type: "note", message: "reading" });
    return INSPECTED;
  };
  const { code, out, err } = await speak(["inspect", "data.csv", "--json"], { inspect });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual(INSPECTED);
  expect(err).toBe("reading\n");
});

test("--quiet shows no progress", async () => {
  const inspect: Actions["inspect"] = async ({ progress }) => {
    progress({ type: "note", message: "reading" });
    return INSPECTED;
  };
  expect((await speak(["inspect", "data.csv", "-q"], { inspect })).err).toBe("");
});

test("a table's columns are printed aligned", async () => {
  const { out } = await speak(["inspect", "data.csv"], { inspect: async () => INSPECTED });
  expect(out.split("\n").slice(0, 4)).toEqual([
    "data.csv: 3 rows, 1 column",
    "",
    "column  type    missing  distinct  mean  std  min  max",
    "a       number        0         3     2         1    3",
  ]);
  expect(out).toContain("Classes: yes (2)");
});

test("diagnose names what it could not judge in one line, by what is missing", async () => {
  const entry = (title: string, ...missing: EvidencePart[]) => ({
    id: title,
    title,
    missing,
    how: "Tell it.",
  });
  const unjudged = [entry("Bias", "bound"), entry("Dead units", "recipe", "probes"), entry("Both", "bound")];
  const result: DiagnoseResult = {
    headline: "Nothing found.",
    run: "r1",
    dev: { rows: 0, metrics: {} },
    naive: null,
    notes: [],
    findings: [],
    unjudged,
  };
  const { out } = await speak(["diagnose", "--run", "r1"], { diagnose: async () => result });
  expect(out.replaceAll(/\s+/g, " ")).toContain(
    "Not judged: Bias, Both (needs the reachable error); Dead units (needs the recipe, probes of the layers)",
  );
  const all = { ...result, unjudged: [] };
  expect((await speak(["diagnose", "--run", "r1"], { diagnose: async () => all })).out).not.toContain(
    "judged",
  );
});

test("a second scoring of the test set is called what it is", async () => {
  const { out } = await speak(["improve", "d.csv"], { improve: async () => IMPROVED });
  expect(out).toContain("The test set was scored 2 times before: no longer an unbiased estimate.");
});

test("improve answers first, then says what was found and tried, and everything with --verbose", async () => {
  const work = { improve: async () => IMPROVED };
  const { out } = await speak(["improve", "d.csv"], work);
  expect(out.split("\n")[0]).toBe(IMPROVED.headline);
  expect(out.split("\n")[1]).toBe(
    "Dev accuracy 90.0% → 98.8%, logistic regression 91.0%; 6 train, 2 dev, 2 test rows; run r1.",
  );
  const crossed = { ...IMPROVED, dev: { ...IMPROVED.dev, rows: 8 } };
  const told = await speak(["improve", "d.csv"], { improve: async () => crossed });
  expect(told.out.replaceAll(/\s+/g, " ")).toContain(
    "regression 91.0%; cross-validated on 8 train and dev rows; 2 test rows; run r1.",
  );
  expect(out).toContain("[cured] Variance (problem)\n    It was: Gap of 3 points.");
  expect(out).toContain("+ Add dropout: dev accuracy 95.0% → 97.0% (+2.0 points)");
  expect(out).not.toContain("Beyond the noise.");
  const verbose = (await speak(["improve", "d.csv", "--verbose"], work)).out;
  expect(verbose).toContain("effect 0.02 [0.01, 0.03]");
  expect(verbose).toContain("Beyond the noise.");
  expect(verbose.length).toBeGreaterThan(out.length);
});

test.each([
  ["usage", 2],
  ["input", 2],
  ["failure", 1],
  ["check", 3],
  ["interrupted", 130],
] as const)("an error of kind %s ends with %i", async (kind, expected) => {
  const inspect = async () => {
    throw new TrainwellError({ kind, code: "some-code", message: "No.", hint: "Do this." });
  };
  const { code, err } = await speak(["inspect", "d.csv"], { inspect });
  expect(code).toBe(expected);
  expect(err).toBe("error: No.\n  Do this.\n");
});

test("a full disk is a failure with one sentence and no stack", async () => {
  const inspect = async () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      syscall: "write",
      path: "m.onnx",
    });
  };
  const { code, err } = await speak(["inspect", "d.csv"], { inspect });
  expect(code).toBe(1);
  expect(err.split("\n")[0]).toBe("error: Could not write m.onnx: the disk is full.");
});

test("an unforeseen error is called a bug, and its stack is kept for TRAINWELL_DEBUG", async () => {
  const inspect = async () => {
    throw new TypeError("x is not a function");
  };
  const { code, err } = await speak(["inspect", "d.csv"], { inspect });
  expect(code).toBe(1);
  expect(err).toContain("this is a bug in Trainwell: x is not a function.");
  expect(err).not.toContain("    at ");
});

test("terminal escapes in a message are shown and not obeyed", async () => {
  const inspect = async () => {
    throw new TrainwellError({ kind: "input", code: "bad", message: "Column \x1b[31mred is bad." });
  };
  expect((await speak(["inspect", "d.csv"], { inspect })).err).toBe("error: Column \\x1b[31mred is bad.\n");
});

test("an empty list is no default worth telling in --help", async () => {
  const { out } = await speak(["fit", "--help"]);
  expect(out).toContain("--set <path=value>");
  expect(out).not.toContain("[]");
});

test("predictions for stdout are printed as they are, and within the document with --json", async () => {
  const csv = "prediction\nyes\n";
  const predict: Actions["predict"] = async ({ out }) => {
    expect(out).toBe("-");
    return { ...PREDICTED, columns: ["prediction"], csv };
  };
  const argv = ["predict", "d.csv", "--model", "m", "--out", "-"];
  expect(await speak(argv, { predict })).toEqual({ code: 0, out: csv, err: "" });
  const { out } = await speak([...argv, "--json"], { predict });
  expect(JSON.parse(out)).toEqual({ rows: 1, columns: ["prediction"], notes: [], files: {}, csv });
});

test("predictions are written to a file where no place was told", async () => {
  const predict: Actions["predict"] = async ({ out }) => ({
    ...PREDICTED,
    columns: ["prediction"],
    files: { predictions: String(out) },
  });
  const { out } = await speak(["predict", "d.csv", "--model", "m"], { predict });
  expect(out).toBe("Predicted 1 row.\n  predictions  predictions.csv\n");
});

test("--json has lists of numbers on a line each, and changes no text", async () => {
  const notes = ["[\n  1,\n  2\n]", "[]"];
  const document = { ...INSPECTED, notes, matrix: [[1, -2.5e-7], [3], []], mixed: [1, "a,\n b", null] };
  const { out } = await speak(["inspect", "d.csv", "--json"], { inspect: async () => document });
  expect(JSON.parse(out)).toEqual(document);
  expect(out).toContain("\n    [1, -2.5e-7],\n    [3],\n    []\n");
});
