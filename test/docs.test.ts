import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { documentationGaps } from "./support/documentation.ts";
import { root } from "./support/paths.ts";

const entries = ["index", "browser", "browser-runs", "testing"].map((name) => join(root, `src/${name}.ts`));

function readOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, root).options, noEmit: true };
}

function gapsIn(files: ReadonlyMap<string, string>, entry: string): string[] {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    noLib: true,
  };
  const host = ts.createCompilerHost(options);
  const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
  host.fileExists = (path) => files.has(nameOf(path));
  host.getSourceFile = (path) => {
    const text = files.get(nameOf(path));
    return text === undefined ? undefined : ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  };
  return documentationGaps(ts.createProgram([entry], options, host), [entry]);
}

function gapsOf(text: string): string[] {
  return gapsIn(new Map([["planted.ts", text]]), "planted.ts");
}

test("every public export has a complete docstring", () => {
  expect(documentationGaps(ts.createProgram(entries, readOptions()), entries)).toEqual([]);
});

test.each([
  ["export const x = 1;", ["x: its docstring has no summary sentence"]],
  ["/** Too short. */\nexport const x = 1;", ["x: its docstring has no summary sentence"]],
  ["/** Does a thing to it. */\nexport class C { go() {} }", ["C: its method go has no docstring"]],
  [
    "/** Does a thing to it. */\nexport class C {\n  /** Goes somewhere. */\n  go(far: number) {}\n}",
    ["C: in its method go, its parameter far is not described"],
  ],
  [
    "/** Adds one to what it gets. */\nexport function f(q: number) { return q + 1; }",
    ["f: its parameter q is not described"],
  ],
  [
    "/** Adds one to the number `q`. */\nexport function f(q: number) { return q + 1; }",
    ["f: the range of q is not said"],
  ],
  [
    "/** Adds one to the text `q`. */\nexport function f(q?: string) { return q + '1'; }",
    ["f: what holds without q is not said"],
  ],
  [
    "/** Adds one to the text `q`. */\nexport const f = (q = 'a') => q + '1';",
    ["f: what holds without q is not said"],
  ],
  [
    "/** Holds what is told. */\nexport interface O { a: string }\n/** Does a thing to it. */\n" +
      "export const f = (options: O) => options;",
    ["f: options.a is not described"],
  ],
  [
    "interface FOptions {\n  /** How wide. */\n  a?: number\n}\n/** Does a thing to it. */\n" +
      "export const f = (o: FOptions) => o;",
    ["f: what holds without o.a is not said", "f: the range of o.a is not said"],
  ],
  [
    "/** Does a thing to it. */\nexport const f = ({ a }: { a: string }) => a;",
    ["f: options.a is not described"],
  ],
  [
    "interface A { a: string }\ninterface B { b: string }\ntype SomeSubject = A | B;\n" +
      "/** Does a thing to it. */\nexport const f = (s: SomeSubject) => s;",
    ["f: s.a is not described", "f: s.b is not described"],
  ],
  [
    "/** Does a thing to it. */\nexport function f() { throw new Error('no'); }",
    ["f: its errors are not said"],
  ],
  [
    "/** @throws TrainwellError always. */\nfunction g() {}\n/** Does a thing to it. */\n" +
      "export const f = () => g();",
    ["f: its errors are not said"],
  ],
])("a planted gap is seen: %s", (text, expected) => {
  expect(gapsOf(text)).toEqual(expected);
});

test.each([
  ["/** Adds one to any number `q`. */\nexport function f(q: number) { return q + 1; }"],
  [
    "/**\n * Adds one to it all.\n * @param q any number.\n */\nexport function f(q: number) { return q + " +
      "1; }",
  ],
  ["/** The rate of learning per step. */\nexport function f(learningRate: number) { return learningRate; }"],
  ["/** Waits for a while, `durationMs`. */\nexport function f(durationMs: number) {}"],
  ["/** Adds one to the text `q`, empty by default. */\nexport const f = (q = '') => q + '1';"],
  [
    "/** Holds what is told. */\nexport interface O {\n  /** How wide in pixels; 1 by default. */\n" +
      "  a?: number\n}\n/** Does a thing to it. */\nexport const f = (options: O) => options;",
  ],
  [
    "/**\n * Does a thing to it.\n * @param o `a` in [0, 1], 0 by default; `b` is a text.\n */\n" +
      "export const f = (o: { a?: number; b: string }) => o;",
  ],
  [
    "/**\n * Does a thing to it.\n * @throws Error when it cannot.\n */\nexport function f() { throw new " +
      "Error('no'); }",
  ],
])("complete docstrings pass: %s", (text) => {
  expect(gapsOf(text)).toEqual([]);
});

/** A program of an entry whose one export is a whole module. */
function moduleGapsOf(docstring: string): string[] {
  const files = new Map([
    ["functions.ts", "/** Adds one to any number `q`. */\nexport const f = (q: number) => { throw q; };"],
    [
      "entry.ts",
      `import * as all from "./functions.ts";\n/** ${docstring} */\nexport const functions = all;`,
    ],
  ]);
  return gapsIn(files, "entry.ts");
}

test("the functions of an exported module are read, and their errors may be said once for all", () => {
  expect(moduleGapsOf("All the functions there are.")).toEqual(["functions.f: its errors are not said"]);
  expect(moduleGapsOf("All functions, which may throw a TrainwellError.")).toEqual([]);
});
