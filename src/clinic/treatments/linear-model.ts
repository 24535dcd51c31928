import type { PatchOperation } from "../../recipe/patch.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** The sections that make a model of a recipe; data and repetition stay the run's own. */
const SECTIONS = ["network", "loss", "penalties", "optimizer", "schedule", "clip"] as const;
const TRAINING = [
  "batchSize",
  "epochs",
  "lastBatch",
  "accumulate",
  "averaging",
  "earlyStopping",
  "mixup",
] as const;

/** The simple model that the network does not reach, in its place. */
export const simpleModel: TreatmentDefinition<["recipe", "floor"]> = {
  id: "simple-model",
  title: "Use the simple model",
  needs: ["recipe", "floor"],
  source: "Zinkevich, Rules of Machine Learning, 2017, rule 4: keep the first model simple",
  expect: "The dev error of the simple model.",
  comparison: "plain",
  propose({ recipe, floor }) {
    const { recipe: simple, name } = floor;
    if (simple === undefined || isSame(simple.network, recipe.network)) return undefined;
    return {
      reason: `On this data ${name} does better than the network, and it is easier to understand.`,
      patch: [
        ...SECTIONS.flatMap((section) => setting(section, simple[section], recipe[section])),
        ...TRAINING.flatMap((option) =>
          setting(`training.${option}`, simple.training[option], recipe.training[option]),
        ),
        ...setting("data.normalize", simple.data.normalize, recipe.data.normalize),
      ],
    };
  },
};

function setting<Value>(path: string, value: Value, before: Value): PatchOperation[] {
  return isSame(value, before) ? [] : [{ op: "set", path, value }];
}

/** Sections of recipes are plain data, each in its schema's order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
