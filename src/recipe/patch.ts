import { TrainwellError } from "../base/errors.ts";
import { allLayers } from "../nn/layers/index.ts";
import { allLosses } from "../nn/losses/index.ts";
import { allOptimizers } from "../optim/optimizers/index.ts";
import { allSchedules } from "../optim/schedules/index.ts";
import { hostileKey, isHostileKey, refuseHostileKeys } from "./hostile-keys.ts";
import { excerpt, invalid, parseAt, unknownKey } from "./issues.ts";
import type { Kind } from "./kinds.ts";
import { insertLayer, layerIndex, removeLayer } from "./layer-edits.ts";
import type { LayerSpec } from "./layers.ts";
import { parseRecipe } from "./schema.ts";
import type { KindSpec, Recipe } from "./types.ts";

/**
 * Sets the value at a path such as `optimizer.learningRate` or `network.layers.hidden1.units`; null returns
 * it to its default.
 */
export interface SetOperation {
  readonly op: "set";
  readonly path: string;
  readonly value: unknown;
}

/**
 * Inserts a layer after another one (null: before all). Unless it names its inputs it reads that layer, and
 * whoever read that layer reads it.
 */
export interface InsertOperation {
  readonly op: "insert";
  readonly after: string | null;
  readonly layer: LayerSpec;
}

/** Removes a layer with one input; whoever read the layer reads that input. */
export interface RemoveOperation {
  readonly op: "remove";
  readonly layer: string;
}

/** One step of a patch. */
export type PatchOperation = SetOperation | InsertOperation | RemoveOperation;

/** A change to a recipe as data: steps that are carried out in order. Layers are addressed by id. */
export type Patch = readonly PatchOperation[];

type Json = Record<string, unknown>;

/**
 * Applies a patch. The recipe itself stays as it is; the result is checked as a whole, after the last step.
 *
 * Setting the `kind` of a component keeps the options that the new kind knows too, and gives the others their
 * defaults. An optimizer's step sizes mean something else to another kind: they get the new kind's defaults,
 * unless the patch sets them, before or after; groups stay, and so does a weight decay that was not the old
 * kind's default.
 *
 * @param recipe the recipe before.
 * @param patch what changes, step by step.
 * @param options `source` names the patch, for messages ("the patch" by default).
 * @throws TrainwellError of kind `input`, with the path and, where one is near, the name that was meant.
 *
 * @example
 * applyPatch(recipe, [
 *   { op: "set", path: "optimizer.learningRate", value: 0.01 },
 *   { op: "insert", after: "relu1", layer: { id: "drop1", kind: "dropout", rate: 0.2 } },
 * ]);
 */
export function applyPatch(recipe: Recipe, patch: Patch, options: { source?: string } = {}): Recipe {
  const source = options.source ?? "the patch";
  const changed = changeSections({ ...recipe }, patch, { source });
  return parseRecipe(changed, { source });
}

/**
 * Applies a patch to some sections of a recipe, without checking the result: that is for the sections' own
 * parsers, such as `parseDataSection`.
 *
 * @param sections plain data by the sections' names; they stay as they are.
 * @throws TrainwellError of kind `input` for a path that leads nowhere.
 *
 * @example
 * const patch = [{ op: "set", path: "data.image.width", value: 8 }] as const;
 * changeSections({ data: { image: {} } }, patch, { source: "--set" });
 * // { data: { image: { width: 8 } } }
 */
export function changeSections(
  sections: Readonly<Record<string, unknown>>,
  patch: Patch,
  { source }: { source: string },
): Record<string, unknown> {
  const told = new Set<string>();
  return patch.reduce<Json>((json, operation) => {
    const next = applyOperation(json, operation, { source, told });
    if (operation.op === "set") told.add(operation.path);
    return next;
  }, sections);
}

