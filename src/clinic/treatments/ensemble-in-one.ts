import { RANDOM_SIGNS } from "../../nn/initializers/index.ts";
import { batchEnsembleDense } from "../../nn/layers/dense/batch-ensemble-dense.ts";
import { dense } from "../../nn/layers/dense/dense.ts";
import { ensembleHead } from "../../nn/layers/dense/ensemble-head.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import { architectureOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** Networks in one; the paper takes 32, of which the second half gains little. */
const MEMBERS = 16;

/** Turns the dense layers of a table's network into those of several networks that share their weights. */
export const ensembleInOne: TreatmentDefinition<["recipe", "inputs"]> = {
  id: "ensemble-in-one",
  title: `Train ${MEMBERS} networks in one`,
  needs: ["recipe", "inputs"],
  source: "Gorishniy, Kotelnikov & Babenko, TabM, 2024",
  expect: "A lower error at the same width, because what members err in by themselves averages out.",
  comparison: "plain",
  propose({ recipe, inputs }) {
    const { layers, weighted, hidden, batchNormalized } = architectureOf(recipe);
    const [last, before] = [layers.at(-1)!, weighted.slice(0, -1)];
    const isPlain = last.kind === dense.kind && before.slice(-hidden.length).every(isDense);
    const isTable = inputs.every(({ ofArray }) => !ofArray);
    if (!isTable || !isPlain || hidden.length === 0 || batchNormalized.length > 0) return undefined;
    const set = (id: string, option: string, value: unknown): PatchOperation => ({
      op: "set",
      path: `network.layers.${id}.${option}`,
      value,
    });
    return {
      reason:
        "Several networks that share their weights cost little more than one to store, and their mean " +
        "errs less.",
      patch: [
        ...hidden.flatMap(({ id }, index) => [
          set(id, "kind", batchEnsembleDense.kind),
          set(id, "members", MEMBERS),
          // Without factors of their own the members would begin with the same features.
          ...(index === 0 ? [set(id, "scales", RANDOM_SIGNS)] : []),
        ]),
        set(last.id, "kind", ensembleHead.kind),
      ],
    };
  },
};

function isDense({ kind }: { readonly kind: string }): boolean {
  return kind === dense.kind;
}
