import { describe, expect, it } from "vitest";
import { find, withCourse } from "../evidence.samples.ts";

describe("dead-units", () => {
  const dead = (share: (probe: number) => number) =>
    withCourse({ probe: (name, probe) => (name === "relu1.deadUnits" ? share(probe) : undefined) });

  it("fires on more than half of a layer's units, as a problem from 70%", () => {
    expect(
      find(
        dead(() => 0.51),
        "dead-units",
      )?.severity,
    ).toBe("warning");
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
