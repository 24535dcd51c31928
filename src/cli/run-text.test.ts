import { expect, test } from "vitest";
import { formatAge, formatBytes, formatRuns } from "./run-text.ts";
import { speak } from "./speak.samples.ts";

test.each([
  [30, "now"],
  [59 * 60, "59 min"],
  [3 * 3600 + 5, "3 h"],
  [49 * 3600, "2 d"],
])("%i seconds ago is %s", (seconds, expected) => {
  expect(formatAge(new Date(1e12 - seconds * 1000).toISOString(), 1e12)).toBe(expected);
});

test.each([
  [412, "412 bytes"],
  [1234, "1.2 kB"],
  [98_765_432, "99 MB"],
  [2.5e9, "2.5 GB"],
])("%i bytes are %s", (bytes, expected) => {
  expect(formatBytes(bytes)).toBe(expected);
});

test("a run's line fits 80 columns, with the first score and the file without its folders", () => {
  const run = {
    id: "20250301-123000-k3x9qf",
    createdAt: new Date(1e12).toISOString(),
    verb: "improve",
    status: "interrupted",
    source: "some/folder/prices.csv",
    trainings: 71,
    metrics: { rmse: 123.456 },
    sizeBytes: 1,
  } as const;
  const [, line] = formatRuns([run], 1e12).split("\n");
  expect(line).toBe(
    "20250301-123000-k3x9qf  now  interrupted  improve (71 trainings)  rmse 123.5  prices.csv",
  );
});

test("a group of commands by itself says which there are", async () => {
  const { code, err } = await speak("runs");
  expect(code).toBe(2);
  expect(err).toContain("Expected one of runs list, runs show, runs rm");
});
