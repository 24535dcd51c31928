import { describe, expect, test } from "vitest";
import { checkExported, parseExportedGradients } from "./exported-gradients.ts";
import { exportedNetwork, lossOf, rawNetwork } from "./exported-network.samples.ts";

const STEPS = [1e-3, 1e-4, 1e-5, 1e-6];
type Options = Omit<Parameters<typeof exportedNetwork>[1], "steps">;

function check(options: Options & { steps?: readonly number[]; seed?: number } = {}) {
  const { seed = 1, steps = STEPS, ...rest } = options;
  return checkExported(
    parseExportedGradients(exportedNetwork(rawNetwork(seed), { steps, ...rest }), "x.json"),
  );
}

describe("a network of 57-64-64-2 with relus on rows that are not scaled", () => {
  test.each([1, 2, 3])("holds where it is right, though wide steps cross kinks (seed %s)", (seed) => {
    const { tensors, holds, causes } = check({ seed });
    expect(tensors.map(({ name, verdict }) => [name, verdict])).toEqual(
      tensors.map(({ name }) => [name, "right"]),
    );
    // Most coordinates have steps that agree, so that leaving some out hides nothing.
    const kinks = tensors.reduce((sum, tensor) => sum + tensor.kinks, 0);
    expect(kinks).toBeLessThan(tensors.reduce((sum, tensor) => sum + tensor.checked, 0) / 3);
    expect(holds).toBe(true);
    expect(causes).toEqual([]);
  });

  test("an error of a thousandth is seen, whatever the kinks", () => {
    const result = check({ change: (name, all) => (name === "1.weight" ? all.map((d) => 1.001 * d) : all) });
    expect(result.tensors.filter(({ verdict }) => verdict !== "right").map(({ name }) => name)).toEqual([
      "1.weight",
    ]);
    expect(result.holds).toBe(false);
  });
});

describe("what is wrong is named:", () => {
  const scaled = (factor: number, batch?: number) =>
    check({ change: (_, all) => all.map((d) => factor * d), ...(batch ? { batch } : {}) }).causes;

  test.each([
    [32, 32, "All gradients are 32 times", "a sum over the batch of 32 rows where the loss is a mean"],
    [1 / 32, 32, "0.03125 times", "a mean over the batch of 32 rows where the loss is a sum"],
    [32, undefined, "32 times", "a sum over 32 rows or steps"],
    [2, undefined, "2 times", "counted twice (zero_grad() missing)"],
    [-1, undefined, "-1 times", "the sign is turned round"],
    [0.37, undefined, "0.37 times", "a constant factor"],
  ])("a factor of %s with batch %s", (factor, batch, first, second) => {
    const [cause, ...others] = scaled(factor, batch);
    expect(others).toEqual([]);
    expect(cause).toMatchObject({ kind: "factor", text: expect.stringContaining(first) });
    expect(cause.text).toContain(second);
  });

  test("gradients that grow when the step is made again, though the first ones are right", () => {
    const result = check({ repeated: (all) => all.map((d) => 2 * d) });
    expect(result).toMatchObject({ holds: false, verdict: "wrong" });
    expect(result.causes[0]).toMatchObject({
      kind: "accumulated",
      text: expect.stringContaining("zero_grad()"),
    });
  });

  test("a branch that no gradient arrives at", () => {
    const result = check({ change: (name, all) => (name.startsWith("0.") ? all.map(() => 0) : all) });
    expect(result.causes).toEqual([
      expect.objectContaining({ kind: "stopped", tensors: ["0.weight", "0.bias"] }),
    ]);
  });

  test("a penalty on the parameters that the gradients lack", () => {
    const penalized = (network: Parameters<typeof lossOf>[0]) =>
      lossOf(network) +
      0.05 * [...network.parameters.values()].flatMap((all) => [...all]).reduce((sum, w) => sum + w * w, 0);
    const { causes } = check({ loss: penalized });
    expect(causes[0]).toMatchObject({ kind: "parameter", text: expect.stringContaining("0.1 times") });
    expect(causes[0].text).toContain("is in the loss and missing in the gradients");
  });

  test("nothing of a fault that none of these explain", () => {
    const odd = (_: string, all: Float64Array) => all.map((d, index) => (index % 2 ? 1.5 * d : d));
    expect(check({ change: odd }).causes).toEqual([]);
  });
});

describe("float32", () => {
  const single = (network: Parameters<typeof lossOf>[0]) => Math.fround(lossOf(network));
  const rounded = (_: string, all: Float64Array) => all.map(Math.fround);
  const steps = [1e-1, 3e-2, 1e-2, 3e-3];

  test("is told from the numbers, holds, and says how little that shows", () => {
    const result = check({ loss: single, change: rounded, steps });
    expect(result.holds).toBe(true);
    expect(result.causes).toEqual([expect.objectContaining({ kind: "float32" })]);
  });

  test("a gradient that is a fifth too large is wrong all the same", () => {
    const result = check({ loss: single, change: (_, all) => all.map((d) => Math.fround(1.2 * d)), steps });
    expect(result.holds).toBe(false);
  });
});
