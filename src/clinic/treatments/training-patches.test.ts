import { describe, expect, it } from "vitest";
import { applyPatch } from "../../recipe/patch.ts";
import { digitsRecipe, healthyEvidence, historyOf, imageRecipe } from "../evidence.samples.ts";
import { evidenceOf, patchFor } from "./tried-treatments.samples.ts";

describe("patches of how a network is trained", () => {
  it("moves images, then turns them, and leaves tables and what moves already alone", () => {
    const once = applyPatch(imageRecipe(), patchFor("augmentation", evidenceOf(imageRecipe()))!);
    expect(once.data.augment).toEqual([{ kind: "shift", horizontal: 0.08, vertical: 0.08 }]);
    const twice = applyPatch(once, patchFor("augmentation", evidenceOf(once))!);
    expect(twice.data.augment.map(({ kind }) => kind)).toEqual(["shift", "rotate"]);
    expect(patchFor("augmentation", evidenceOf(twice))).toBeUndefined();
    expect(patchFor("augmentation", evidenceOf(digitsRecipe()))).toBeUndefined();
  });

  it("gives weight decay a memory of one training", () => {
    // 1078 rows in batches of 32 are 34 steps an epoch; 100 epochs are 3400 steps at a learning rate of
    // 0.001.
    expect(patchFor("weight-decay", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "optimizer.weightDecay", value: 0.29 },
    ]);
  });

  it("counts steps as a training does, without last batches that are dropped", () => {
    const dropping = applyPatch(digitsRecipe(), [{ op: "set", path: "training.lastBatch", value: "drop" }]);
    // 33 full batches an epoch: 3300 steps, of which 5% warm up, and 1 / (0.001 · 3300) is the weight decay.
    expect(patchFor("warm-up", evidenceOf(dropping))).toEqual([
      { op: "set", path: "schedule.warmupSteps", value: 165 },
    ]);
    expect(patchFor("weight-decay", evidenceOf(dropping))).toEqual([
      { op: "set", path: "optimizer.weightDecay", value: 0.3 },
    ]);
    expect(patchFor("warm-up", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "schedule.warmupSteps", value: 170 },
    ]);
  });

  it("sizes the L2 penalty by the number of examples, then triples it", () => {
    expect(patchFor("l2-penalty", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "penalties.l2", value: 0.0028 },
    ]);
    const penalized = applyPatch(digitsRecipe(), [{ op: "set", path: "penalties.l2", value: 0.0028 }]);
    expect(patchFor("l2-penalty", evidenceOf(penalized))).toEqual([
      { op: "set", path: "penalties.l2", value: 0.0084 },
    ]);
  });

  it("clips near the run's usual norm", () => {
    const history = historyOf(digitsRecipe(), {
      probe: (name) => (name.endsWith("gradientNorm") ? 1 : undefined),
    });
    // Three dense layers with a norm of 1 have a joint norm of √3.
    expect(patchFor("clip-gradients", healthyEvidence({ history }))).toEqual([
      { op: "set", path: "clip.globalNorm", value: 1.7 },
    ]);
    expect(patchFor("clip-gradients", healthyEvidence({ history: [] }))).toEqual([
      { op: "set", path: "clip.globalNorm", value: 1 },
    ]);
  });

  it("does not train longer where early stopping ended the training", () => {
    const stopped = evidenceOf(digitsRecipe(), {
      outcome: { status: "earlyStopping", bestEpoch: 8, epochs: 20 },
    });
    expect(patchFor("longer-training", stopped)).toBeUndefined();
  });

  it("averages over a share of the training's updates", () => {
    // 3400 updates, of which 3% are 102.
    expect(patchFor("weight-average", evidenceOf(digitsRecipe()))).toEqual([
      { op: "set", path: "training.averaging", value: { kind: "ema", decay: 0.9902 } },
    ]);
  });
});

describe("a lower learning rate", () => {
  const rateAfter = (learningRate: number) => {
    const recipe = applyPatch(digitsRecipe(), [
      { op: "set", path: "optimizer.learningRate", value: learningRate },
    ]);
    return patchFor("lower-learning-rate", evidenceOf(recipe));
  };

  it("is a third of one that is near the optimizer's usual rate", () => {
    expect(rateAfter(0.003)).toEqual([{ op: "set", path: "optimizer.learningRate", value: 0.001 }]);
  });

  it("is the optimizer's usual rate where the recipe's is ten times that or more", () => {
    expect(rateAfter(1)).toEqual([{ op: "set", path: "optimizer.learningRate", value: 0.001 }]);
    expect(rateAfter(0.0099)).toEqual([{ op: "set", path: "optimizer.learningRate", value: 0.0033 }]);
  });
});
