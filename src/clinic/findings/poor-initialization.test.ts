import { describe, expect, it } from "vitest";
import { find, withCourse } from "../evidence.samples.ts";

describe("poor-initialization", () => {
  const firstLoss = (loss: number) =>
    withCourse({ probe: (name, probe) => (name === "loss" && probe === 0 ? loss : undefined) });

  it("fires on an untrained network whose loss is more than 8 times that of guessing", () => {
    expect(find(firstLoss(8.1 * Math.log(10)), "poor-initialization")?.summary).toContain("costs 2.3");
    expect(find(firstLoss(7.9 * Math.log(10)), "poor-initialization")).toBeUndefined();
  });
});
