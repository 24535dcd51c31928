import { expect, test } from "vitest";
import { withDefaults } from "../verb.ts";
import { inspect } from "./inspect.ts";
import { inspectVerb } from "./verb.ts";

test("classes are out of balance by their training rows, as fit will count them", async () => {
  const data = Array.from({ length: 200 }, (_, row) => ({
    size: (row * 37) % 91,
    sold: row % 20 === 0 ? "rarely" : "often",
  }));
  const told = await inspect(withDefaults(inspectVerb.options, { data, target: "sold" }));
  const counts = /\((\d+) to (\d+)\)/.exec(
    told.findings.find(({ id }) => id === "class-imbalance")!.summary,
  )!;
  expect(Number(counts[1]) + Number(counts[2])).toBe(told.splits!.train);
  expect(told.splits!.train).toBeLessThan(200);
});
