import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { adam } from "../optim/optimizers/adam.ts";
import { constant } from "../optim/schedules/constant.ts";
import { defineSchedule } from "../optim/schedules/index.ts";
import { oneCycle } from "../optim/schedules/one-cycle.ts";
import { parseRecipe } from "../recipe/schema.ts";
import { digitsRecipe, healthyEvidence } from "./evidence.samples.ts";
import { FINDINGS } from "./findings/index.ts";
import { TREATMENTS, treatmentsFor } from "./treatments/index.ts";
import { RECIPES } from "./treatments/treatments.samples.ts";

const findings = FINDINGS.map(({ id }) => id);
const treatments = TREATMENTS.map(({ id }) => id);

it("no id stands for two findings or two treatments", () => {
  expect(new Set(findings).size).toBe(findings.length);
  expect(new Set(treatments).size).toBe(treatments.length);
});

describe.each(FINDINGS.map((finding) => [finding.id, finding] as const))("the finding %s", (id, finding) => {
  it("names as causes findings that there are, and that come before it", () => {
    for (const cause of finding.causes) {
      expect(findings).toContain(cause);
      expect(findings.indexOf(cause)).toBeLessThan(findings.indexOf(id));
    }
  });

  it("says what it is, and where each of its thresholds comes from", () => {
    for (const text of [finding.title, finding.help]) expect(text).toMatch(/\S/);
    for (const { value, source } of Object.values(finding.thresholds)) {
      expect(value).toBeTypeOf("number");
      expect(source).toMatch(/\S/);
    }
  });
});

describe.each(TREATMENTS.map((treatment) => [treatment.id, treatment] as const))(
  "the treatment %s",
  (id, treatment) => {
    it("says what it is, where it comes from and how it is compared", () => {
      for (const text of [treatment.title, treatment.source, treatment.expect]) expect(text).toMatch(/\S/);
      expect(["plain", "balanced", "never"]).toContain(treatment.comparison);
    });

    it("is compared only where it changes the recipe", () => {
      const proposed = Object.values(RECIPES).flatMap((recipeOf) => {
        const recipe = recipeOf();
        const task = recipe.data.task === "multiLabel" ? "multiLabel" : "classification";
        return treatmentsFor([id], healthyEvidence({ recipe, task }));
      });
      for (const { patch, advice, comparison } of proposed) {
        expect(comparison).toBe(treatment.comparison);
        if (comparison !== "never") expect([patch, advice]).toEqual([expect.any(Array), undefined]);
      }
    });
  },
);

it("members are compared not at all", () => {
  const by = (comparison: string) =>
    TREATMENTS.flatMap((treatment) => (treatment.comparison === comparison ? [treatment.id] : []));
  expect(by("never")).toContain("members");
});

it("an id that no treatment has is a mistake", () => {
  expect(() => treatmentsFor(["longer-trainings"], healthyEvidence())).toThrow(
    'Unknown treatment id "longer-trainings"',
  );
});

/** Words in quotes with a dash in them: ids, where they are not a part of a sentence. */
const ID = /"([a-z0-9]+(?:-[a-z0-9]+)+)"/g;

/** Comments, whose examples name findings of their own. */
const COMMENT = /\/\*[\s\S]*?\*\//g;

it("findings name only findings and treatments that there are", () => {
  const folder = new URL("./findings/", import.meta.url);
  const files = readdirSync(folder).filter((name) => /^[^.]+\.ts$/.test(name));
  const sources = [
    ...files.map((name) => readFileSync(new URL(name, folder), "utf8")),
    readFileSync(new URL("./bias-variance.ts", import.meta.url), "utf8"),
  ];
  const named = sources.flatMap((text) => [...text.replaceAll(COMMENT, "").matchAll(ID)].map(([, id]) => id));
  expect(named.length).toBeGreaterThan(50);
  const known = new Set([...findings, ...treatments]);
  expect([...new Set(named)].filter((id) => !known.has(id))).toEqual([]);
});

describe("schedules that are registered later are seen:", () => {
  defineSchedule({ ...constant, kind: "ownConstant" });
  defineSchedule({ ...oneCycle, kind: "ownCycle" });
  const proposed = (kind: string, id: string) => {
    const recipe = parseRecipe(
      { ...digitsRecipe(), optimizer: { kind: adam.kind }, schedule: { kind } },
      { source: "the recipe" },
    );
    return treatmentsFor([id], healthyEvidence({ recipe })).length === 1;
  };

  it("a cosine where the rate does not decay, a warm-up where it does not rise first", () => {
    expect(proposed("ownConstant", "cosine-schedule")).toBe(true);
    expect(proposed("ownCycle", "cosine-schedule")).toBe(false);
    expect(proposed("ownConstant", "warm-up")).toBe(true);
    expect(proposed("ownCycle", "warm-up")).toBe(false);
  });
});
