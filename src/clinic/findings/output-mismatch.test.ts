import { describe, expect, it } from "vitest";
import { applyPatch } from "../../recipe/patch.ts";
import { diagnose } from "../diagnosis.ts";
import {
  diabetesRecipe,
  digitsRecipe,
  find,
  healthyEvidence,
  healthyRegression,
} from "../evidence.samples.ts";

const ending = (recipe: ReturnType<typeof digitsRecipe>, ...kinds: string[]) =>
  kinds.reduce((changed, kind, index) => {
    const after = index === 0 ? "output" : `end${index - 1}`;
    return applyPatch(changed, [{ op: "insert", after, layer: { id: `end${index}`, kind } }]);
  }, recipe);
const ranging = (kind: string, low: number, high: number) =>
  healthyRegression({ recipe: ending(diabetesRecipe(), kind), targetRange: { low, high } });

describe("output-mismatch", () => {
  it("names the softmax before a loss that applies one, the most that it can give, and the way out", () => {
    const found = find(healthyEvidence({ recipe: ending(digitsRecipe(), "softmax") }), "output-mismatch")!;
    expect(found).toMatchObject({
      severity: "problem",
      summary:
        'The last layer "end0" (softmax) gives values between 0 and 1, but the loss softmaxCrossEntropy ' +
        "reads scores of any size and applies a softmax itself, so that no probability can exceed 0.232.",
      treatments: [{ id: "linear-output", patch: [{ op: "remove", layer: "end0" }] }],
    });
  });

  it("stands before what it brings about, which names it", () => {
    const evidence = healthyEvidence({
      recipe: ending(digitsRecipe(), "sigmoid"),
      floor: { name: "logistic regression", error: 0.02 },
      train: { loss: 1, error: 0.3 },
      dev: { loss: 1, error: 0.31 },
    });
    const { findings } = diagnose(evidence);
    expect(findings[0].id).toBe("output-mismatch");
    expect(findings.find(({ id }) => id === "below-floor")).toMatchObject({ causedBy: "output-mismatch" });
  });

  it.each(["relu", "sigmoid", "tanh", "elu", "selu", "silu", "gelu", "softplus", "softmax"])(
    "finds values on both sides that a %s cannot give",
    (kind) => {
      expect(find(ranging(kind, -3, 3), "output-mismatch")?.summary).toContain(
        "the target lies between -3 and 3 where the loss reads it",
      );
    },
  );

  it.each([
    ["relu", 0, 40],
    ["sigmoid", 0, 1],
    ["tanh", -1, 1],
    ["tanh", -1.01, 1],
    ["leakyRelu", -3, 3],
    ["dropout", -3, 3],
  ] as const)("is silent where a %s can give all from %s to %s", (kind, low, high) => {
    expect(find(ranging(kind, low, high), "output-mismatch")).toBeUndefined();
  });

  it("sees an activation through what passes values on", () => {
    const recipe = ending(digitsRecipe(), "relu", "dropout");
    expect(find(healthyEvidence({ recipe }), "output-mismatch")?.summary).toContain('"end0" (relu)');
  });
});
