import { describe, expect, it } from "vitest";
import { find, withCourse } from "../evidence.samples.ts";

describe("plateau", () => {
  it("fires when the loss never falls by 5%", () => {
    expect(find(withCourse({ trainLoss: () => 2.29, devLoss: () => 2.3 }), "plateau")?.severity).toBe(
      "problem",
    );
    expect(find(withCourse({ trainLoss: () => 2.18, devLoss: () => 2.3 }), "plateau")).toBeUndefined();
  });

  it("does not fire on a loss that is worse than guessing but still falls", () => {
    expect(find(withCourse({ trainLoss: (epoch) => 9 - 0.2 * epoch }), "plateau")).toBeUndefined();
    expect(find(withCourse({ trainLoss: (epoch) => 5 + 4 / epoch ** 3 }), "plateau")?.severity).toBe(
      "problem",
    );
  });
});
