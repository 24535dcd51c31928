import type { TreatmentDefinition } from "./treatment.ts";

/** Takes values that seem to stand for missing ones as missing: they are filled in, with an indicator. */
export const readAsMissing: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "read-as-missing",
  title: "Read the value as missing",
  needs: ["recipe", "inputs"],
  source: "Rubin, Inference and Missing Data, 1976",
  expect: "Columns on the scale of their known values, and an indicator where one is not known.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    const { gaps } = recipe.data;
    const values = inputs.flatMap(({ sentinel }) => (sentinel ? [String(sentinel.value)] : []));
    const added = [...new Set(values)].filter((value) => !gaps.includes(value));
    if (added.length === 0) return undefined;
    return {
      reason: `${added.join(", ")} lies far from all other values and comes again and again.`,
      patch: [{ op: "set", path: "data.gaps", value: [...gaps, ...added] }],
    };
  },
};
