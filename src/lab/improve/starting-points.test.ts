import { describe, expect, test } from "vitest";
import { digitsRecipe, feature, healthyEvidence, imageRecipe } from "../../clinic/evidence.samples.ts";
import { applyPatch } from "../../recipe/patch.ts";
import { startingPoints } from "./starting-points.ts";

const inputs = [feature({ name: "x1" }), feature({ name: "x2" })];
const treatmentsOf = (recipe = digitsRecipe()) =>
  startingPoints(healthyEvidence({ recipe, inputs })).treatments;
const kindsOf = (recipe: ReturnType<typeof digitsRecipe>) => recipe.network.layers.map(({ kind }) => kind);

describe("starting points", () => {
  test("are taken alone and together, each on what the one before made", () => {
    const ids = treatmentsOf().map(({ id }) => id);
    expect(ids.slice(0, 2)).toEqual(["periodic-numbers", "tabular-settings+periodic-numbers"]);
    expect(new Set(ids).size).toBe(ids.length);
    const { patch, title } = treatmentsOf()[1];
    const treated = applyPatch(digitsRecipe(), patch!);
    expect(kindsOf(treated)).toEqual(expect.arrayContaining(["featureScale", "periodic", "separateDense"]));
    expect(treated.schedule.kind).toBe("cosineLog");
    expect(title).toBe("Take RealMLP's settings; Embed numbers by waves");
  });

  test("are not taken together where one of them is in place, or does not fit", () => {
    const [waves, both] = treatmentsOf().map(({ patch }) => applyPatch(digitsRecipe(), patch!));
    const idsOf = (recipe: typeof waves) => treatmentsOf(recipe).map(({ id }) => id);
    expect(idsOf(waves)).toContain("tabular-settings");
    for (const recipe of [waves, both]) expect(idsOf(recipe).filter((id) => id.includes("+"))).toEqual([]);
    expect(startingPoints(healthyEvidence({ recipe: imageRecipe(), inputs })).treatments).toEqual([]);
  });

  test("of a run without a recipe are advice, each by itself", () => {
    const { recipe: _, ...evidence } = healthyEvidence({ inputs });
    const { treatments } = startingPoints(evidence);
    expect(treatments.length).toBeGreaterThan(0);
    for (const { advice, patch, id } of treatments) {
      expect(advice).toBeDefined();
      expect(patch).toBeUndefined();
      expect(id).not.toContain("+");
    }
  });
});
