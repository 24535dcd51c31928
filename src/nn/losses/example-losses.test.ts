import { expect, test } from "vitest";
import * as z from "zod/mini";
import { uniform } from "../../base/random.ts";
import { gradients } from "../../graph/differentiate.ts";
import type { ReferenceArray } from "../../graph/operation.ts";
import { input } from "../../graph/operations/index.ts";
import { BATCH, sizeOf, type Tensor } from "../../graph/tensor.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { batchLoss, lossDefinition, type TargetKind } from "./index.ts";
import { targetType } from "./outputs.ts";

const [ROWS, MEMBERS] = [5, 3];

const CASES: readonly { kind: string; target: TargetKind; units: number; options?: object }[] = [
  { kind: "softmaxCrossEntropy", target: "classes", units: 4 },
  { kind: "softmaxCrossEntropy", target: "classes", units: 4, options: { classWeights: [1, 3, 0.5, 2] } },
  { kind: "sigmoidCrossEntropy", target: "labels", units: 4 },
  { kind: "sigmoidCrossEntropy", target: "classes", units: 1 },
  { kind: "focal", target: "classes", units: 4 },
  { kind: "meanSquaredError", target: "values", units: 1 },
  { kind: "meanSquaredError", target: "values", units: 4 },
  { kind: "huber", target: "values", units: 1 },
  { kind: "quantile", target: "values", units: 3 },
];

test.each(CASES)(
  "$kind of $units: the batch's loss of several networks in one is the mean of theirs",
  (given) => {
    const definition = lossDefinition(given.kind);
    const options = z.parse(definition.options, given.options ?? {});
    const type = targetType(
      { kind: given.kind, ...options },
      {
        target: given.target,
        outputs: given.units,
        dtype: "float64",
      },
    );
    const target = input("target", type);
    const weights = input("weights", { dtype: "float64", shape: [BATCH] });
    const whole = input("output", { dtype: "float64", shape: [BATCH, MEMBERS, given.units] });
    const single = Array.from({ length: MEMBERS }, (_, member) =>
      input(`output${member}`, { dtype: "float64", shape: [BATCH, given.units] }),
    );
    const lossOf = (output: Tensor) => batchLoss(definition, { output, target, options, weights });
    const numbers = Float64Array.from(
      { length: ROWS * MEMBERS * given.units },
      (_, at) => 4 * uniform(1, at) - 2,
    );
    const ofMember = (member: number, values: Float64Array) =>
      values.filter((_, at) => Math.floor(at / given.units) % MEMBERS === member);
    const row = type.shape.slice(1);
    const targets = Float64Array.from({ length: ROWS * sizeOf(row) }, (_, at) =>
      given.target === "values" ? 3 * uniform(2, at) - 1 : Math.floor(2 * uniform(2, at)),
    );
    const feeds = new Map<string, ReferenceArray>([
      ["output", { dtype: "float64", shape: [ROWS, MEMBERS, given.units], data: numbers }],
      ...single.map(
        (_, member) =>
          [
            `output${member}`,
            { dtype: "float64", shape: [ROWS, given.units], data: ofMember(member, numbers) },
          ] as const,
      ),
      ["target", { dtype: type.dtype, shape: [ROWS, ...row], data: targets }],
      ["weights", { dtype: "float64", shape: [ROWS], data: Float64Array.of(1, 2, 0.5, 1, 3) }],
    ]);
    const losses = single.map(lossOf);
    const wanted = [
      lossOf(whole),
      ...gradients(lossOf(whole), [whole]),
      ...losses,
      ...single.flatMap((output, member) => gradients(losses[member], [output])),
    ];
    const [together, slopes, ...rest] = evaluateGraph(wanted, feeds, { batchSize: ROWS }).map(({ data }) =>
      Float64Array.from(data),
    );
    const alone = rest.slice(0, MEMBERS).map(([value]) => value);
    const mean = alone.reduce((total, value) => total + value) / MEMBERS;
    expect(together[0]).toBeCloseTo(mean, 12);
    expect(new Set(alone).size).toBe(MEMBERS);
    // No member's gradient depends on the others.
    for (const [member, slope] of rest.slice(MEMBERS).entries())
      expect([...ofMember(member, slopes)]).toEqual(
        [...slope].map((value) => expect.closeTo(value / MEMBERS, 12)),
      );
  },
);
