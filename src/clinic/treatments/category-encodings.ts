import type { CategoryEncoding } from "../../data/prepare/preprocessing-choices.ts";
import { dense } from "../../nn/layers/dense/dense.ts";
import { embedding } from "../../nn/layers/embedding/embedding.ts";
import { concatenate } from "../../nn/layers/merging/concatenate.ts";
import { embeddingUnits } from "../../recipe/default.ts";
import { CATEGORY_PREFIX, FEATURES } from "../../recipe/layers.ts";
import type { PatchOperation } from "../../recipe/patch.ts";
import type { LayerSpec, Recipe } from "../../recipe/types.ts";
import { freshId, inputsOfLayer, readersOf } from "../architecture.ts";
import type { TreatmentDefinition } from "./treatment.ts";

/** The encoding that layers for codes read. */
const CODES: CategoryEncoding = "embedding";
/** With no more categories a place for each is few weights, each of many rows. */
const FEW_CATEGORIES = 20;
/** A vector of fewer categories says no more than their places do. */
const FEW_PLACES = 5;

/** Replaces categories by the mean of the target in them, where a column has many. */
export const targetStatistics: TreatmentDefinition<["recipe", "categories"]> = {
  id: "target-statistics",
  title: "Encode categories by means of the target",
  needs: ["recipe", "categories"],
  source:
    "Micci-Barreca, A Preprocessing Scheme for High-Cardinality Categorical Attributes, 2001; Pargent, " +
    "Pfisterer, Thomas & Bischl, Regularized Target Encoding, 2022",
  expect: "A lower error where categories have few rows each, and shift the target by themselves.",
  comparison: "plain",
  propose({ recipe, categories }) {
    const most = categories.reduce((so, { count }) => Math.max(so, count), 0);
    const isDone = recipe.data.categories === "targetStatistics";
    const without = withoutEmbeddings(recipe);
    if (isDone || most <= FEW_CATEGORIES || without === undefined) return undefined;
    return {
      reason: `A column has ${most} categories, and the rows of each are few to learn weights from.`,
      patch: [{ op: "set", path: "data.categories", value: "targetStatistics" }, ...without],
    };
  },
};

/** Gives each category a vector that is learned, where all have places of their own. */
export const categoryEmbeddings: TreatmentDefinition<["recipe", "inputs", "categories"]> = {
  id: "category-embeddings",
  title: "Embed categories",
  needs: ["recipe", "inputs", "categories"],
  source: "Guo & Berkhahn, Entity Embeddings of Categorical Variables, 2016",
  expect: "A lower error where categories that are alike can share what is learned of them.",
  comparison: "plain",
  propose({ recipe, inputs, categories }) {
    const readers = readersOf(recipe, FEATURES);
    const isEncoded =
      recipe.data.categories === CODES || categories.some(({ encoding }) => encoding !== "oneHot");
    const isOther = inputs.some(({ ofArray }) => ofArray) || readers.some(({ kind }) => kind !== dense.kind);
    const most = categories.reduce((so, { count }) => Math.max(so, count), 0);
    if (isEncoded || isOther || readers.length === 0 || most <= FEW_PLACES) return undefined;
    const layers = categories.map(({ column, count }, index): LayerSpec => {
      const inputs = [`${CATEGORY_PREFIX}${column}`];
      const id = freshId(recipe, `embedding${index + 1}`);
      return { id, kind: embedding.kind, inputs, units: embeddingUnits(count + 1) };
    });
    const places = categories.reduce((sum, { count }) => sum + count + 1, 0);
    const numbers = inputs.length > places ? [FEATURES] : [];
    const joined = { id: freshId(recipe, "joined"), kind: concatenate.kind };
    const read = [...numbers, ...layers.map(({ id }) => id)];
    return {
      reason: `The ${most} categories of a column have a weight each, which nothing else informs.`,
      patch: [
        { op: "set", path: "data.categories", value: CODES },
        // One behind the other, so that those who read the features read the last.
        ...[...layers, { ...joined, inputs: read }].map((layer, index) => ({
          op: "insert" as const,
          after: index === 0 ? null : layers[index - 1].id,
          layer,
        })),
      ],
    };
  },
};

/**
 * Steps that leave out all embeddings of categories; undefined where a layer reads one beside others that is
 * not a join.
 */
function withoutEmbeddings(recipe: Recipe): PatchOperation[] | undefined {
  const embeddings = recipe.network.layers.filter(({ inputs = [] }) =>
    inputs.some((name) => name.startsWith(CATEGORY_PREFIX)),
  );
  const ids = new Set(embeddings.map(({ id }) => id));
  const readers = new Map(
    embeddings.flatMap(({ id }) => readersOf(recipe, id)).map((layer) => [layer.id, layer]),
  );
  const canGo = embeddings.every(({ kind }) => kind === embedding.kind);
  const isJoin = ({ kind }: LayerSpec) => kind === concatenate.kind;
  const areFree = [...readers.values()].every(
    (layer) => isJoin(layer) || inputsOfLayer(recipe, layer.id).length === 1,
  );
  if (!canGo || !areFree) return undefined;
  const areRead = readersOf(recipe, FEATURES).length > 0;
  const reread = [...readers.values()].map((layer): PatchOperation => {
    const left = inputsOfLayer(recipe, layer.id).filter((name) => !ids.has(name));
    // Read elsewhere, as by layers that scale or embed numbers, the statistics come that way.
    const value = isJoin(layer) && areRead ? left : [FEATURES, ...left];
    return { op: "set", path: `network.layers.${layer.id}.inputs`, value };
  });
  return [...reread, ...embeddings.map(({ id }) => ({ op: "remove" as const, layer: id }))];
}
