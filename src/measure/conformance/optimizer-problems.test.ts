import { expect, test } from "vitest";
import { multiply } from "../../graph/operations/index.ts";
import { adam } from "../../optim/optimizers/adam.ts";
import { allOptimizers, type OptimizerDefinition } from "../../optim/optimizers/index.ts";
import { sgd } from "../../optim/optimizers/sgd.ts";
import { optimizerProblems } from "./optimizer-problems.ts";

test.each(allOptimizers().map((definition) => [definition.kind, definition] as const))(
  "%s is as every optimizer must be",
  (kind, definition) => {
    // Their steps get shorter, or begin short.
    const options = { adagrad: { learningRate: 0.1 }, radam: { learningRate: 0.02 } }[kind];
    expect(optimizerProblems(definition, options)).toEqual([]);
  },
);

test("planted faults are seen", () => {
  const plain = sgd as unknown as OptimizerDefinition;
  const problemsOf = (changes: Partial<OptimizerDefinition>, of = plain) =>
    optimizerProblems({ ...of, kind: "planted", ...changes });
  const unfed = problemsOf({
    update: (step) => plain.update({ ...step, gradient: multiply(step.gradient, step.scalar("rate")) }),
  });
  expect(unfed).toEqual(['planted: reads "rate", which it does not give']);
  const constant = Object.keys(adam.scalars(adamOptions(), { step: 1, learningRate: 1 }));
  expect(problemsOf({ constants: () => constant }, adam as unknown as OptimizerDefinition)).toContainEqual(
    expect.stringMatching(/calls ".+" constant, which is/),
  );
  expect(problemsOf({ update: ({ parameter, slots }) => ({ parameter, slots: [...slots] }) })).toEqual([
    "planted: leaves 1.00 of a quadratic's loss after 400 updates",
    "planted: does not let weightDecay shrink weights",
  ]);
});

function adamOptions() {
  return adam.options.parse({});
}
