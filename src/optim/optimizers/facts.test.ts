import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import type { ReferenceArray } from "../../graph/operation.ts";
import { input } from "../../graph/operations/index.ts";
import { evaluateGraph } from "../../runtime/reference.ts";
import { allOptimizers, defineOptimizer, type OptimizerDefinition, optimizerDefinition } from "./index.ts";
import { sgd } from "./sgd.ts";

const SHAPE = [2, 2];
/** RAdam trusts its spread only after some steps. */
const STEPS = 20;

const array = (shape: readonly number[], data: readonly number[]): ReferenceArray => ({
  dtype: "float64",
  shape,
  data: Float64Array.from(data),
});

/** How far a matrix moves in its last step, where its gradients are `size` times some that hardly change. */
function lastStep(
  definition: OptimizerDefinition,
  { size, matrix, learningRate = 0.01 }: { size: number; matrix: boolean; learningRate?: number },
): number {
  const options = z.parse(definition.options, { learningRate }) as Record<string, unknown>;
  const names = definition.slots(options);
  const type = { dtype: "float64", shape: SHAPE } as const;
  const after = definition.update({
    parameter: input("parameter", type),
    gradient: input("gradient", type),
    slots: names.map(({ name }) => input(name, type)),
    scalar: (name) => input(name, { dtype: "float64", shape: [] }),
    decay: false,
    matrix,
    options,
  });
  let weights = [1, 1, 1, 1];
  let slots = names.map(({ initial = 0 }) => [initial, initial, initial, initial]);
  let moved = 0;
  for (let step = 1; step <= STEPS; step++) {
    const gradient = [1, 0.2, -0.3, 0.8].map((value) => size * value * (1 + 0.01 * Math.sin(step)));
    const scalars = definition.scalars(options, { step, learningRate });
    const feeds = new Map([
      ["parameter", array(SHAPE, weights)],
      ["gradient", array(SHAPE, gradient)],
      ...names.map(({ name }, index) => [name, array(SHAPE, slots[index])] as const),
      ...Object.entries(scalars).map(([name, value]) => [name, array([], [value])] as const),
    ]);
    const [next, ...state] = evaluateGraph([after.parameter, ...after.slots], feeds);
    moved = Math.hypot(...weights.map((weight, index) => next.data[index] - weight));
    weights = [...next.data];
    slots = state.map(({ data }) => [...data]);
  }
  return moved;
}

describe.each(allOptimizers().map((definition) => [definition.kind, definition] as const))(
  "%s says its facts:",
  (_kind, definition) => {
    test.each([false, true])(
      "adaptive where a hundredfold gradient makes no larger step (matrix: %s)",
      (matrix) => {
        const growth =
          lastStep(definition, { size: 100, matrix }) / lastStep(definition, { size: 1, matrix });
        // An epsilon beside the gradient's size takes a little of the smaller step.
        if (definition.adaptive) expect(growth).toBeCloseTo(1, 3);
        else expect(growth).toBeCloseTo(100, 6);
      },
    );

    test("the curvature that it stands, unless it is adaptive", () => {
      const options = z.parse(definition.options, {});
      const sharpness = definition.stableSharpness?.(options);
      if (definition.adaptive) expect(sharpness).toBeUndefined();
      else expect(sharpness).toBeGreaterThan(0);
    });
  },
);

test("an optimizer that is registered later is known as the others are", () => {
  defineOptimizer({ ...sgd, kind: "plannedDescent" });
  expect(optimizerDefinition("plannedDescent").adaptive).toBe(false);
  expect(() => defineOptimizer({ ...sgd, kind: "plannedDescent" })).toThrow("registered already");
});
