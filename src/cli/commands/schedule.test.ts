import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { speak } from "../speak.samples.ts";

const folder = mkdtempSync(join(tmpdir(), "trainwell-schedule-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("draws a schedule as text and as an image that stands by itself", async () => {
  const image = join(folder, "deep", "course.svg");
  const { code, out } = await speak(
    "schedule",
    "cosine",
    "--set",
    "warmupSteps=10",
    "--steps",
    "100",
    "-o",
    image,
  );
  expect(code).toBe(0);
  expect(out).toContain("cosine (warmupSteps 10, finalFraction 0)");
  expect(out).toContain("From 0.001 down to 3.046e-7 within 100 steps.");
  expect(out.split("\n").filter((line) => line.includes("│"))).toHaveLength(12);
  const svg = readFileSync(image, "utf8");
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg.match(/<style>[^<&]*<\/style>/)).not.toBeNull();
  expect(svg).toContain("Cosine: the learning rate over 100 steps");
});

test("gives its points as JSON", async () => {
  const { out } = await speak(
    "--json",
    "schedule",
    "multiStep",
    "--set",
    "milestones=[2]",
    "--steps",
    "4",
    "--learning-rate",
    "1",
  );
  expect(JSON.parse(out)).toMatchObject({
    schedule: { kind: "multiStep", milestones: [2], factor: 0.1, warmupSteps: 0 },
    points: [1, 1, 0.1, 0.1].map((rate, step) => ({ step, rate })),
  });
});

test.each([
  [["schedule", "cosin"], '"schedule.kind" is "cosin", which is not a known schedule', "cosine"],
  [["schedule", "step", "--set", "faktor=2"], '"schedule.faktor" is not a known key', "factor"],
  [["schedule", "step", "--set", "__proto__=2"], "__proto__", ""],
  [["schedule", "step", "--learning-rate", "0"], "Expected a number above 0", ""],
])("%j is a wrong call", async (argv, message, hint) => {
  const { code, err } = await speak(...argv);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err).toContain(hint);
});
