import { expect, test } from "vitest";
import { usageSnippets } from "./usage.ts";

test("a folder's and a column's names are quoted for the language that they stand in", () => {
  const [shell, node, python] = usageSnippets({ folder: `it's "here"`, columns: ['a"b', "c"] }).map(
    ({ code }) => code,
  );
  expect(shell).toContain(`--model 'it'\\''s "here"' `);
  expect(node).toContain('create("it\'s \\"here\\"/model.onnx")');
  expect(node).toContain('{ "a\\"b": "…", "c": "…" }');
  expect(python).toContain('InferenceSession("it\'s \\"here\\"/model.onnx")');
});

test("of many columns the first few are shown", () => {
  const columns = Array.from({ length: 9 }, (_, i) => `c${i}`);
  const [, node] = usageSnippets({ folder: "out", columns }).map(({ code }) => code);
  expect(node).toContain('"c3": "…", /* and so on */');
  expect(node).not.toContain("c4");
});
