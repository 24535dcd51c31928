import { TrainwellError } from "../base/errors.ts";
import { refuseHostileKeys } from "./hostile-keys.ts";
import { invalid, parseAt } from "./issues.ts";
import {
  finishData,
  finishLoss,
  finishNetwork,
  finishOptimizer,
  finishSchedule,
  recipeSchema,
} from "./sections/index.ts";
import { RECIPE_SCHEMA, type Recipe } from "./types.ts";

export type { LayerSpec } from "./layers.ts";
export type { LayerInput, RecipeInput } from "./recipe-input.ts";
export type * from "./types.ts";

/**
 * Checks data that should be a recipe, and fills in its defaults. Unknown keys are errors, so that a misspelt
 * option is never silently ignored; the components' options are checked by their registered kinds.
 *
 * @param json plain data, such as `JSON.parse` gives.
 * @param options `source` names where it came from, for messages: a file, or "--set".
 * @throws TrainwellError of kind `input`, with the recipe path, what was expected and what was received.
 *
 * @example
 * const recipe = parseRecipe(JSON.parse(text), { source: "recipe.json" });
 */
export function parseRecipe(json: unknown, { source }: { source: string }): Recipe {
  const place = { source, path: [] };
  refuseHostileKeys(json, source);
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    throw invalid(place, { expected: "an object", received: json });
  }
  checkVersion(json, source);
  const frame = parseAt(recipeSchema, json, place);
  return {
    schema: RECIPE_SCHEMA,
    data: finishData(frame.data, source),
    network: finishNetwork(frame.network, source),
    loss: finishLoss(frame.loss, source),
    penalties: frame.penalties,
    optimizer: finishOptimizer(frame.optimizer, source),
    schedule: finishSchedule(frame.schedule, source),
    clip: frame.clip,
    training: frame.training,
    judge: frame.judge,
  };
}

function checkVersion(json: object, source: string): void {
  const version = Object.hasOwn(json, "schema") ? (json as { schema: unknown }).schema : undefined;
  if (version === RECIPE_SCHEMA) return;
  if (typeof version === "number" && version > RECIPE_SCHEMA) {
    throw new TrainwellError({
      kind: "input",
      code: "recipe-newer",
      message:
        `${source} was made by a newer Trainwell: its schema is ${version}, and this one reads ` +
        `${RECIPE_SCHEMA}.`,
      details: { source, schema: version },
      hint: "Update Trainwell, or make the recipe anew with this version.",
    });
  }
  throw invalid(
    { source, path: ["schema"] },
    { expected: String(RECIPE_SCHEMA), received: version, hint: 'Add "schema": 1.' },
  );
}
