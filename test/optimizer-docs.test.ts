import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeOptions } from "../src/base/describe-options.ts";
import { allOptimizers } from "../src/optim/optimizers/index.ts";
import { optionRow } from "../src/recipe/option-rows.ts";
import { root } from "./support/paths.ts";

/**
 * "`beta1` (number, ≥ 0, < 1; 0.9)": an option with its type, its limits and its default, as docstrings list
 * it.
 */
function listed(options: ReturnType<typeof describeOptions>): string {
  const words = options.map((option) => {
    const { name, type, limits, default: usual } = optionRow(option);
    const told = [type, ...(limits === "" ? [] : [limits])].join(", ");
    return `\`${name}\` (${told}${usual === "" ? "" : `; ${usual}`})`;
  });
  return `Options, with their limits and defaults: ${words.join(", ")}.`;
}

/** The words of the docstring before an export, its line breaks and stars left out. */
function docstringOf(kind: string): string {
  const file = kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const text = readFileSync(join(root, "src/optim/optimizers", `${file}.ts`), "utf8");
  const before = text.slice(0, text.indexOf(`export const ${kind} =`));
  return before.slice(before.lastIndexOf("/**")).replace(/\s+\*\s+/g, " ");
}

test.each(allOptimizers().map((definition) => [definition.kind, definition] as const))(
  "the docstring of %s lists its options as they are declared",
  (kind, { options }) => {
    expect(docstringOf(kind)).toContain(listed(describeOptions(options)));
  },
);
