import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allAugmentations } from "../src/data/augment/index.ts";
import { initializerSchema, PLAIN_INITIALIZERS } from "../src/nn/initializers/index.ts";
import { allLayers } from "../src/nn/layers/index.ts";
import { allLosses } from "../src/nn/losses/index.ts";
import { allOptimizers } from "../src/optim/optimizers/index.ts";
import { allSchedules } from "../src/optim/schedules/index.ts";
import { allSamplers } from "../src/tune/samplers/index.ts";
import { kindFile } from "./support/kind-files.ts";
import { kindNamesIn } from "./support/kind-names.ts";
import { filesUnder, root } from "./support/paths.ts";

const kindsOf = (definitions: readonly { readonly kind: string }[]) => definitions.map(({ kind }) => kind);

/** The initializers that have options: the literal kinds among the forms that a recipe may write. */
function initializersWithOptions(): string[] {
  const forms = initializerSchema._zod.def.options.map((form) => form._zod.def);
  return forms.flatMap((form) =>
    form.type === "object" && form.shape.kind._zod.def.type === "literal"
      ? form.shape.kind._zod.def.values.map(String)
      : [],
  );
}

/**
 * The kinds by where they are defined: each in a file of its name, but for initializers, which share a
 * folder.
 */
const REGISTRIES: readonly {
  readonly folder: string;
  readonly kinds: readonly string[];
  readonly whole?: true;
  /** The files of kinds whose own name another file of src/ has. */
  readonly files?: Readonly<Record<string, string>>;
}[] = [
  { folder: "src/nn/layers", kinds: kindsOf(allLayers()) },
  { folder: "src/nn/losses", kinds: kindsOf(allLosses()) },
  { folder: "src/optim/optimizers", kinds: kindsOf(allOptimizers()) },
  { folder: "src/optim/schedules", kinds: kindsOf(allSchedules()) },
  { folder: "src/data/augment", kinds: kindsOf(allAugmentations()) },
  { folder: "src/tune/samplers", kinds: kindsOf(allSamplers()), files: { random: "random-search.ts" } },
  {
    folder: "src/nn/initializers",
    kinds: [...PLAIN_INITIALIZERS, ...initializersWithOptions()],
    whole: true,
  },
];

interface Exception {
  readonly in: RegExp;
  /** Which kinds' names; any where left out. */
  readonly kinds?: readonly string[];
  readonly because: string;
}

