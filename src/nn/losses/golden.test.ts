import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { gradients } from "../../graph/differentiate.ts";
import { input } from "../../graph/operations/index.ts";
import { BATCH, type DType } from "../../graph/tensor.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { allLosses, batchLoss, lossDefinition, type TargetKind } from "./index.ts";

interface GoldenCase {
  readonly name: string;
  readonly kind: string;
  readonly options: Record<string, unknown>;
  readonly target: TargetKind;
  readonly outputs: readonly (readonly number[])[];
  readonly targets: readonly (number | readonly number[])[];
  readonly loss: number;
  readonly gradient: readonly number[];
}

const golden: { cases: GoldenCase[] } = JSON.parse(
  readFileSync(new URL("../../../test/golden/losses.json", import.meta.url), "utf8"),
);

// Both sides compute in float64; they differ by the order of some tens of operations.
const DECIMALS = 12;

test.each(golden.cases)("$name and its gradient are PyTorch's", (given) => {
  const definition = lossDefinition(given.kind);
  const targetType: DType = given.target === "classes" ? "int32" : "float64";
  const rows = given.outputs.length;
  const width = given.targets.flat().length / rows;
  const targetShape = given.target === "classes" ? [] : [width];
  const output = input("output", { dtype: "float64", shape: [BATCH, given.outputs[0].length] });
  const target = input("target", { dtype: targetType, shape: [BATCH, ...targetShape] });
  const loss = batchLoss(definition, { output, target, options: z.parse(definition.options, given.options) });
  const feeds = new Map([
    [
      "output",
      {
        dtype: "float64" as DType,
        shape: [rows, given.outputs[0].length],
        data: Float64Array.from(given.outputs.flat()),
      },
    ],
    [
      "target",
      { dtype: targetType, shape: [rows, ...targetShape], data: Float64Array.from(given.targets.flat()) },
    ],
  ]);
  const [value, slopes] = evaluateGraph([loss, ...gradients(loss, [output])], feeds, { batchSize: rows });
  expect(value.data[0]).toBeCloseTo(given.loss, DECIMALS);
  given.gradient.forEach((expected, place) => {
    expect(slopes.data[place], `gradient ${place}`).toBeCloseTo(expected, DECIMALS);
  });
});

test("every loss has a case", () => {
  const covered = new Set(golden.cases.map(({ kind }) => kind));
  expect(
    allLosses()
      .map(({ kind }) => kind)
      .filter((kind) => !covered.has(kind)),
  ).toEqual([]);
});
