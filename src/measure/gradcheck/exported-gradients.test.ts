import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkExported, EXPORT_FORMAT, parseExportedGradients } from "./exported-gradients.ts";

function golden(name: string): unknown {
  const path = join(import.meta.dirname, "../../../test/golden", `gradients-torch-${name}.json`);
  return JSON.parse(readFileSync(path, "utf8"));
}

describe("gradients that PyTorch exported", () => {
  test("hold where they are right; the bias before batch normalization vanishes", () => {
    const check = checkExported(parseExportedGradients(golden("right"), "right.json"));
    expect(Object.fromEntries(check.tensors.map(({ name, verdict }) => [name, verdict]))).toEqual({
      "first.weight": "right",
      "first.bias": "vanishes",
      "norm.weight": "right",
      "norm.bias": "right",
      "last.weight": "right",
      "last.bias": "right",
    });
    // 12 of 20 and of 15 weights were exported.
    expect(check.confidence).toMatchObject({ coordinates: 12, directions: 0 });
    expect(check.holds).toBe(true);
  });

  test("are wrong from the planted error of 1% on backwards, and right after it", () => {
    const check = checkExported(parseExportedGradients(golden("wrong"), "wrong.json"));
    expect(check.holds).toBe(false);
    expect(Object.fromEntries(check.tensors.map(({ name, verdict }) => [name, verdict]))).toEqual({
      "first.weight": "wrong",
      "first.bias": "vanishes",
      "norm.weight": "wrong",
      "norm.bias": "wrong",
      "last.weight": "right",
      "last.bias": "right",
    });
  });
});

/** A parabola x² at 1, or what else is told, as a program would export it. */
function parabola(changes: Record<string, unknown> = {}, f = (x: number) => x * x) {
  const losses = [-2, -1, 1, 2].map((k) => f(1 + k * 1e-3));
  const x = { shape: [1], gradient: [2], differences: [{ index: 0, step: 1e-3, losses }], ...changes };
  return { format: EXPORT_FORMAT, loss: f(1), tensors: { x } };
}

test("a kink within the exported steps is not called wrong", () => {
  const kinked = parabola({ gradient: [0] }, (x) => Math.abs(x - 1) + 1);
  expect(checkExported(parseExportedGradients(kinked, "k.json")).tensors[0]).toMatchObject({
    verdict: "kinks",
    kinks: 1,
  });
});

test("losses of float32 only show what float32 can tell", () => {
  const rounded = (x: number) => Math.fround(x * x);
  const exported = { ...parabola({}, rounded), precision: "float32" };
  expect(checkExported(parseExportedGradients(exported, "f.json")).holds).toBe(true);
  const wrong = { ...parabola({ gradient: [2.2] }, rounded), precision: "float32" };
  expect(checkExported(parseExportedGradients(wrong, "f.json")).verdict).toBe("wrong");
});

test.each([
  [parabola({ gradient: [2, 2] }), /"tensors.x.gradient": expected 1 numbers, received 2/],
  [
    parabola({ differences: [{ index: 1, step: 1e-3, losses: [1, 1, 1, 1] }] }),
    /indices below 1, received 1/,
  ],
  [parabola({ differences: [{ index: 0, step: 0, losses: [1, 1, 1, 1] }] }), /step/],
  [parabola({ differences: [] }), /differences/],
  [{ ...parabola(), format: "other" }, /format/],
  [JSON.parse('{"format":"trainwell-gradients-1","loss":1,"tensors":{"__proto__":{}}}'), /reserved word/],
])("a file that is wrong is refused in a sentence: %#", (json, message) => {
  expect(() => parseExportedGradients(json, "g.json")).toThrow(message);
});
