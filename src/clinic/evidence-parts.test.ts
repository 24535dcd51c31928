import { expect, it } from "vitest";
import { healthyEvidence } from "./evidence.samples.ts";
import { EVIDENCE_PARTS, type EvidencePart, has, howToGive, lacking, without } from "./evidence-parts.ts";

const PARTS = Object.keys(EVIDENCE_PARTS) as EvidencePart[];
const whole = {
  ...healthyEvidence(),
  labelCounts: [],
  targetRange: { low: 0, high: 1 },
  trainDev: { loss: 0, error: 0, rows: 1 },
  capacity: { fits: true, trainError: 0, units: 1 },
};

it.each(PARTS)("%s can be taken away, and nothing else goes with it", (part) => {
  expect(has(whole, ...PARTS)).toBe(true);
  const rest = without(whole, part);
  expect(lacking(rest, PARTS)).toEqual([part]);
  expect(has(whole, part)).toBe(true);
});

it.each(PARTS)("%s has words that make one sentence with others", (part) => {
  const { name, how } = EVIDENCE_PARTS[part];
  expect(name).toMatch(/^[a-z].*[a-z]$/);
  expect(how).toMatch(/^[a-z].*[^.]$/);
  expect(howToGive([part, "rows"])).toBe(
    `${how.charAt(0).toUpperCase()}${how.slice(1)}; ${EVIDENCE_PARTS.rows.how}.`,
  );
});
