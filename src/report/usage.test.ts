import { expect, test } from "vitest";
import { usageSnippets } from "./usage.ts";

test("a folder's and a column's names are quoted for the language that they stand in", () => {
  const [shell, node, python] = usageSnippets({
    folder: `it's "here"`,
    inputs: [{ column: 'a"b' }, { column: "c" }],
  }).map(({ code }) => code);
  expect(shell).toContain(`--model 'it'\\''s "here"' `);
  expect(node).toContain('create("it\'s \\"here\\"/model.onnx")');
  expect(node).toContain('{ "a\\"b": "…", "c": "…" }');
  expect(python).toContain('InferenceSession("it\'s \\"here\\"/model.onnx")');
});

test("of many columns the first few are shown", () => {
  const inputs = Array.from({ length: 9 }, (_, i) => ({ column: `c${i}` }));
  const [, node] = usageSnippets({ folder: "out", inputs }).map(({ code }) => code);
  expect(node).toContain('"c3": "…", /* and so on */');
  expect(node).not.toContain("c4");
});

test("images are fed as arrays of their own shape and type", () => {
  const image = { column: "image", dtype: "uint8", rowShape: [3, 8, 6] } as const;
  const [shell, node, python] = usageSnippets({ folder: "out", inputs: [image] }).map(({ code }) => code);
  expect(shell).toContain("predict new-images --model out ");
  expect(node).toContain("new Uint8Array(3 * 8 * 6); // one image, 8 pixels high and 6 wide");
  expect(node).toContain('new Tensor("uint8", row, [1, 3, 8, 6])');
  expect(python).toContain("numpy.zeros((1, 3, 8, 6), numpy.uint8)");
});

test("rows that are no images are rows of numbers; beside cells only the command is shown", () => {
  const series = { column: "x", dtype: "float32", rowShape: [10, 2] } as const;
  const [shell, node] = usageSnippets({ folder: "out", inputs: [series] }).map(({ code }) => code);
  expect(shell).toContain("predict new.npz ");
  expect(node).toContain("// one row of 10 x 2 numbers");
  expect(usageSnippets({ folder: "out", inputs: [series, { column: "a" }] })).toHaveLength(1);
});
