import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type * as z from "zod/mini";
import { describeOptions } from "../src/base/describe-options.ts";
import { allAugmentations } from "../src/data/augment/index.ts";
import { allInitializers } from "../src/nn/initializers/definitions.ts";
import { allLayers } from "../src/nn/layers/index.ts";
import { allLosses } from "../src/nn/losses/index.ts";
import { allOptimizers } from "../src/optim/optimizers/index.ts";
import { allSchedules } from "../src/optim/schedules/index.ts";
import { optionRow } from "../src/recipe/option-rows.ts";
import { allSamplers } from "../src/tune/samplers/index.ts";
import { allStoppers } from "../src/tune/stoppers/index.ts";
import { kindFile } from "./support/kind-files.ts";
import { root } from "./support/paths.ts";

interface Declared {
  readonly kind: string;
  readonly options: z.ZodMiniObject;
}

/** Every kind that has options, with the file that declares it. */
const declared = [
  ...filesOf(allLayers(), (kind) => kindFile("src/nn/layers", kind)),
  ...filesOf(allInitializers(), () => "src/nn/initializers/definitions.ts"),
  ...filesOf(allLosses(), (kind) => kindFile("src/nn/losses", kind)),
  ...filesOf(allOptimizers(), (kind) => kindFile("src/optim/optimizers", kind)),
  ...filesOf(allSchedules(), (kind) => kindFile("src/optim/schedules", kind)),
  ...filesOf(allAugmentations(), (kind) => kindFile("src/data/augment", kind)),
  ...filesOf(allStoppers(), (kind) => kindFile("src/tune/stoppers", kind)),
  ...filesOf(allSamplers(), (kind) => kindFile("src/tune/samplers", kind)),
];

function filesOf(all: readonly Declared[], fileOf: (kind: string) => string) {
  return all
    .map(({ kind, options }) => ({ kind, file: fileOf(kind), options: describeOptions(options) }))
    .filter(({ options }) => options.length > 0);
}

/** "`beta1` (number, ≥ 0, < 1; 0.9)": an option with its type, limits and default, as docstrings list it. */
function listed(options: ReturnType<typeof describeOptions>): string {
  const words = options.map((option) => {
    const { name, type, limits, default: usual } = optionRow(option);
    const told = [type, ...(limits === "" ? [] : [limits])].join(", ");
    return `\`${name}\` (${told}${usual === "" ? "" : `; ${usual}`})`;
  });
  return `Options, with their limits and defaults: ${words.join(", ")}.`;
}

/** The words of the docstring right before a kind's declaration, its line breaks and stars left out. */
function docstringOf(kind: string, text: string): string {
  const before = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n(?:export )?const ${kind}[: ]`).exec(text);
  return (before?.[1] ?? "").replace(/\s+\*?\s+/g, " ");
}

test.each(declared)("the docstring of $kind in $file lists its options as they are declared", (kind) => {
  const text = readFileSync(join(root, kind.file), "utf8");
  expect(docstringOf(kind.kind, text)).toContain(listed(kind.options));
});

test("a docstring is read over its line breaks, and only right before what it is about", () => {
  const text =
    "/** Of one. */\nconst one = 1;\nconst two = 2;\n/**\n * Of\n * three.\n */\nexport const three: X";
  expect(["one", "two", "three"].map((kind) => docstringOf(kind, text).trim())).toEqual([
    "Of one.",
    "",
    "Of three.",
  ]);
});