const EXCEPTIONS: readonly Exception[] = [
  {
    in: /^src\/(graph|runtime)\//,
    because: "operations of the graph have names of their own, and some of them",
  },
  {
    in: /^src\/measure\/gradcheck\/(kinks|blame)\.ts$/,
    kinds: ["relu", "maxPool2d", "constant"],
    because: "these are operations of the graph",
  },
  {
    in: /^src\/tune\/exchange\/optuna-distribution\.ts$/,
    kinds: ["uniform"],
    because: "this is how a parameter is searched",
  },
  {
    in: /./,
    kinds: ["auto"],
    because: "so is called everywhere that a choice is left to the toolkit",
  },
  {
    in: /^src\/(tune\/space|store)\//,
    kinds: ["uniform", "step", "random"],
    because: "ranges have names of their own, and so have the samplers of studies in tests of stores",
  },
  {
    in: /./,
    kinds: ["values"],
    because: "a target of numbers, and single numbers, are called values everywhere",
  },
  {
    in: /^src\/nn\/layers\//,
    kinds: ["zeros", "ones", "heNormal", "glorotUniform", "normal", "constant", "orthogonal"],
    because: "a layer says what its parameters begin with, in words that the compiler checks",
  },
  {
    in: /^src\/nn\/layers\/normalization\/(batch-normalization|standardize)\.ts$/,
    kinds: ["shift", "momentum"],
    because: "a normalization's shift and momentum are its own",
  },
  { in: /^src\/nn\/losses\//, kinds: ["ones"], because: "a word in a help text" },
  { in: /^src\/nn\/layers\/activation\/gelu\.ts$/, kinds: ["tanh"], because: "names an approximation" },
  {
    in: /^src\/nn\/layers\/sequence\/self-attention\.ts$/,
    kinds: ["dropout"],
    because: "an option of the attention",
  },
  { in: /^src\/nn\/blocks\//, kinds: ["dropout"], because: "the part of a block, in the ids of its layers" },
  { in: /^src\/nn\/hyperparameter\.ts$/, kinds: ["exponential"], because: "the form of a course" },
  { in: /^src\/data\/augment\/erase\.ts$/, kinds: ["noise"], because: "what fills a hole" },
  {
    in: /^src\/(data|interop|recipe)\//,
    kinds: ["embedding"],
    because: "how categories are encoded: data lies below layers, and stored preprocessing says it",
  },
  {
    in: /^src\/(clinic\/treatments\/category-encodings|tune\/space\/default-space)\.ts$/,
    kinds: ["embedding"],
    because: "how categories are encoded, and the ids of the layers that read them",
  },
  { in: /^src\/data\//, kinds: ["constant"], because: "a column that is always the same, and a filling" },
  { in: /^src\/cli\/output\.ts$/, kinds: ["color"], because: "whether a terminal shows color" },
  {
    in: /^src\/(actions\/schedule\/schedule|report\/sections)\.ts$/,
    kinds: ["step"],
    because: "the title of an axis",
  },
  {
    in: /^src\/train\/trainer\/batch-statistics\.ts$/,
    kinds: ["step", "momentum"],
    because: "names of ports",
  },
  { in: /^src\/optim\/transforms\/trace\.ts$/, kinds: ["momentum"], because: "the name of a slot" },
  {
    in: /^src\/clinic\/(bias-variance|findings\/.*|treatments\/(dropout-layers|learning-rate))\.ts$/,
    kinds: ["adam", "dropout"],
    because: "ids of treatments",
  },
  {
    in: /^src\/(actions\/fit-stream\/fit-stream|data\/split\/split)\.ts$/,
    kinds: ["random"],
    because: "how rows are dealt out to parts",
  },
  { in: /^src\/report\/residual-chart\.ts$/, kinds: ["grid"], because: "the class of a chart's lines" },
  { in: /^src\/tune\/space\/domain\.ts$/, kinds: ["step"], because: "a domain's own property" },
  { in: /^src\/store\/conformance\/store-conformance\.ts$/, because: "a recipe to store, as in any test" },
];

/** The file of each kind by its folder; "whole" ones have none. */
const kindFiles = new Map(
  REGISTRIES.filter(({ whole }) => !whole).map(({ folder, kinds, files }) => [
    folder,
    new Map(kinds.map((kind) => [kind, kindFile(folder, kind, files?.[kind])])),
  ]),
);

function isDefinedIn(path: string, name: string): boolean {
  return REGISTRIES.some(
    ({ folder, kinds, whole }) =>
      kinds.includes(name) &&
      (whole ? path.startsWith(`${folder}/`) : path === kindFiles.get(folder)?.get(name)),
  );
}

const names = new Set(REGISTRIES.flatMap(({ kinds }) => kinds));
const found = filesUnder("src")
  .filter((path) => path.endsWith(".ts") && !/\.(test|samples)\.ts$/.test(path))
  .flatMap((path) =>
    kindNamesIn(readFileSync(join(root, path), "utf8"), names)
      .filter(({ name }) => !isDefinedIn(path, name))
      .map((named) => ({ path, ...named })),
  );
const excepts = (exception: Exception, { path, name }: { path: string; name: string }) =>
  exception.in.test(path) && exception.kinds?.includes(name) !== false;

test("every kind is defined in a file of its name", () => {
  const files = new Set(filesUnder("src"));
  const missing = [...kindFiles.values()].flatMap((own) =>
    [...own.values()].filter((path) => !files.has(path)),
  );
  expect(names.size).toBeGreaterThan(90);
  expect(missing).toEqual([]);
});

test("no kind's name stands in a string but where it is defined", () => {
  const stray = found.filter((named) => !EXCEPTIONS.some((exception) => excepts(exception, named)));
  expect(stray.map(({ path, line, name }) => `${path}:${line}: "${name}"`)).toEqual([]);
});

test("every exception is needed, for each of the names that it lists", () => {
  const idle = EXCEPTIONS.flatMap((exception) =>
    (exception.kinds ?? [undefined])
      .filter(
        (kind) => !found.some((named) => excepts(exception, named) && (kind ?? named.name) === named.name),
      )
      .map((kind) => `${exception.in}: ${kind ?? "any"}`),
  );
  expect(idle).toEqual([]);
});

test.each([
  ['if (kind === "relu") dropAll();', ["relu"]],
  ['type Kind = "tanh" | "mine";', ["tanh"]],
  ['const path = "data.augment.shift";', ["shift"]],
  [`const path = \`data.augment.shift.\${option}\`;`, ["shift"]],
  ["const PASSING = /^(flatten|.*Pool)$/;", ["flatten"]],
  [`const id = \`relu\${number}\`; // "relu"`, []],
  ['const text = "No relu here.";', []],
  ["const network = { relu: tanh, dropout: relu.kind };", []],
])("a planted name is seen, and what only looks like one is not: %s", (text, expected) => {
  expect(kindNamesIn(text, names).map(({ name }) => name)).toEqual(expected);
});
