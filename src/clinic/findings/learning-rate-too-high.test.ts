import { describe, expect, it } from "vitest";
import { diagnose } from "../diagnosis.ts";
import { digitsRecipe, find, healthyEvidence, historyOf, idsOf, withCourse } from "../evidence.samples.ts";

describe("learning-rate-too-high", () => {
  it("fires when the training diverged, also when a store gives back null for NaN", () => {
    const history = historyOf(digitsRecipe(), { epochs: 3 });
    const last = {
      step: 60,
      epoch: 4,
      kind: "epoch" as const,
      values: { "train.loss": null as unknown as number },
    };
    const evidence = healthyEvidence({
      history: [...history, last],
      train: { loss: Number.NaN, error: 0.9 },
      dev: { loss: Number.NaN, error: 0.9 },
      outcome: { status: "diverged", bestEpoch: 1, epochs: 4 },
    });
    const [first] = diagnose(evidence).findings;
    expect(first).toMatchObject({ id: "learning-rate-too-high", severity: "problem" });
    expect(first.summary).toContain("epoch 4");
    expect(first.treatments[0]).toMatchObject({
      id: "lower-learning-rate",
      patch: [{ path: "optimizer.learningRate", value: 0.0001 }],
    });
    expect(idsOf(evidence)).not.toContain("variance");
  });

  it("fires on a loss that rises to three times what it was before the first step", () => {
    const overshooting = (loss: number) =>
      withCourse({ trainLoss: (epoch) => (epoch === 1 ? loss : 1 / epoch) });
    expect(find(overshooting(3.1 * 2.3), "learning-rate-too-high")?.severity).toBe("problem");
    expect(find(overshooting(2.9 * 2.3), "learning-rate-too-high")).toBeUndefined();
  });

  it("fires on a loss that ends far above its lowest", () => {
    expect(
      find(withCourse({ trainLoss: (epoch) => (epoch < 10 ? 1 / epoch : 3) }), "learning-rate-too-high")
        ?.severity,
    ).toBe("problem");
  });

  it("fires on updates of more than a tenth of the weights", () => {
    const ratio = (value: number) =>
      withCourse({ probe: (name) => (name === "hidden2.updateRatio" ? value : undefined) });
    const finding = find(ratio(0.11), "learning-rate-too-high");
    expect(finding?.severity).toBe("warning");
    expect(finding?.treatments[0].patch).toEqual([
      { op: "set", path: "optimizer.learningRate", value: 0.00033 },
    ]);
    expect(find(ratio(0.1), "learning-rate-too-high")).toBeUndefined();
  });

  it("fires on a first step longer than the weights, where nothing was learned after it", () => {
    const leaping = (ratio: number, trainLoss: (epoch: number) => number) =>
      withCourse({
        trainLoss,
        probe: (name, probe) => (name === "hidden2.updateRatio" && probe === 0 ? ratio : undefined),
      });
    const stuck = () => 2.2;
    expect(find(leaping(1.1, stuck), "learning-rate-too-high")).toMatchObject({ severity: "problem" });
    expect(find(leaping(0.9, stuck), "learning-rate-too-high")).toBeUndefined();
    expect(
      find(
        leaping(1.1, (epoch) => 1 / epoch),
        "learning-rate-too-high",
      ),
    ).toBeUndefined();
  });

  it("fires when the loss rises in a fifth of the epochs", () => {
    const swinging = (every: number) =>
      withCourse({ epochs: 21, trainLoss: (epoch) => 1 - 0.02 * epoch + (epoch % every === 0 ? 0.3 : 0) });
    expect(find(swinging(4), "learning-rate-too-high")?.severity).toBe("warning");
    expect(find(swinging(7), "learning-rate-too-high")).toBeUndefined();
  });
});
