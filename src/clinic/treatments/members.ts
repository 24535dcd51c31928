import type { TreatmentDefinition } from "./treatment.ts";

const MEMBERS = 5;

/** Averages the predictions of five networks with different seeds. */
export const members: TreatmentDefinition<["recipe"]> = {
  id: "members",
  title: "Average five networks",
  needs: ["recipe"],
  source: "Hansen & Salamon, Neural Network Ensembles, 1990; Lakshminarayanan, Pritzel & Blundell, 2017",
  expect: "A lower dev error: what the networks have by chance averages out.",
  // Every committee is averaged at the end, so that averaging more networks cannot be told from that.
  comparison: "never",
  propose({ recipe }) {
    if (recipe.training.members > 1) return undefined;
    return {
      reason: "Part of the dev error depends on the seed, and averaging takes it away.",
      patch: [{ op: "set", path: "training.members", value: MEMBERS }],
    };
  },
};