/**
 * Reads an assignment as the command line takes it. The value is JSON where it can be read as JSON, else a
 * text.
 *
 * @throws TrainwellError `patch-not-assignment`, of kind `usage`.
 *
 * @example
 * parseAssignment("optimizer.learningRate=0.01"); // { op: "set", path: "optimizer.learningRate", value: 0.01
 * }
 */
export function parseAssignment(text: string): SetOperation {
  const match = /^\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*$/s.exec(text);
  if (match === null || match[2] === "") {
    throw new TrainwellError({
      kind: "usage",
      code: "patch-not-assignment",
      message: `"${text}" is not an assignment; expected path=value.`,
      details: { received: text },
      hint: "For example optimizer.learningRate=0.01.",
    });
  }
  return { op: "set", path: match[1], value: jsonOrText(match[2]) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface PatchContext {
  readonly source: string;
  /** The paths that the patch has set so far. */
  readonly told: ReadonlySet<string>;
}

function applyOperation(json: Json, operation: PatchOperation, { source, told }: PatchContext): Json {
  switch (operation.op) {
    case "set":
      refuseHostileKeys(operation.value, source, operation.path.split("."));
      return setAt(json, splitPath(operation.path, source), {
        value: operation.value,
        source,
        told,
        trail: [],
      });
    case "insert":
      refuseHostileKeys(operation.layer, source, ["network", "layers"]);
      return editLayers(json, (layers) =>
        insertLayer(layers, operation.layer, { after: operation.after, source }),
      );
    case "remove":
      return editLayers(json, (layers) => removeLayer(layers, operation.layer, source));
    default:
      throw invalid(
        { source, path: ["op"] },
        { expected: '"set", "insert" or "remove"', received: (operation as { op: unknown }).op },
      );
  }
}

function editLayers(json: Json, edit: (layers: readonly LayerSpec[]) => LayerSpec[]): Json {
  const network = json.network as Recipe["network"];
  return { ...json, network: { ...network, layers: edit(network.layers) } };
}

/** Everything after `data.types.` is one name, because names of columns may contain dots. */
function splitPath(path: string, source: string): string[] {
  const types = "data.types.";
  const keys =
    path.startsWith(types) && path.length > types.length
      ? ["data", "types", path.slice(types.length)]
      : path.split(".");
  const hostile = keys.findIndex((key, depth) =>
    keys[1] === "types" && depth === 2 ? key === "__proto__" : isHostileKey(key),
  );
  if (hostile >= 0) throw hostileKey(source, keys.slice(0, hostile + 1));
  if (keys.some((key) => key === ""))
    throw invalid(
      { source, path: [] },
      { expected: "changed at a path of names joined by dots", received: path },
    );
  return keys;
}

interface Assignment extends PatchContext {
  readonly value: unknown;
  /** The keys above. */
  readonly trail: readonly string[];
}

function setAt(container: Json, [key, ...rest]: readonly string[], assignment: Assignment): Json {
  const { source } = assignment;
  const trail = [...assignment.trail, key];
  if (rest.length === 0) return assign(container, key, assignment);
  const inner = Object.hasOwn(container, key) ? container[key] : undefined;
  const deeper = { ...assignment, trail };
  if (trail.join(".") === "network.layers")
    return { ...container, layers: setInLayers(inner as LayerSpec[], rest, deeper) };
  if (trail.join(".") === "data.augment")
    return { ...container, augment: setInKinds(inner as KindSpec[], rest, deeper) };
  if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
    return { ...container, [key]: setAt(inner as Json, rest, deeper) };
  }
  // Early stopping that was off is turned on by setting one of its options.
  if (inner === null) return { ...container, [key]: setAt({}, rest, deeper) };
  if (inner !== undefined) throw hasNoParts(inner, rest, deeper);
  const known = Object.keys(container).filter((name) => typeof container[name] === "object");
  throw unknownKey({ source, path: trail }, known, "section");
}

/** The error for a path that goes on below a number, a text or a list. */
function hasNoParts(
  inner: unknown,
  rest: readonly string[],
  { value, source, trail }: Assignment,
): TrainwellError {
  const path = trail.join(".");
  const whole = rest.reduceRight<unknown>((part, key) => ({ [key]: part }), value);
  return new TrainwellError({
    kind: "input",
    code: "patch-no-parts",
    message: `${source}: "${path}" is ${excerpt(inner)}, which has no part "${rest[0]}" to set.`,
    details: { source, path, received: excerpt(inner) },
    hint: Array.isArray(inner)
      ? `Set the list as a whole: ${path}=[...].`
      : `Set it as a whole, such as ${path}=${excerpt(whole)} with the parts that it needs beside.`,
  });
}

function setInLayers(
  layers: readonly LayerSpec[],
  [id, ...rest]: readonly string[],
  assignment: Assignment,
): unknown[] {
  const index = layerIndex(layers, id, assignment.source);
  const trail = [...assignment.trail, id];
  const changed = rest.length === 0 ? assignment.value : setAt(layers[index], rest, { ...assignment, trail });
  return layers.map((layer, position) => (position === index ? changed : layer));
}

/**
 * Sets an option of the component of a kind, or the component itself; one that is not there yet is added at
 * the end.
 */
function setInKinds(
  specs: readonly KindSpec[],
  [kind, ...rest]: readonly string[],
  assignment: Assignment,
): unknown[] {
  const { value } = assignment;
  if (rest.length === 0 && value === null) return specs.filter((spec) => spec.kind !== kind);
  const trail = [...assignment.trail, kind];
  const change = (spec: KindSpec) => {
    if (rest.length > 0) return setAt({ ...spec }, rest, { ...assignment, trail });
    if (value === true) return { kind };
    if (typeof value === "object") return { kind, ...value };
    const expected = `an object of options, true for its defaults, or null to leave ${kind} out`;
    throw invalid({ source: assignment.source, path: trail }, { expected, received: value });
  };
  return specs.some((spec) => spec.kind === kind)
    ? specs.map((spec) => (spec.kind === kind ? change(spec) : spec))
    : [...specs, change({ kind })];
}

function assign(container: Json, key: string, assignment: Assignment): Json {
  const { value, trail } = assignment;
  const rest = Object.fromEntries(Object.entries(container).filter(([name]) => name !== key));
  if (value === null) return rest;
  // Averages of another kind have no option in common.
  if (key === "kind" && trail.join(".") === "training.averaging" && value !== container.kind) {
    const told = Object.entries(rest).filter(([name]) => assignment.told.has([...trail, name].join(".")));
    return { ...Object.fromEntries(told), kind: value };
  }
  const definitions = key === "kind" ? definitionsAt(trail) : undefined;
  const definition = definitions?.find((candidate) => candidate.kind === value);
  if (!definition || value === container.kind) return { ...container, [key]: value };
  const old = definitions?.find((candidate) => candidate.kind === container.kind);
  const stays = trail[0] === "optimizer" && old ? optimizerStays(old, assignment) : () => true;
  const kept = Object.entries(rest).filter(
    ([name, option]) =>
      name === "id" ||
      name === "inputs" ||
      (Object.hasOwn(definition.options.shape, name) && stays(name, option)),
  );
  return { ...Object.fromEntries(kept), kind: value };
}

/** Which options of an optimizer of the old kind say something to the new one. */
function optimizerStays(old: Kind, { told, trail }: Assignment): (name: string, option: unknown) => boolean {
  const usual: Json = parseAt(old.options, {}, { source: old.kind, path: [] });
  return (name, option) =>
    name === "groups" ||
    (name === "weightDecay" && option !== usual.weightDecay) ||
    told.has([...trail, name].join("."));
}

/** The kinds that a component at this path may be of. */
function definitionsAt(trail: readonly string[]): readonly Kind[] | undefined {
  const path = trail.join(".");
  if (path === "loss") return allLosses();
  if (path === "optimizer") return allOptimizers();
  if (path === "schedule") return allSchedules();
  return path.startsWith("network.layers.") && trail.length === 3 ? allLayers() : undefined;
}
