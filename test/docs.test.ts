import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { documentationGaps } from "./support/documentation.ts";
import { root } from "./support/paths.ts";

const entries = ["src/index.ts", "src/browser.ts"].map((path) => join(root, path));

function readOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, noEmit: true };
}

function gapsOf(text: string): string[] {
  const name = "planted.ts";
  const options: ts.CompilerOptions = { target: ts.ScriptTarget.ES2023, noLib: true };
  const host = ts.createCompilerHost(options);
  host.getSourceFile = (path) =>
    path === name ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) : undefined;
  return documentationGaps(ts.createProgram([name], options, host), [name]);
}

test("every public export has a complete docstring", () => {
  expect(documentationGaps(ts.createProgram(entries, readOptions()), entries)).toEqual([]);
});

test.each([
  ["export const x = 1;", ["x: its docstring has no summary sentence"]],
  ["/** Too short. */\nexport const x = 1;", ["x: its docstring has no summary sentence"]],
  [
    "/** Adds one to what it gets. */\nexport function f(q: number) { return q + 1; }",
    ["f: its parameter q is not described"],
  ],
  ["/** Does a thing to it. */\nexport class C { go() {} }", ["C: its method go has no docstring"]],
  [
    "interface O { a: number }\n/** Does a thing to it. */\nexport const f = (o: O) => o;",
    ["f: its parameter o is not described"],
  ],
])("a planted gap is seen: %s", (text, expected) => {
  expect(gapsOf(text)).toEqual(expected);
});

test.each([
  ["/** Adds one to the number `q`. */\nexport function f(q: number) { return q + 1; }"],
  [
    "/**\n * Adds one to it all.\n * @param q any number.\n */\nexport function f(q: number) { return q + " +
      "1; }",
  ],
  ["/** The rate of learning per step. */\nexport function f(learningRate: number) { return learningRate; }"],
  [
    "/** What f is told here. */\nexport interface O { a: number }\n/** Does a thing to it. */\nexport " +
      "const f = (o: O) => o;",
  ],
])("complete docstrings pass: %s", (text) => {
  expect(gapsOf(text)).toEqual([]);
});
