import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { gradients } from "../../graph/differentiate.ts";
import { input } from "../../graph/operations/index.ts";
import { BATCH, type DType } from "../../graph/tensor.ts";
import { lowerProgram } from "../../runtime/lower.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { nodeRuntime } from "../../runtime/session.node.ts";
import { hostArray } from "../../runtime/session.ts";
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

/** The loss of a case's batch, its gradient by the outputs and the prediction, as a graph with its feeds. */
function graphOf(
  given: GoldenCase,
  { dtype, factor = 1 }: { dtype: "float32" | "float64"; factor?: number },
) {
  const definition = lossDefinition(given.kind);
  const targetType: DType = given.target === "classes" ? "int32" : dtype;
  const rows = given.outputs.length;
  const units = given.outputs[0].length;
  const width = given.targets.flat().length / rows;
  const targetShape = given.target === "classes" ? [] : [width];
  const output = input("output", { dtype, shape: [BATCH, units] });
  const target = input("target", { dtype: targetType, shape: [BATCH, ...targetShape] });
  const options = z.parse(definition.options, given.options);
  const loss = batchLoss(definition, { output, target, options });
  const prediction = definition.prediction(output, options, given);
  const outputs = given.outputs.flat().map((value) => value * factor);
  return {
    rows,
    inputs: [output, target],
    tensors: [loss, ...gradients(loss, [output]), prediction],
    feeds: new Map([
      ["output", { dtype: dtype as DType, shape: [rows, units], data: Float64Array.from(outputs) }],
      [
        "target",
        { dtype: targetType, shape: [rows, ...targetShape], data: Float64Array.from(given.targets.flat()) },
      ],
    ]),
  };
}

test.each(golden.cases)("$name and its gradient are PyTorch's", (given) => {
  const { tensors, feeds, rows } = graphOf(given, { dtype: "float64" });
  const [value, slopes] = evaluateGraph(tensors, feeds, { batchSize: rows });
  expect(value.data[0]).toBeCloseTo(given.loss, DECIMALS);
  given.gradient.forEach((expected, place) => {
    expect(slopes.data[place], `gradient ${place}`).toBeCloseTo(expected, DECIMALS);
  });
});

test.each([
  // float32 has 6e-8 of relative error an operation, of which a loss has some tens.
  ["as they are", 1, 1e-5],
  // Probabilities that are off by 6e-8 are multiplied by outputs of 1e4.
  ["as large as 1e4", 5000, 1e-3],
] as const)(
  "ONNX Runtime gives the reference's losses, gradients and predictions of outputs %s",
  async (_, factor, tolerance) => {
    for (const given of golden.cases) {
      const { tensors, inputs, feeds, rows } = graphOf(given, { dtype: "float32", factor });
      const reference = evaluateGraph(tensors, feeds, { batchSize: rows });
      const outputs = tensors.map((tensor, index) => ({ name: `out${index}`, tensor }));
      const program = lowerProgram({ kind: "single", inputs, outputs, batchInput: "output" });
      const session = await nodeRuntime.create(program, { threads: 1 });
      const results = await session.run(
        Object.fromEntries(
          [...feeds].map(([name, { dtype, shape, data }]) => [name, hostArray(dtype, shape, data)]),
        ),
      );
      await session.release();
      reference.forEach(({ data }, index) => {
        const received = Array.from(results[`out${index}`].data, Number);
        expect(received.every(Number.isFinite), given.name).toBe(true);
        // float32 has 6e-8 of relative error an operation, of which a loss has some tens.
        const worst = received.map(
          (value, place) => Math.abs(value - data[place]) / (1 + Math.abs(data[place])),
        );
        expect(Math.max(...worst), `${given.name}, output ${index}`).toBeLessThan(tolerance);
      });
    }
  },
);

test("every loss has a case", () => {
  const covered = new Set(golden.cases.map(({ kind }) => kind));
  expect(
    allLosses()
      .map(({ kind }) => kind)
      .filter((kind) => !covered.has(kind)),
  ).toEqual([]);
});
