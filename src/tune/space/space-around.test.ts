import { expect, test } from "vitest";
import { diabetesRecipe, digitsRecipe, feature, healthyEvidence } from "../../clinic/evidence.samples.ts";
import { TREATMENTS, treatmentsFor } from "../../clinic/treatments/index.ts";
import { applyPatch } from "../../recipe/patch.ts";
import type { Recipe } from "../../recipe/schema.ts";
import { recipeSpace } from "./recipe-space.ts";
import { spaceAround } from "./space-around.ts";
import { setInRecipe } from "./space-from.ts";

const inputs = [feature({ name: "x1" }), feature({ name: "x2" })];
const ids = TREATMENTS.map(({ id }) => id);

/** A recipe after each treatment that fits it. */
function treated(recipe: Recipe): Recipe[] {
  return treatmentsFor(ids, healthyEvidence({ recipe, inputs })).flatMap(({ patch }) =>
    patch === undefined ? [] : [applyPatch(recipe, patch)],
  );
}

/** The space around a recipe, which is compiled with every layer that may be there. */
function around(recipe: Recipe) {
  const source = "the test";
  const tree = setInRecipe(recipe, spaceAround(recipe, { bias: true, variance: true, rows: 500 }), {
    source,
  });
  return recipeSpace({ tree }, { source });
}

test.each([
  ["diabetes", diabetesRecipe()],
  ["digits", digitsRecipe()],
])(
  "around any recipe that two treatments make of that for %s there is a space that holds it",
  (_, recipe) => {
    let count = 0;
    for (const once of treated(recipe)) {
      for (const twice of [once, ...treated(once)]) {
        expect(around(twice).pointOf(twice).point).toBeDefined();
        count++;
      }
    }
    expect(count).toBeGreaterThan(200);
  },
);
