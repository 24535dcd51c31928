import { describe, expect, it } from "vitest";
import { parseRecipe } from "../../recipe/schema.ts";
import { find, healthyEvidence } from "../evidence.samples.ts";

const labelled = (loss: object) =>
  parseRecipe(
    {
      schema: 1,
      data: { target: ["sad", "funny"] },
      network: { layers: [{ id: "output", kind: "dense", units: "outputs" }] },
      loss: { kind: "sigmoidCrossEntropy", ...loss },
    },
    { source: "the sample" },
  );

function evidence({ share = 0.1, recall = 0.1, loss = {} } = {}) {
  const rows = { train: 1000, dev: 300, test: 300 };
  const perClassRecall = [
    { label: "sad", recall },
    { label: "funny", recall: 0.1 },
  ];
  const labelCounts = [
    { label: "sad", count: share * rows.train },
    { label: "funny", count: 500 },
  ];
  const dev = { loss: 0.1, error: 0.05, perClassRecall };
  return healthyEvidence({ recipe: labelled(loss), task: "multiLabel", rows, labelCounts, dev, outputs: 2 });
}

describe("neglected-labels", () => {
  it("fires for a rare label that is hardly ever given, and weighs its presence", () => {
    expect(find(evidence(), "neglected-labels")).toMatchObject({
      severity: "problem",
      summary: expect.stringContaining('10.0% of the dev rows with label "sad" are given it'),
      treatments: [
        {
          id: "balanced-positive-weights",
          patch: [{ op: "set", path: "loss.positiveWeights", value: "balanced" }],
        },
        { id: "more-rare-examples" },
      ],
    });
  });

  it("is not there for a common label, a label that is given, and classes", () => {
    expect(find(evidence({ share: 0.2 }), "neglected-labels")).toBeUndefined();
    expect(find(evidence({ recall: 0.3 }), "neglected-labels")).toBeUndefined();
    expect(find(healthyEvidence({}), "neglected-labels")).toBeUndefined();
  });

  it("has no weights to offer where there are some, or the loss has none", () => {
    for (const loss of [{ positiveWeights: [2, 1] }, { kind: "focal" }]) {
      const found = find(evidence({ loss }), "neglected-labels");
      expect(found?.treatments.map(({ id }) => id)).toEqual(["more-rare-examples"]);
    }
  });
});
