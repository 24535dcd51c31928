import { expect, test } from "vitest";
import { SAMPLE_STUDY } from "../studies/stored-studies.samples.ts";
import { refuseContradictions } from "./same-study.ts";
import { repeatsOf } from "./study-job.ts";

const nothing = {
  space: null,
  sampler: "auto",
  stopper: "none",
  objectives: [],
  limits: [],
  name: null,
  repeats: "race",
} as const;
const twice = { ...SAMPLE_STUDY, settings: { repeats: 2 } };

test("a study goes on with the repeats that it was begun with", () => {
  expect(repeatsOf(SAMPLE_STUDY)).toBe("race");
  expect(repeatsOf(twice)).toBe(2);
  expect(() => refuseContradictions(twice, nothing)).not.toThrow();
  expect(() => refuseContradictions(twice, { ...nothing, repeats: 2 })).not.toThrow();
  expect(() => refuseContradictions(twice, { ...nothing, repeats: 3 })).toThrow(
    "--repeats contradicts --study",
  );
  expect(() => refuseContradictions(SAMPLE_STUDY, { ...nothing, repeats: 2 })).toThrow("--repeats");
});
