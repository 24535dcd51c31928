import { describe, expect, it } from "vitest";
import { diagnose } from "../diagnosis.ts";
import { type Course, find, idsOf, withCourse } from "../evidence.samples.ts";

describe("learning-rate-too-low and training-too-short", () => {
  const falling: Course = {
    trainLoss: (epoch) => 2.2 - 0.05 * epoch,
    devLoss: (epoch) => 2.25 - 0.05 * epoch,
  };
  const outcome = { status: "finished", bestEpoch: 20, epochs: 20 } as const;
  const withRatio = (ratio: number): Course => ({
    ...falling,
    probe: (name) => (name.endsWith("updateRatio") ? ratio : undefined),
  });

  it("blames the learning rate when updates are below 1e-4, and raises it tenfold", () => {
    const evidence = withCourse(withRatio(9e-5), { outcome });
    expect(find(evidence, "learning-rate-too-low")?.treatments[0].patch).toEqual([
      { op: "set", path: "optimizer.learningRate", value: 0.01 },
    ]);
    expect(idsOf(evidence)).not.toContain("training-too-short");
  });

  it("blames the length when updates are of the usual size", () => {
    const evidence = withCourse(withRatio(1e-4), { outcome });
    expect(find(evidence, "training-too-short")?.treatments[0].patch).toEqual([
      { op: "set", path: "training.epochs", value: 200 },
    ]);
    expect(idsOf(evidence)).not.toContain("learning-rate-too-low");
  });

  it(
    "blames the learning rate too where the loss never got going, and not a network whose updates are of " +
      "the usual size",
    () => {
      const flatCourse: Course = { trainLoss: () => 2.3, devLoss: () => 2.3 };
      const flat = (ratio: number) => withCourse({ ...withRatio(ratio), ...flatCourse }, { outcome });
      const [first, ...others] = diagnose(flat(2e-6)).findings;
      expect(first).toMatchObject({ id: "learning-rate-too-low", severity: "problem" });
      expect(others.find(({ id }) => id === "plateau")?.causedBy).toBe("learning-rate-too-low");
      expect(idsOf(flat(1e-3))).not.toContain("learning-rate-too-low");
      const killed = withCourse({
        ...flatCourse,
        probe: (name, probe) => (name.endsWith("updateRatio") ? (probe === 0 ? 2 : 0) : undefined),
      });
      expect(idsOf(killed)).toContain("learning-rate-too-high");
      expect(idsOf(killed)).not.toContain("learning-rate-too-low");
    },
  );

  it("blames neither when the best epoch is long past, or the last quarter gains little", () => {
    const past = withCourse(withRatio(1e-5), { outcome: { ...outcome, bestEpoch: 17 } });
    const flat = withCourse({ ...withRatio(1e-5), devLoss: (epoch) => 0.5 + 1 / epoch ** 2 }, { outcome });
    for (const evidence of [past, flat]) {
      expect(idsOf(evidence)).not.toContain("learning-rate-too-low");
      expect(idsOf(evidence)).not.toContain("training-too-short");
    }
  });
});
