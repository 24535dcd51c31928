import { describe, expect, it } from "vitest";
import { type Course, find, withCourse } from "../evidence.samples.ts";

describe("dead-units", () => {
  const dead = (share: (probe: number) => number) =>
    withCourse({ probe: (name, probe) => (name === "relu1.deadUnits" ? share(probe) : undefined) });

  const stuck = { trainLoss: (epoch: number) => 2.2 - 0.03 * epoch };

  it("fires on more than half of a layer's units, as a problem from 70%", () => {
    const half = (course: Course) =>
      find(
        withCourse({ ...course, probe: (name) => (name === "relu1.deadUnits" ? 0.51 : undefined) }),
        "dead-units",
      )?.severity;
    expect(half(stuck)).toBe("warning");
    // The healthy course's loss falls to a hundredth all the same.
    expect(half({})).toBe("note");
    expect(
      find(
        dead(() => 0.7),
        "dead-units",
      ),
    ).toMatchObject({
      severity: "problem",
      treatments: [{ id: "lower-learning-rate" }, { id: "leaky-relu" }, { id: "batch-normalization" }],
    });
  });

  it("does not count units that are silent on some batches only", () => {
    expect(
      find(
        dead((probe) => (probe % 2 === 0 ? 0.9 : 0.2)),
        "dead-units",
      ),
    ).toBeUndefined();
  });
});
