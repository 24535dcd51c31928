import { describe, expect, test } from "vitest";
import { speak } from "../speak.samples.ts";

describe("trainwell explain", () => {
  test("says of a kind its equation, its use, its pitfalls and its options", async () => {
    const { code, out } = await speak("explain", "adam");
    expect(code).toBe(0);
    expect(out).toContain("adam (optimizer): Adam");
    expect(out).toContain("m ← beta1·m + (1 − beta1)·g");
    expect(out).toMatch(/^ {2}When: /m);
    expect(out).toMatch(/^ {2}Pitfalls: /m);
    expect(out).toContain("Kingma & Ba");
    expect(out).toContain("learningRate: number, default 0.001, > 0; search 1e-4 to 0.01, log ★");
  });

  test("shows both where a name stands for two things, however it is written", async () => {
    const { out } = await speak("explain", "Batch-Normalization");
    expect(out).toContain("batchNormalization (layer)");
    expect(out).toContain("batch-normalization (treatment)");
  });

  test("says of a finding its thresholds with their sources, its causes and its treatments", async () => {
    const { out } = await speak("explain", "dead-units");
    expect(out).toContain("dead 0.5: SageMaker Debugger");
    expect(out).toContain("Causes: unscaled-inputs, ");
    expect(out).toContain("Treatments: lower-learning-rate, leaky-relu");
  });

  test("says of a treatment which findings propose it", async () => {
    const { out } = await speak("explain", "clip-gradients");
    expect(out).toMatch(/For the findings: .*exploding-gradients/);
  });

  test.each([
    [
      "training.batchSize",
      'training.batchSize: whole number or "all", default 64, > 0, in examples; search 16 to 512',
    ],
    ["data.split", "data.split.method: "],
    ["training.averaging.decay", "default 0.999"],
    ["adam.beta2", "adam.beta2: number, default 0.999, ≥ 0, < 1; search 0.9 to 0.9999, log of 1 − x"],
    ["network.layers.drop1.rate", "dropout.rate: number or course, default 0.5"],
    ["schedule.warmupSteps", "oneCycle.warmupSteps: whole number, default 0, ≥ 0, in updates"],
    ["data.augment.rotate.degrees", "rotate.degrees: number, default 10, ≥ 0, ≤ 180, in degrees"],
    ["optimizer.groups.match", "sgd.groups.match: text, required, not empty"],
    ["course", "overFraction: number, default 1, > 0, ≤ 1"],
    ["heNormal", "w ~ N(0, 2 / fanIn)"],
  ])("finds %s", async (name, expected) => {
    const { code, out } = await speak("explain", name);
    expect([code, out]).toEqual([0, expect.stringContaining(expected)]);
  });

  test.each([
    ["drpout", 'Did you mean "dropout"'],
    ["training.batchsizes", 'Did you mean "training.batchSize"'],
    ["cross", '"softmaxCrossEntropy"'],
    ["qqqqqqqqqq", "lists what there is"],
  ])("a name that nothing has, %s, is a wrong call, with the nearest names", async (name, hint) => {
    const { code, out, err } = await speak("explain", name);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(`Nothing is called "${name}".`);
    expect(err).toContain(hint);
  });

  test("without a name lists what there is, by concept", async () => {
    const { code, out } = await speak("explain");
    expect(code).toBe(0);
    expect(out).toMatch(/^optimizers\n {2}sgd, /m);
    for (const title of [
      "layers",
      "losses",
      "schedules",
      "augmentations",
      "initializers",
      "findings",
      "treatments",
    ])
      expect(out).toMatch(new RegExp(`^${title}$`, "m"));
  });

  test("prints the same as data", async () => {
    const { out } = await speak("explain", "huber", "--json");
    const { query, entries } = JSON.parse(out);
    expect(query).toBe("huber");
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      concept: "loss",
      kind: "huber",
      options: [{ name: "delta", type: "number", default: 1, limits: { minimum: 0, minimumExcluded: true } }],
    });
  });

  test("lines are not wider than 100 characters", async () => {
    const { out } = await speak("explain", "softmaxCrossEntropy");
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});

describe("trainwell recipe", () => {
  test("lists sections, options and kinds", async () => {
    const { code, out } = await speak("recipe");
    expect(code).toBe(0);
    expect(out).toContain("penalties\n");
    expect(out).toContain("Options: l1, l2, maxNorm");
    expect(out).toContain("Kinds: sgd, momentum");
  });

  test("--schema prints the JSON schema and nothing else, with and without --json", async () => {
    const [plain, json] = [await speak("recipe", "--schema"), await speak("recipe", "--schema", "--json")];
    expect(JSON.parse(plain.out)).toEqual(JSON.parse(json.out));
    expect(JSON.parse(plain.out).$defs["layer.dense"].properties.units.description).toContain("outputs");
  });

  test("--json gives sections and kinds with their options", async () => {
    const { schema, sections, kinds } = JSON.parse((await speak("recipe", "--json")).out);
    expect(schema).toBeNull();
    expect(sections.map(({ name }: { name: string }) => name)).toContain("training");
    expect(kinds.length).toBeGreaterThan(100);
  });
});

test("the help of --set points to explain", async () => {
  expect((await speak("fit", "--help")).out.replace(/\s+/g, " ")).toContain("see `trainwell explain`");
});
