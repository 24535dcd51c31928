import { canonicalJson } from "./canonical-json.ts";
import { excerpt } from "./issues.ts";
import { insertLayer, removeLayer } from "./layer-edits.ts";
import type { LayerSpec } from "./layers.ts";
import type { InsertOperation, Patch, PatchOperation, RemoveOperation, SetOperation } from "./patch.ts";
import { applyPatch } from "./patch.ts";
import type { Recipe } from "./types.ts";

type Json = Readonly<Record<string, unknown>>;

/** Sections whose options depend on their kind: with another kind they are set as a whole. */
const KIND_SECTIONS: ReadonlySet<string> = new Set(["loss", "optimizer", "schedule"]);

/**
 * The patch that leads from one recipe to another: `applyPatch(before, diffRecipes(before, after))` equals
 * `after`. Layers are matched by id; a patch without steps means that the recipes are equal.
 */
export function diffRecipes(before: Recipe, after: Recipe): Patch {
  const [networkBefore, sectionsBefore] = networkAside(before);
  const [networkAfter, sectionsAfter] = networkAside(after);
  return [
    ...diffObjects(sectionsBefore, sectionsAfter, []),
    ...diffLayers(networkBefore.layers, networkAfter.layers),
  ];
}

/** The network's layers apart from all else, with what the network has beside them. */
function networkAside({ network, ...sections }: Recipe): [Recipe["network"], Json] {
  const { layers: _layers, ...rest } = network;
  return [network, { ...sections, network: rest }];
}

/**
 * The difference of two recipes, or what a patch does to a recipe, in lines for people.
 *
 * @param before the recipe before.
 * @param change the recipe after, or a patch.
 * @throws TrainwellError of kind `input` for a patch that does not fit the recipe.
 * @example
 * formatDiff(recipe, treatment.patch);
 * // ["optimizer.learningRate: 0.001 -> 0.01", "+ layer drop1 (dropout, rate 0.2) after relu1"]
 */
export function formatDiff(before: Recipe, change: Recipe | Patch): string[] {
  const after = isPatch(change) ? applyPatch(before, change) : change;
  return diffRecipes(before, after).map((operation) => formatOperation(operation, { before, after }));
}

function isPatch(change: Recipe | Patch): change is Patch {
  return Array.isArray(change);
}

function diffObjects(before: Json, after: Json, path: readonly string[]): SetOperation[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => diffValues(own(before, key), own(after, key), [...path, key]));
}

function diffValues(before: unknown, after: unknown, path: readonly string[]): SetOperation[] {
  if (equal(before, after)) return [];
  const whole: SetOperation = { op: "set", path: path.join("."), value: after ?? null };
  if (!isRecord(before) || !isRecord(after)) return [whole];
  if (KIND_SECTIONS.has(path[0]) && before.kind !== after.kind) return [whole];
  return diffObjects(before, after, path);
}

function diffLayers(before: readonly LayerSpec[], after: readonly LayerSpec[]): PatchOperation[] {
  if (equal(before, after)) return [];
  const whole: SetOperation = { op: "set", path: "network.layers", value: after };
  const edits = structuralEdits(before, after);
  if (edits === undefined) return [whole];
  const options = after.flatMap((layer) => diffLayer(edits.layers.find(({ id }) => id === layer.id)!, layer));
  return [...edits.operations, ...options];
}

/**
 * The layers that were removed and inserted, and the layers as they are after that; undefined when layers
 * moved.
 */
function structuralEdits(before: readonly LayerSpec[], after: readonly LayerSpec[]) {
  const idsBefore = new Set(before.map((layer) => layer.id));
  const idsAfter = new Set(after.map((layer) => layer.id));
  const removals = before
    .filter(({ id }) => !idsAfter.has(id))
    .map(({ id }): RemoveOperation => ({ op: "remove", layer: id }));
  const insertions = after
    .map((layer, index): InsertOperation => ({ op: "insert", after: after[index - 1]?.id ?? null, layer }))
    .filter(({ layer }) => !idsBefore.has(layer.id));
  const layers = tryEdits(before, removals, insertions);
  const inOrder = layers?.every((layer, index) => layer.id === after[index].id);
  return layers && inOrder ? { operations: [...removals, ...insertions], layers } : undefined;
}

function tryEdits(
  before: readonly LayerSpec[],
  removals: readonly RemoveOperation[],
  insertions: readonly InsertOperation[],
) {
  const source = "the difference";
  try {
    const kept = removals.reduce<readonly LayerSpec[]>(
      (layers, { layer }) => removeLayer(layers, layer, source),
      before,
    );
    return insertions.reduce(
      (layers, { layer, after }) => insertLayer(layers, layer, { after, source }),
      kept,
    );
  } catch {
    // A layer that joins several inputs cannot be taken out by itself.
    return undefined;
  }
}

function diffLayer(before: LayerSpec, after: LayerSpec): SetOperation[] {
  const path = `network.layers.${after.id}`;
  if (before.kind !== after.kind) return [{ op: "set", path, value: after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => !equal(own(before, key), own(after, key)))
    .map((key) => ({ op: "set", path: `${path}.${key}`, value: own(after, key) ?? null }));
}

function formatOperation(
  operation: PatchOperation,
  { before, after }: { before: Recipe; after: Recipe },
): string {
  if (operation.op === "remove") return `- ${layerText(before, operation.layer)}`;
  if (operation.op === "insert") {
    const place = operation.after === null ? "before all layers" : `after ${operation.after}`;
    return `+ ${layerText(after, operation.layer.id)} ${place}`;
  }
  const { path } = operation;
  return `${path}: ${valueText(valueAt(before, path))} -> ${valueText(valueAt(after, path))}`;
}

function layerText(recipe: Recipe, layerId: string): string {
  const { id, kind, inputs, ...options } = recipe.network.layers.find((layer) => layer.id === layerId)!;
  const reads = inputs === undefined ? [] : [`reads ${inputs.join(" and ")}`];
  const words = Object.entries(options).map(([name, value]) => `${name} ${valueText(value)}`);
  return `layer ${id} (${[kind, ...words, ...reads].join(", ")})`;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string"))
    return value.join(", ") || "none";
  if (Array.isArray(value))
    return isLayers(value) ? `${value.length} layers` : value.map(valueText).join(", ");
  if (!isRecord(value)) return excerpt(value);
  const { kind, ...options } = value;
  const words = Object.entries(options).map(([name, option]) => `${name} ${valueText(option)}`);
  return kind === undefined ? words.join(", ") : `${valueText(kind)} (${words.join(", ")})`;
}

function isLayers(values: readonly unknown[]): boolean {
  return values.every((value) => isRecord(value) && own(value, "id") !== undefined);
}

function valueAt(recipe: Recipe, path: string): unknown {
  if (path.startsWith("data.types.")) return own(recipe.data.types, path.slice("data.types.".length));
  return path.split(".").reduce<unknown>((at, key) => {
    if (Array.isArray(at)) return at.find((layer) => layer.id === key);
    return isRecord(at) ? own(at, key) : undefined;
  }, recipe);
}

function own(object: Json, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function equal(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
