import { describe, expect, it } from "vitest";
import { applyPatch } from "../recipe/patch.ts";
import { diagnose } from "./diagnosis.ts";
import { digitsRecipe, healthyEvidence, withCourse } from "./evidence.samples.ts";
import type { FindingDefinition } from "./finding.ts";
import { findingProblems } from "./finding-conformance.ts";
import { allFindings, defineFinding } from "./findings/index.ts";
import { probeSeries } from "./history-series.ts";
import { judge } from "./judge.ts";
import { allTreatments, defineTreatment, treatmentsFor } from "./treatments/index.ts";

const smallerBatches = defineTreatment({
  id: "own-smaller-batches",
  title: "Halve the batches",
  needs: ["recipe"],
  source: "Keskar et al., On Large-Batch Training for Deep Learning, 2017",
  expect: "A smaller gap between training and dev error.",
  comparison: "plain",
  propose({ recipe }) {
    const { batchSize } = recipe.training;
    if (batchSize === "all" || batchSize < 16) return undefined;
    const patch = [{ op: "set" as const, path: "training.batchSize", value: batchSize / 2 }];
    return { reason: "Larger batches end in sharper minima.", patch };
  },
});

const slowStart = defineFinding({
  id: "own-slow-start",
  title: "The first epoch learns little",
  subject: "run",
  help: "The training loss of the second epoch is hardly below that of the first.",
  thresholds: { fall: { value: 0.01, source: "ours: one percent" } },
  causes: ["unscaled-inputs"],
  treatments: ["own-smaller-batches", "more-data"],
  needs: ["trainLoss"],
  detect({ history }) {
    const [first, second] = history.flatMap(({ values }) => values["train.loss"] ?? []);
    if (!(second > 0.99 * first)) return undefined;
    const evidence = [{ label: "fall in the second epoch", value: 1 - second / first, threshold: 0.01 }];
    return {
      severity: "note",
      summary: "Two epochs look alike.",
      evidence,
      treatments: ["own-smaller-batches", "more-data"],
    };
  },
});

const slow = withCourse({ trainLoss: (epoch) => (epoch < 3 ? 1 : 1 / epoch) });

it("a finding of one's own is looked for after ours, with its treatment's patch", () => {
  expect(allFindings().at(-1)).toBe(slowStart);
  expect(allTreatments().at(-1)).toBe(smallerBatches);
  const { findings } = diagnose(slow);
  expect(findings.map(({ id }) => id)).toEqual(["own-slow-start"]);
  const [patched, advised] = findings[0].treatments;
  expect(applyPatch(digitsRecipe(), patched.patch!).training.batchSize).toBe(16);
  expect(advised).toMatchObject({ id: "more-data", advice: expect.any(String) });
});

it("a finding of one's own conforms as ours do, and is listed where it cannot be judged", () => {
  expect(findingProblems(slowStart, { sick: [slow], healthy: [healthyEvidence()] })).toEqual([]);
  expect(diagnose({}).unjudged.at(-1)).toEqual({
    id: "own-slow-start",
    title: "The first epoch learns little",
    missing: ["trainLoss"],
    how: "Record `train.loss` at the end of each epoch.",
  });
});

it("ids are registered once, and causes are known before", () => {
  expect(() => defineFinding(slowStart)).toThrow(expect.objectContaining({ code: "id-taken" }));
  expect(() => defineTreatment(smallerBatches)).toThrow(
    'The treatment id "own-smaller-batches" is registered',
  );
  expect(() => defineFinding({ ...slowStart, id: "other", causes: ["unscaled-input"] })).toThrow(
    expect.objectContaining({ code: "unknown-id", hint: 'Did you mean "unscaled-inputs"?' }),
  );
  expect(allFindings().map(({ id }) => id)).not.toContain("other");
});

it("an unknown treatment is refused with what was meant", () => {
  expect(() => treatmentsFor(["droput"], slow)).toThrow(
    expect.objectContaining({ code: "unknown-id", hint: 'Did you mean "dropout"?' }),
  );
});

it("what is not declared as needed may be missing, which the compiler knows", () => {
  const about = {
    id: "careless",
    title: "t",
    subject: "run",
    help: "h.",
    thresholds: {},
    causes: [],
    treatments: [],
  } as const;
  const readsDev: FindingDefinition<["rows"]> = {
    ...about,
    needs: ["rows"],
    // @ts-expect-error the dev error is not among the needs
    detect: ({ rows, dev }) => (rows.train > dev.error ? undefined : undefined),
  };
  const readsProbes: FindingDefinition<["trainLoss"]> = {
    ...about,
    needs: ["trainLoss"],
    // @ts-expect-error a history is needed, but not one with probes
    detect: (evidence) => (probeSeries(evidence, "loss").length > 0 ? undefined : undefined),
  };
  // @ts-expect-error the recipe is not declared
  const declaresLess: FindingDefinition<["recipe"]> = { ...about, needs: [], detect: () => undefined };
  expect(() => judge(readsDev, { rows: { train: 3, dev: 2 } })).toThrow(TypeError);
  expect(judge(readsProbes, slow)).toEqual({ verdict: "absent" });
  expect(judge(declaresLess, {})).toEqual({ verdict: "absent" });
});

describe("a finding that names a treatment that nobody registered says so", () => {
  const hopeless: FindingDefinition<["task"]> = {
    id: "hopeless",
    title: "Hopeless",
    subject: "run",
    help: "It is hopeless.",
    thresholds: {},
    causes: [],
    treatments: [],
    needs: ["task"],
    detect: () => ({ severity: "note", summary: "Alas.", evidence: [], treatments: ["droput"] }),
  };
  const refusal = expect.objectContaining({
    code: "unknown-treatment",
    message: 'The finding "hopeless" names the treatment "droput", which is not registered.',
    hint: expect.stringContaining(
      'Did you mean "dropout"? A treatment of your own is registered by defineTreatment',
    ),
  });

  it("when it is defined, and is then not looked for", () => {
    expect(() => defineFinding({ ...hopeless, treatments: ["dropout", "droput"] })).toThrow(refusal);
    expect(allFindings().map(({ id }) => id)).not.toContain("hopeless");
  });

  it("in a diagnosis, where it is not among those that it declares", () => {
    defineFinding(hopeless);
    expect(() => diagnose({ task: "regression" })).toThrow(refusal);
  });
});
